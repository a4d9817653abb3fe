/** How the processes of a deployment are started: with which flags, which environment, and what is told of their end. */
import type { ChildProcess } from 'node:child_process';
import { fork, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ToWorkerProcess } from './control-messages.ts';
import type { ProcessEnd } from './worker-ends.ts';
import { processEnd } from './worker-ends.ts';

export type ChildEvents = {
  /** The process could not be started, or could not be told something. */
  readonly failed: (why: string) => void;
  readonly ended: (end: ProcessEnd) => void;
};

const entry = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));
/** SIGUSR1 would open a debugger in any of them. */
export const hostFlags = [
  '--disable-sigusr1',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=SecurityWarning',
];
/** Everything is given up again before user code is loaded; until then the worker opens its files and listeners. */
export const workerFlags = [
  '--permission',
  '--zero-fill-buffers',
  '--allow-net',
  '--allow-fs-read=*',
  '--allow-fs-write=*',
  '--allow-inspector',
  ...hostFlags,
];

export function forkChild(name: string, flags: readonly string[], { failed, ended }: ChildEvents): ChildProcess {
  leash ??= leashOfSystem();
  const [execPath, ...before] = [...leash, process.execPath];
  const child = fork(entry(name), [], {
    execPath,
    execArgv: [...before, ...flags],
    env: childEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C in a terminal is the supervisor's to answer, even while this process still starts.
    detached: true,
  });
  child.on('error', (error) => failed(error.message));
  child.on('exit', (code, signal) => ended(processEnd(code, signal)));
  return child;
}

/**
 * What ends a process together with the one that started it, on Linux (`PR_SET_PDEATHSIG`). Without it a worker ends because it
 * hears that it is alone, or because its coordinator ends it: not one that hears of nothing, stopped or within code that comes to
 * no end, when both are lost at once.
 */
const leashes = ['/usr/bin/setpriv', '/bin/setpriv'].map((path) => [path, '--pdeathsig', 'KILL', '--'] as const);
let leash: readonly string[] | null = null;

/** Not every system has it, and not every one that has it knows this option. */
function leashOfSystem(): readonly string[] {
  const works = ([path, ...flags]: readonly [string, ...string[]]): boolean =>
    spawnSync(path, [...flags, '/bin/true'], { stdio: 'ignore' }).status === 0;
  return process.platform === 'linux' ? (leashes.find(works) ?? []) : [];
}

export function toWorker(child: ChildProcess, message: ToWorkerProcess, socket?: Socket): void {
  // What cannot be sent is told by the end of the process.
  if (child.connected) child.send(message, socket, () => undefined);
  else socket?.destroy();
}

/** Those that have not ended. */
export const runningOf = (
  named: readonly (readonly [string, ChildProcess])[],
): readonly { readonly name: string; readonly pid: number }[] =>
  named.flatMap(([name, { pid, exitCode, signalCode }]) =>
    pid === undefined || exitCode !== null || signalCode !== null ? [] : [{ name, pid }],
  );

/** No variable of the supervisor's environment reaches the processes that run user code, but for what Node needs to start. */
const childEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  TZ: process.env['TZ'] ?? 'UTC',
  NODE_COMPILE_CACHE: compileCache,
});

/** Stripping the types of our own sources is most of a process's start; whoever may write here may write those as well. */
const compileCache = fileURLToPath(new URL('../../../../../node_modules/.cache/potoroo-compile', import.meta.url));
