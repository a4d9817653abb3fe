/** Counts of latencies in buckets that grow by a factor of 2^(1/4), from 1 microsecond to about an hour: 19 % resolution. */
import { bucketsPerDoubling, latencyBuckets } from '@potoroo/shared/telemetry';

const buckets = latencyBuckets;

export class LatencyHistogram {
  readonly counts = new Float64Array(buckets);

  add(milliseconds: number, records: number): void {
    const microseconds = milliseconds * 1000;
    const bucket =
      microseconds <= 1 ? 0 : Math.min(buckets - 1, Math.floor(Math.log2(microseconds) * bucketsPerDoubling));
    this.counts[bucket] = (this.counts[bucket] ?? 0) + records;
  }
}
