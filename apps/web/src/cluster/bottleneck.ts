/** One sentence that says what holds the run back, and why that is known. Pure. */
import type { Disturbance, Movement } from '@potoroo/shared/telemetry';
import type { Mate } from './roster.ts';
import { isThere } from './roster.ts';
import { perhapsHeldBy, surelyHeldBy } from '../run/disturbed.ts';
import { percent } from '../ui/numbers.ts';

const busyFrom = 0.85;
const waitingFrom = 0.2;
const fullFrom = 0.5;

export type Surroundings = {
  /** What is done to the run now, which explains itself. */
  readonly disturbances?: readonly Disturbance[] | undefined;
  readonly entries?: readonly Movement[];
  readonly nowMs?: number;
  /** The fullest way, and where it leads. */
  readonly way?: { readonly to: string; readonly queue: number } | null;
};

export function bottleneckText(
  roster: readonly Mate[],
  { disturbances = [], entries = [], nowMs = 0, way = null }: Surroundings = {},
): string {
  const there = roster.filter(isThere);
  if (there.length === 0)
    return roster.some(({ presence }) => presence === 'ended') ? 'The run is over.' : 'No worker is there.';
  if (there.some(({ presence }) => presence === 'recovering'))
    return 'Everything goes back to the last checkpoint: no record flows meanwhile.';
  const surely = surelyHeldBy(disturbances);
  if (surely !== null) return surely;
  const busiest = there.reduce((most, mate) => (mate.sample.busy > most.sample.busy ? mate : most));
  const waiting = there.filter(({ sample }) => sample.backPressured >= waitingFrom);
  const [held] = waiting.toSorted((a, b) => b.sample.backPressured - a.sample.backPressured);
  const { busy } = busiest.sample;
  if (busy < busyFrom && held === undefined)
    return `No bottleneck: every worker is below ${percent(Math.ceil(busy * 100 + 1) / 100)} busy.`;
  const perhaps = perhapsHeldBy(disturbances, { entries, nowMs });
  return perhaps === null
    ? heldText(there, { busiest, held, way })
    : `${perhaps}. ${heldText(there, { busiest, held, way })}`;
}

type Held = { readonly busiest: Mate; readonly held: Mate | undefined; readonly way: Surroundings['way'] };

function heldText(there: readonly Mate[], { busiest, held, way }: Held): string {
  const { busy } = busiest.sample;
  if (busy >= busyFrom && held !== undefined && held !== busiest)
    return `${busiest.name} is the bottleneck: it is ${percent(busy)} busy, and ${held.name} waits for others to take what it sent ${percent(held.sample.backPressured)} of the time.`;
  if (busy >= busyFrom && there.every(({ sample }) => sample.busy >= busyFrom))
    return `Every worker is at its limit: the least busy is at ${percent(Math.min(...there.map(({ sample }) => sample.busy)))}.`;
  if (busy >= busyFrom || held === undefined)
    return `${busiest.name} is the bottleneck: it is ${percent(busy)} busy, the others are not.`;
  const why =
    way === null || way === undefined || way.queue < fullFrom
      ? 'what it has sent is still on its way, or has not left the run'
      : `the way to ${way.to} is ${percent(way.queue)} full`;
  return `${held.name} waits ${percent(held.sample.backPressured)} of the time although no worker is busy: ${why}.`;
}
