/** What is done to a run on purpose, or was a moment ago, as the reason for what holds it back. Pure but for the names of nodes. */
import type { Disturbance, Movement } from '@potoroo/shared/telemetry';
import { disturbanceText } from './movement-text.ts';

/** What has piled up by the end of a disturbance is worked off after it. */
const aftermathMs = 10_000;

/** A link that is cut and a worker that is slowed hold the run back whatever else does; null: neither is. */
export function surelyHeldBy(disturbances: readonly Disturbance[]): string | null {
  const cut = disturbances.find(({ type }) => type === 'cut');
  if (cut !== undefined)
    return `${disturbanceText(cut)}: no checkpoint completes before it is whole, and what would go through it waits.`;
  const slow = disturbances.find(({ type }) => type === 'slow');
  return slow === undefined
    ? null
    : `${disturbanceText(slow)}, as was asked: what is sent to it waits, and then the others do.`;
}

/** A source that bursts or repeats itself explains a run that is held back, and so does what has just ended; null: nothing does. */
export function perhapsHeldBy(
  disturbances: readonly Disturbance[],
  { entries, nowMs }: { readonly entries: readonly Movement[]; readonly nowMs: number },
): string | null {
  const [more] = disturbances;
  if (more !== undefined) return `${disturbanceText(more)}, as was asked`;
  const ended = entries.findLast(
    ({ cause, phase, times: { endedMs } }) =>
      'forMs' in cause && phase === 'done' && endedMs !== null && endedMs <= nowMs && nowMs - endedMs < aftermathMs,
  );
  return ended === undefined || !('forMs' in ended.cause)
    ? null
    : `Until a moment ago: ${disturbanceText(ended.cause)}; what has piled up is worked off`;
}
