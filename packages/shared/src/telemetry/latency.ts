/**
 * Latencies as counts in buckets that grow by a factor of 2^(1/4), from 1 microsecond to about an hour: 19 % resolution.
 * Counts only grow within a generation: those of a stretch of time are the difference of two. Pure.
 */
export const bucketsPerDoubling = 4;
export const latencyBuckets = 32 * bucketsPerDoubling;
/** A percentile is the upper end of its bucket: above that of the single latencies by this share at most. */
export const bucketShare = 2 ** (1 / bucketsPerDoubling) - 1;

/** The latency in microseconds below which the given share of the counted records lies; null without any. */
export function percentile(counts: ArrayLike<number>, share: number): number | null {
  let total = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) total += counts[bucket] ?? 0;
  if (total === 0) return null;
  let seen = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    seen += counts[bucket] ?? 0;
    if (seen >= total * share) return 2 ** ((bucket + 1) / bucketsPerDoubling);
  }
  return null;
}

/** What came between two counts. Where the later one is smaller, a generation has begun in between: it counts from 0. */
export function countsBetween(before: readonly number[], after: readonly number[]): readonly number[] {
  const hasRestarted = before.some((count, bucket) => count > (after[bucket] ?? 0));
  return hasRestarted ? after : after.map((count, bucket) => count - (before[bucket] ?? 0));
}

/** The counts of two, bucket by bucket. */
export function addedCounts(one: readonly number[], other: readonly number[]): readonly number[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => (one[at] ?? 0) + (other[at] ?? 0));
}

/** Without the empty buckets at its end. */
export function trimmed(counts: ArrayLike<number>): readonly number[] {
  let length = counts.length;
  while (length > 0 && (counts[length - 1] ?? 0) === 0) length -= 1;
  return Array.from({ length }, (_, bucket) => counts[bucket] ?? 0);
}
