/** Counts of latencies in buckets that grow by a factor of 2^(1/4), from 1 microsecond to about an hour: 19 % resolution. */
import { bucketsPerDoubling, latencyBuckets } from '@potoroo/shared/telemetry';

const buckets = latencyBuckets;

export class LatencyHistogram {
  readonly counts = new Float64Array(buckets);

  add(milliseconds: number, records: number): void {
    this.addTo(latencyBucket(milliseconds), records);
  }

  /** To a bucket that was found before. */
  addTo(bucket: number, records: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + records;
  }
}

export function latencyBucket(milliseconds: number): number {
  const microseconds = milliseconds * 1000;
  return microseconds <= 1 ? 0 : Math.min(buckets - 1, Math.floor(Math.log2(microseconds) * bucketsPerDoubling));
}
