/** One sentence that says what holds the run back, and why that is known. Pure. */
import type { Disturbance } from '@potoroo/shared/telemetry';
import type { Mate } from './roster.ts';
import { isThere } from './roster.ts';
import { disturbanceText } from '../run/movement-text.ts';
import { percent } from '../ui/numbers.ts';

const busyFrom = 0.85;
const waitingFrom = 0.2;

/** `disturbances`: what is done to the run now, which explains itself. */
export function bottleneckText(roster: readonly Mate[], disturbances: readonly Disturbance[] = []): string {
  const there = roster.filter(isThere);
  if (there.length === 0) return 'No worker is there.';
  const cut = disturbances.find(({ type }) => type === 'cut');
  if (cut !== undefined)
    return `${disturbanceText(cut)}: no checkpoint completes before it is whole, and what would go through it waits.`;
  const busiest = there.reduce((most, mate) => (mate.sample.busy > most.sample.busy ? mate : most));
  const waiting = there.filter(({ sample }) => sample.backPressured >= waitingFrom);
  const [held] = waiting.toSorted((a, b) => b.sample.backPressured - a.sample.backPressured);
  const { busy } = busiest.sample;
  if (busy >= busyFrom && held !== undefined && held !== busiest)
    return `${busiest.name} is the bottleneck: it is ${percent(busy)} busy, and ${held.name} waits for others to take what it sent ${percent(held.sample.backPressured)} of the time.`;
  if (busy >= busyFrom && there.every(({ sample }) => sample.busy >= busyFrom))
    return `Every worker is at its limit: the least busy is at ${percent(Math.min(...there.map(({ sample }) => sample.busy)))}.`;
  if (busy >= busyFrom) return `${busiest.name} is the bottleneck: it is ${percent(busy)} busy, the others are not.`;
  if (held !== undefined)
    return `${held.name} waits ${percent(held.sample.backPressured)} of the time although no worker is busy: what leaves the run is slow to be taken.`;
  return `No bottleneck: every worker is below ${percent(Math.ceil(busy * 100 + 1) / 100)} busy.`;
}
