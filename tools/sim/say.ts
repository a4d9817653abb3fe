/** What the commands of the simulator print. */
import type { Schedule } from '@potoroo/runtime/sim';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One line on a terminal that is written over; nothing elsewhere. */
export function sayProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${line}\u001b[K`);
}

export function faultLines(schedule: Schedule): readonly string[] {
  return schedule.map((happening) => {
    const { type, ...details } = happening.fault;
    const when = 'at' in happening ? `at ${happening.at.toFixed(3)} ms` : `before step ${happening.step}`;
    const words = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`);
    return `  ${when}: ${[type, ...words].join(' ')}`;
  });
}

export const clock = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
