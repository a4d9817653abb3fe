/** Runs the real command line in a process of its own, and reads what it says. Nothing of the product is imported. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const command = fileURLToPath(new URL('../../apps/server/src/cli/main.ts', import.meta.url));

/** It only ends what hangs. */
const timeoutMs = 110_000;

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Running = {
  readonly process: ChildProcess;
  /** Resolves with the address that a TCP source says it listens on: `host:port`. */
  readonly listening: (node: string) => Promise<string>;
  readonly finished: Promise<Finished>;
};

export function startPotoroo(args: readonly string[]): Running {
  const child = spawn(process.execPath, [command, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const finished = once(child, 'close').then(([code]: (number | null)[]) => {
    clearTimeout(deadline);
    return { ...said, code: code ?? null };
  });
  const listening = async (node: string): Promise<string> => {
    for (;;) {
      const found = new RegExp(`^${node} listens on (\\S+)$`, 'm').exec(said.stderr);
      if (found?.[1] !== undefined) return found[1];
      if (child.exitCode !== null) throw new Error(`it ended before ${node} listened: ${said.stderr}`);
      await Promise.race([once(child.stderr, 'data'), once(child, 'close')]);
    }
  };
  return { process: child, listening, finished };
}

export const runPotoroo = (args: readonly string[]): Promise<Finished> => startPotoroo(args).finished;

export type RunFlags = {
  readonly workers: number;
  readonly source?: readonly string[];
  readonly sink?: readonly string[];
  readonly after?: readonly string[];
};

/** `run <document> --json` with its flags, as arguments. */
export function runArguments(
  document: string,
  { workers, source = [], sink = [], after = [] }: RunFlags,
): readonly string[] {
  const each = (flag: string, values: readonly string[]): readonly string[] => values.flatMap((value) => [flag, value]);
  return [
    'run',
    document,
    '--json',
    '--workers',
    String(workers),
    ...each('--source', source),
    ...each('--sink', sink),
    ...each('--after', after),
  ];
}

/** What `run --json` prints; only the fields that the issue names. */
export type Summary = {
  readonly ok: boolean;
  readonly error: string | null;
  readonly sources: Readonly<Record<string, number>>;
  readonly sinks: Readonly<Record<string, number>>;
  readonly deadLetters: number;
  readonly deadLetterSamples: readonly {
    readonly node: string;
    readonly kind: string;
    readonly message: string;
    readonly line: number | null;
  }[];
  readonly stateObjects: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly workers: readonly { readonly slots: number; readonly objects: number; readonly records: number }[];
};

/** Runs to a good end, and gives the summary. */
export async function runToSummary(document: string, flags: RunFlags): Promise<Summary> {
  return summaryOf(await runPotoroo(runArguments(document, flags)));
}

export function summaryOf({ code, stdout, stderr }: Finished): Summary {
  if (code !== 0) throw new Error(`exit code ${code}; it said: ${stderr}\n${stdout}`);
  return JSON.parse(stdout);
}
