/**
 * A lock is a file that names its process by number and start, since numbers are given out again. One whose process is gone is
 * stale and taken over. It does not see processes of another machine or container that share the directory.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';

export type ProcessLock = { readonly release: () => void };
export type LockHolder = { readonly pid: number; readonly path: string };

type Lock = {
  readonly pid: number;
  /** When the process started, in the words of the operating system; null where it does not tell. */
  readonly processStart: string | null;
  /** Tells two locks of one process apart. */
  readonly token: string;
};

const attemptsMax = 5;

/** The lock, or who holds it. Throws where the file cannot be written. */
export function lockFile(path: string): Result<ProcessLock, LockHolder> {
  const own: Lock = {
    pid: process.pid,
    processStart: lookAt(process.pid)?.start ?? null,
    token: randomBytes(8).toString('hex'),
  };
  const text = `${JSON.stringify(own)}\n`;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (claim(path, text)) return ok({ release: () => removeIfStill(path, text) });
    const present = textAt(path);
    if (present === null) continue;
    const holder = lockOf(present);
    if (holder !== null && isAlive(holder)) return err({ pid: holder.pid, path });
    removeIfStill(path, present);
  }
  throw new Error(`the lock ${path} changes hands all the time`);
}

/** The file appears with its text in it, by a link; a file system without links gets it a moment later. */
function claim(path: string, text: string): boolean {
  const written = `${path}-${randomBytes(6).toString('hex')}`;
  writeFileSync(written, text, { flag: 'wx', mode: 0o600 });
  try {
    linkSync(written, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    return createPlainly(path, text);
  } finally {
    rmSync(written, { force: true });
  }
}

function createPlainly(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moved away before it is looked at, so that a lock which another has just taken is given back and not removed. */
function removeIfStill(path: string, expected: string): void {
  const aside = `${path}-${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  try {
    if (textAt(aside) !== expected) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Null for what is no lock, such as the empty file that a power cut can leave. */
function lockOf(text: string): Lock | null {
  try {
    const lock: unknown = JSON.parse(text);
    return isLock(lock) ? lock : null;
  } catch {
    return null;
  }
}

function isLock(value: unknown): value is Lock {
  if (typeof value !== 'object' || value === null) return false;
  const [pid, start] = [Reflect.get(value, 'pid'), Reflect.get(value, 'processStart')] as readonly unknown[];
  const hasStart = start === null || typeof start === 'string';
  return typeof pid === 'number' && Number.isInteger(pid) && pid >= 1 && hasStart;
}

function isAlive({ pid, processStart: recorded }: Lock): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another person cannot be signalled, but it is there.
    if (!isCode(error, 'EPERM')) return false;
  }
  const present = lookAt(pid);
  if (present === null) return true;
  return !present.isZombie && (recorded === null || recorded === present.start);
}

type Look = { readonly start: string; readonly isZombie: boolean };

/** Linux tells the start in ticks since the machine started, so that start is told with it; others tell nothing. */
function lookAt(pid: number): Look | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const machineStart = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { start: `${machineStart} ${fields[19] ?? ''}`, isZombie: fields[0] === 'Z' };
  } catch {
    return null;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
