/**
 * Symbolic links of a project's folder that lead to what the machine tells of its processes. Node's permission model judges a
 * path before it follows links, so a description could read through one what it may not: the environment of a command, say.
 */
import { opendirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where Linux tells of processes and devices, below `/`. */
export const foldersOfProcesses: ReadonlySet<string> = new Set(['dev', 'proc', 'sys']);

/** Folders and files that are looked at: an installed project has some thousands. */
const entriesMax = 100_000;

/** The first link below the folder of `path` that leads there; null where none does. */
export function processLinkBeside(path: string): string | null {
  if (process.platform !== 'linux') return null;
  const waiting = [dirname(path)];
  let entries = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of entriesOf(folder)) {
      if (++entries > entriesMax) return null;
      const found = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(found);
      else if (entry.isSymbolicLink() && leadsToProcesses(found)) return found;
    }
  }
  return null;
}

function* entriesOf(folder: string) {
  let opened;
  try {
    opened = opendirSync(folder);
  } catch {
    // Nobody can read what lies there, a description neither.
    return;
  }
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) yield entry;
  } finally {
    opened.closeSync();
  }
}

function leadsToProcesses(link: string): boolean {
  try {
    return foldersOfProcesses.has(realpathSync(link).split('/')[1] ?? '');
  } catch {
    // It leads to nothing.
    return false;
  }
}
