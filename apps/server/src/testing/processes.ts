/** Real processes for tests: start one of our entries, read what it says, find its children, and see them gone. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };
export type Program = {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly errors: () => string;
  readonly exit: Promise<Exit>;
};
export type ProgramOptions = {
  readonly entry: 'cli/main.ts' | 'main.ts';
  readonly args: readonly string[];
  readonly cwd: string;
};

/** Only what would never come is given up. */
const deadlineMs = 100_000;
const pollMs = 20;

export function startProgram({ entry, args, cwd }: ProgramOptions): Program {
  const { INIT_CWD: _ofTheTestRun, ...environment } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../${entry}`, import.meta.url)), ...args], {
    cwd,
    env: { ...environment, CI: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exit = new Promise<Exit>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { pid: child.pid ?? 0, child, out: () => out, errors: () => errors, exit };
}

type Sight<Value> = Value | false | null | undefined;

/** Waits for what only the operating system decides. Fails with what was last seen. */
export async function eventually<Value>(
  look: () => Sight<Value> | Promise<Sight<Value>>,
  expected: string,
  withinMs = deadlineMs,
): Promise<Value> {
  for (const end = performance.now() + withinMs; ;) {
    const seen = await look();
    if (seen !== false && seen !== null && seen !== undefined) return seen;
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms for this: ${expected}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** All descendants that are alive; a zombie is dead. */
export function descendantsOf(pid: number): readonly number[] {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []));
  const children = processes.filter(({ parent, state }) => parent === pid && state !== 'Z').map((child) => child.pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

export const isAlive = (pid: number): boolean => statOf(pid).some(({ state }) => state !== 'Z');

export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;

/** Seconds of processor time that the busiest thread beside the main one has used: a sign of work that does not depend on the machine. */
export function busiestThreadSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).filter((thread) => thread !== `${pid}`);
  return Math.max(0, ...threads.map((thread) => secondsOf(`/proc/${pid}/task/${thread}/stat`)));
}

/** `user` and `system` of a stat file, which count in hundredths of a second. */
function secondsOf(path: string): number {
  try {
    const fields = readFileSync(path, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

type Stat = { readonly pid: number; readonly state: string; readonly parent: number };

function statOf(pid: number): readonly Stat[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return [{ pid, state: fields[0] ?? '', parent: Number(fields[1]) }];
  } catch {
    return [];
  }
}
