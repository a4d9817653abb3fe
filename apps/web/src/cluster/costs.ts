/** What a movement cost the run, read off the recording: how far throughput fell while it went on. Pure. */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';

const beforeMs = 5_000;
const afterMs = 1_000;
const windowMs = 1_000;

/**
 * The share of throughput that was lost in the worst second, against the mean of the seconds before. Null where too little
 * was recorded before it, or nothing flowed.
 */
export function dipOf(frames: readonly TelemetryFrame[], fromMs: number, toMs: number): number | null {
  const before = rateBetween(frames, fromMs - beforeMs, fromMs);
  if (before === null || before <= 0) return null;
  const during = frames.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs + afterMs);
  const rates = during.flatMap(({ atMs }) => {
    const rate = rateBetween(frames, atMs - windowMs, atMs);
    return rate === null ? [] : [rate];
  });
  return rates.length === 0 ? null : Math.max(0, 1 - Math.min(...rates) / before);
}

/** Records that workers handled, a second; null where the time was not recorded. */
function rateBetween(frames: readonly TelemetryFrame[], fromMs: number, toMs: number): number | null {
  const first = frames.find(({ atMs }) => atMs >= fromMs - windowMs / 4);
  const last = frames.findLast(({ atMs }) => atMs <= toMs);
  if (first === undefined || last === undefined || last.atMs - first.atMs < windowMs / 2) return null;
  let grown = 0;
  for (let index = frames.indexOf(first) + 1; index <= frames.indexOf(last); index += 1) {
    const [before, after] = [frames[index - 1], frames[index]];
    if (before !== undefined && after !== undefined) grown += Math.max(0, handledIn(after) - handledIn(before));
  }
  return (grown * 1_000) / (last.atMs - first.atMs);
}

/** Latest counts of nodes: the ledger's are of the last cut, and stand still between two. */
const handledIn = ({ stages, nodes }: TelemetryFrame): number =>
  stages.length > 0
    ? stages.reduce((sum, { applied }) => sum + applied.reduce((all, count) => all + count, 0), 0)
    : nodes.reduce((sum, { recordsOut }) => sum + recordsOut, 0);
