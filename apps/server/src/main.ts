/**
 * The entry of `npm start`. It owns the process: flags, the one URL on standard output, the browser, and a stop that
 * leaves nothing behind. Everything else is said on standard error.
 */
import { createInterface } from 'node:readline';
import { startDeployment } from '@potoroo/runtime/node';
import { createLog } from './log.ts';
import { openBrowser } from './open-browser.ts';
import { parseServerOptions, portsToTry, serverHelp } from './options.ts';
import type { ServerOptions } from './options.ts';
import { dataDirectoryDefault, examplesDirectory, personDirectory, studioDirectory } from './places.ts';
import { DataDirectoryUnusable } from './store/data-directory.ts';
import { DataDirectoryTaken } from './store/data-directory-lock.ts';
import { keepMemory, recallMemory } from './server-memory.ts';
import type { ServerMemory } from './server-memory.ts';
import { startStudio } from './studio.ts';
import type { Studio } from './studio.ts';
import { diskFaultOf } from './store/disk-fault.ts';

const badInput = 2;
const cannotStart = 1;
const killedBySignal = 130;
const log = createLog({ write: (line) => process.stderr.write(line), now: () => new Date() });

async function main(): Promise<void> {
  const places = { personDirectory: personDirectory(process.env, process.cwd()), dataDirectoryDefault };
  const options = parseServerOptions(process.argv.slice(2), places);
  if (!options.ok) return leave(badInput, `potoroo: ${options.error}\n`);
  if (options.value === 'help') return void process.stdout.write(serverHelp);
  try {
    const before = await recallMemory();
    serve(await start(options.value, before), options.value, before !== null);
  } catch (error) {
    leave(
      isPortTaken(error, options.value) || isDirectoryFault(error) ? badInput : cannotStart,
      `potoroo: ${startFailure(error, options.value)}\n`,
    );
  }
}

function start(options: ServerOptions, before: ServerMemory | null): Promise<Studio> {
  return startStudio({
    ...options,
    ports: before === null ? portsToTry(options.port) : [before.port],
    before,
    studioDirectory,
    examplesDirectory,
    start: startDeployment,
    log,
  });
}

function serve(studio: Studio, { opensBrowser }: ServerOptions, goesOn: boolean): void {
  stopOnSignals(studio);
  keepMemory(studio.memory);
  process.stdout.write(`${studio.issueUrl()}\n`);
  // A link of its own: the printed one must still work after the browser has used one.
  if (opensBrowser && !goesOn) openBrowser(studio.issueUrl(), { platform: process.platform, environment: process.env });
  if (process.stdin.isTTY)
    createInterface({ input: process.stdin }).on('line', () => process.stdout.write(`${studio.issueUrl()}\n`));
}

/** The first signal, or the end of the parent's channel, stops in order; a second signal ends at once. */
function stopOnSignals(studio: Studio): void {
  let signals = 0;
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    studio.close().then(
      () => process.exit(0),
      (error: unknown) => leave(cannotStart, `potoroo: stopping failed: ${String(error)}\n`),
    );
  };
  const onSignal = (): void => {
    signals += 1;
    if (signals > 1) process.exit(killedBySignal);
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('disconnect', stop);
}

/** Of an error of listening only: a file that may not be touched has the same codes. */
const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && 'syscall' in error && error.syscall === 'listen'
    ? error.code
    : undefined;

/** Only a port that was asked for is the person's to change; that all of ours are taken is no fault of the flags. */
const isPortTaken = (error: unknown, { port }: ServerOptions): boolean =>
  port !== null && codeOf(error) === 'EADDRINUSE';

const isDirectoryFault = (error: unknown): error is Error =>
  error instanceof DataDirectoryTaken || error instanceof DataDirectoryUnusable;

function startFailure(error: unknown, { host, port }: ServerOptions): string {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') return `port ${port ?? 'from 4400 on'} on ${host} is in use. Choose another with --port.`;
  if (code === 'EACCES') return `port ${port ?? ''} on ${host} may not be used. Choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${host}. Leave --host out.`;
  if (isDirectoryFault(error)) return error.message;
  const disk = diskFaultOf(error);
  if (disk !== null)
    return `the studio cannot start: ${disk.reason}. ${disk.remedy}, or give another directory with --data DIR.`;
  return `the studio cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

function leave(code: number, message: string): void {
  process.stderr.write(message, () => process.exit(code));
}

await main();
