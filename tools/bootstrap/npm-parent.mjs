/**
 * Finds the process whose end means that npm is gone. npm runs a script through a shell, and some shells stay between
 * the two: when npm is killed, that shell lives on, and so would everything below it. Only Linux tells who stands above
 * a shell without asking another program; elsewhere the parent alone is watched.
 */
import { readFileSync } from 'node:fs';

const shells = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh']);

/**
 * @typedef {{ readonly name: string, readonly parent: number }} ProcessEntry
 * @typedef {(pid: number) => ProcessEntry | null} ReadProcess
 */

/**
 * A test of whether npm still stands above; asked again and again, it compares with what it saw at first.
 * @param {number} parent
 * @param {ReadProcess} read
 * @returns {(parentNow: number) => boolean}
 */
export function npmStandsAbove(parent, read = readProcess) {
  const first = read(parent);
  const throughShell = first !== null && shells.has(first.name);
  return (parentNow) => parentNow === parent && (!throughShell || read(parent)?.parent === first.parent);
}

/** @type {ReadProcess} */
function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // `pid (name) state parent ...`, and a name may hold spaces and brackets.
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { name, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
  } catch {
    return null;
  }
}
