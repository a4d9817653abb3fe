/**
 * Whether a process fills its memory, as far as the system tells. Collecting garbage keeps one alive that has next to none left,
 * for longer than anybody waits for a word of it: it does not loop, though it looks so.
 */
import { readFileSync } from 'node:fs';

/** Of the heap that it may have, in MB: how much is about all, and how much it does not grow by chance; and what it has besides. */
const full = { share: 0.8, grown: 1 / 8, beside: 48 } as const;

/** What it has, in MB; null where the system cannot tell. */
export function residentMegabytes(pid: number): number | null {
  try {
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return resident === undefined ? null : Math.round(Number(resident) / 1_024);
  } catch {
    return null;
  }
}

/** How many MB it has, where that is about as much as it may have, or much more than it had before; else null. */
export function filledMegabytes(pid: number, before: number | null): number | null {
  const [heap, now] = [heapMegabytes(pid), residentMegabytes(pid)];
  if (heap === null || now === null) return null;
  const isFull = now >= full.share * heap + full.beside;
  return isFull || (before !== null && now - before >= full.grown * heap) ? now : null;
}

function heapMegabytes(pid: number): number | null {
  try {
    const heap = /--max-old-space-size=(\d+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
    return heap === undefined ? null : Number(heap);
  } catch {
    return null;
  }
}
