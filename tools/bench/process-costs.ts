/** What processes cost, as Linux tells of them: processor time and resident memory. */
import { readFileSync } from 'node:fs';

/** The suites that need it say so where it is not there. */
export const canTellCosts = process.platform === 'linux';
export const noCosts = 'the costs of processes are read from /proc, which only Linux has';

const ticksPerSecond = 100;

/** User and system time of a process so far; 0 where it has ended. */
export function processorSeconds(pid: number): number {
  const fields = statOf(String(pid));
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) / ticksPerSecond;
}

/** Of every child of this process that has ended, and whose end was seen. */
export function endedChildrenSeconds(): number {
  const fields = statOf('self');
  return ((fields[13] ?? 0) + (fields[14] ?? 0)) / ticksPerSecond;
}

/** The numbers behind the name of the program, which may hold blanks and brackets. */
function statOf(name: string): readonly number[] {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8');
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
  } catch {
    return [];
  }
}

/** `VmRSS:   123456 kB`; 0 where the process has ended. */
export function residentBytes(pid: number): number {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
