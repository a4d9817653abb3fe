/**
 * The command line's entry: `npm run -s potoroo -- run market-spread --workers 3`. It owns the process: arguments,
 * streams, signals and the exit code. What a command does is in commands.ts.
 */
import { join } from 'node:path';
import { dataDirectoryDefault, examplesDirectory, personDirectory } from '../places.ts';
import { parseArguments } from './arguments.ts';
import { perform } from './commands.ts';
import type { Console } from './console.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { refusalText } from './refusal-text.ts';
import { errorCode, systemReason } from './system-reason.ts';

const killedBySignal = 130;
let stopRun: (() => void) | null = null;
let outputError: Error | null = null;

const terminal: Console = {
  out: (text) => {
    process.stdout.write(text, (error) => noteOutputError(error ?? null));
  },
  error: process.stderr,
  onStop: (stop) => {
    stopRun = stop;
  },
};

/** The first signal asks; the second does not. Before a run there is nothing to finish, so the first ends it. */
function handleSignal(): void {
  if (stopRun === null) process.exit(killedBySignal);
  const stop = stopRun;
  stopRun = null;
  stop();
}

/** The first tells why; what is written after it fails because of it. */
function noteOutputError(error: Error | null): void {
  outputError ??= error;
}

async function main(): Promise<ExitCode> {
  process.on('SIGINT', handleSignal);
  process.on('SIGTERM', handleSignal);
  process.stdout.on('error', noteOutputError);
  process.stderr.on('error', () => undefined);
  const command = parseArguments(process.argv.slice(2));
  if (!command.ok) {
    process.stderr.write(refusalText(command.error));
    return exitCodes.badInput;
  }
  const person = personDirectory(process.env, process.cwd());
  const places = {
    personDirectory: person,
    examplesDirectory,
    dataDirectories: [join(person, '.potoroo'), dataDirectoryDefault],
  };
  return perform(command.value, places, terminal);
}

/** Waits until what was written has left the process: a pipe would lose the tail of a summary otherwise. */
function leave(code: ExitCode): void {
  process.stdout.write('', () => setImmediate(() => process.exit(afterOutput(code))));
}

/** A reader that went away (`| head`) is no fault; a result that could not be written is one. What failed before stays so. */
function afterOutput(code: ExitCode): ExitCode {
  if (outputError === null || errorCode(outputError) === 'EPIPE') return code;
  const refusal = {
    message: `The standard output cannot be written: ${systemReason(outputError)}.`,
    remedy: 'What was done is done; send the output where there is room for it.',
  };
  process.stderr.write(refusalText(refusal));
  return code === exitCodes.success ? exitCodes.runFailed : code;
}

try {
  leave(await main());
} catch (error) {
  process.stderr.write(
    `potoroo: a fault in Potoroo itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  leave(exitCodes.runFailed);
}
