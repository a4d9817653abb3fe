/** The histogram of a latency: which of its buckets are drawn, how high each is, and where the first begins and the last ends. Pure. */
import { bucketsPerDoubling } from '@potoroo/shared/telemetry';

export type LatencyBars = {
  /** Of the highest, from 0 to 1. */
  readonly heights: readonly number[];
  readonly fromMicros: number;
  readonly toMicros: number;
};

/** Fewer would look like a block and not like a distribution. */
const barsMin = 16;

/** Null where nothing was counted. */
export function latencyBars(counts: readonly number[]): LatencyBars | null {
  const highest = Math.max(0, ...counts);
  if (highest === 0) return null;
  const isSeen = (count: number): boolean => count > 0;
  const first = counts.findIndex(isSeen);
  const last = counts.findLastIndex(isSeen);
  const missing = Math.max(0, barsMin - (last - first + 1));
  const from = Math.max(0, first - Math.floor(missing / 2));
  const until = Math.max(last + 1, from + barsMin);
  return {
    heights: Array.from({ length: until - from }, (_, index) => (counts[from + index] ?? 0) / highest),
    fromMicros: 2 ** (from / bucketsPerDoubling),
    toMicros: 2 ** (until / bucketsPerDoubling),
  };
}
