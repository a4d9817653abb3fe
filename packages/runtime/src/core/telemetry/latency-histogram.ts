/** Counts of latencies in buckets that grow by a factor of 2^(1/4), from 1 microsecond to about an hour: 19 % resolution. */

const bucketsPerDoubling = 4;
const buckets = 32 * bucketsPerDoubling;

export class LatencyHistogram {
  readonly counts = new Float64Array(buckets);

  add(milliseconds: number, records: number): void {
    const microseconds = milliseconds * 1000;
    const bucket =
      microseconds <= 1 ? 0 : Math.min(buckets - 1, Math.floor(Math.log2(microseconds) * bucketsPerDoubling));
    this.counts[bucket] = (this.counts[bucket] ?? 0) + records;
  }
}

/** The latency in microseconds below which the given share of the counted records lies; null without any. */
export function percentile(counts: readonly number[] | Float64Array, share: number): number | null {
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return null;
  let seen = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    seen += counts[bucket] ?? 0;
    if (seen >= total * share) return 2 ** ((bucket + 1) / bucketsPerDoubling);
  }
  return null;
}
