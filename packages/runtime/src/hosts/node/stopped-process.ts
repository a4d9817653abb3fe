/** Whether a process is stopped, as far as the system tells: what is stopped does not go on by itself, however long one waits. */
import { readFileSync } from 'node:fs';

/** Stopped by a signal or a debugger; where the system cannot tell, it is taken for running. */
export function isStopped(pid: number): boolean {
  try {
    return /^State:\s+[Tt]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Of the processes that a run cannot do without. `stopped`: the name of one that somebody has stopped; null where none is. */
export type Standing = { readonly pids: readonly number[]; readonly stopped: string | null };

export function standingOf(processes: readonly { readonly name: string; readonly pid: number }[]): Standing {
  const needed = processes.filter(({ name }) => name !== 'spare');
  return { pids: needed.map(({ pid }) => pid), stopped: needed.find(({ pid }) => isStopped(pid))?.name ?? null };
}

// A worker gives up whatever it could call it by later.
const kill = process.kill.bind(process);

/** A process that is stopped runs again; nothing happens to any other. */
export function goOn(pid: number): void {
  try {
    if (pid > 0) kill(pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}
