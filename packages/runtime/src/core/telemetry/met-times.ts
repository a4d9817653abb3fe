/**
 * How long after their read at a source records have met the code of computations, at whichever worker they are met. Nothing
 * is done per record: a computation counts what it takes, and whoever leads records to it (a source in its turn, a frame of a
 * link, records that waited for their slot) says when a stretch of one reading time is through. What was counted since the
 * stretch before is of this one, and has the time at which it ended. Mutable: data plane.
 */
import type { NodeCount } from '../../api/index.ts';
import { type LatencyHistogram, latencyBucket } from './latency-histogram.ts';

export type MetTimesParts = {
  /** Milliseconds, as finely as the host can tell. */
  readonly now: () => number;
};

type Code = {
  readonly count: Readonly<Pick<NodeCount, 'recordsIn'>>;
  readonly histograms: readonly LatencyHistogram[];
  /** So many of its records have their time. */
  seen: number;
};

export class MetTimes {
  readonly #parts: MetTimesParts;
  readonly #codes: Code[] = [];

  constructor(parts: MetTimesParts) {
    this.#parts = parts;
  }

  /** From now on the records that a computation counts are added to these. */
  measure(count: Code['count'], histograms: readonly LatencyHistogram[]): void {
    this.#codes.push({ count, histograms, seen: count.recordsIn });
  }

  /** A stretch of records is through that was read at this time. The clock is looked at only where somebody met one. */
  through(readAt: number): void {
    let bucket = -1;
    for (const code of this.#codes) {
      const { recordsIn } = code.count;
      const records = recordsIn - code.seen;
      if (records === 0) continue;
      code.seen = recordsIn;
      if (bucket < 0) bucket = latencyBucket(this.#parts.now() - readAt);
      for (const histogram of code.histograms) histogram.addTo(bucket, records);
    }
  }
}
