/**
 * How long records take from a source to one sink: read there, released here. What comes in one turn, or in one frame of a
 * link, was read at one time and counts as one stretch; a frame counts to the source of its first record. Stretches wait with
 * their epoch until it has left; those of a preview only until the end of the turn. Mutable: data plane.
 */
import type { LatencyHistogram } from './latency-histogram.ts';

export type WayTimesParts = {
  /** `source`: the id of its stage and one; 0: it is not known. */
  readonly clock: { readonly readAt: number; readonly source: number };
  /** Milliseconds, as finely as the host can tell. */
  readonly now: () => number;
  readonly histogramOf: (source: number) => LatencyHistogram | null;
  /** Outputs leave as they come. */
  readonly isPreview: boolean;
};

type Stretch = { readonly source: number; readonly readAt: number; records: number };

/** Of one epoch. Where there are more, neighbours become one, which has the time of the earlier. */
export const stretchesMax = 1_024;

export class WayTimes {
  readonly #parts: WayTimesParts;
  readonly #sealed = new Map<number, readonly Stretch[]>();
  #open: Stretch[] = [];

  constructor(parts: WayTimesParts) {
    this.#parts = parts;
  }

  /** Of what this worker does now, or of a frame that was sent here. */
  came(
    records: number,
    { readAt, source }: { readonly readAt: number; readonly source: number } = this.#parts.clock,
  ): void {
    if (records === 0 || source === 0) return;
    const last = this.#open[this.#open.length - 1];
    if (last !== undefined && last.readAt === readAt && last.source === source) {
      last.records += records;
      return;
    }
    if (this.#open.length >= stretchesMax) this.#open = halved(this.#open);
    this.#open.push({ source, readAt, records });
  }

  /** The end of a turn: what came in it has left, if it is a preview. */
  turned(): void {
    if (!this.#parts.isPreview || this.#open.length === 0) return;
    this.#countAll(this.#open);
    this.#open = [];
  }

  seal(epoch: number): void {
    this.turned();
    this.#sealed.set(epoch, this.#open);
    this.#open = [];
  }

  /** The epoch is out of our hands. */
  left(epoch: number): void {
    this.#countAll(this.#sealed.get(epoch) ?? []);
    this.#sealed.delete(epoch);
  }

  /** Another worker releases what has not left. */
  forget(): void {
    this.#sealed.clear();
    this.#open = [];
  }

  #countAll(stretches: readonly Stretch[]): void {
    if (stretches.length === 0) return;
    const now = this.#parts.now();
    for (const { source, readAt, records } of stretches) this.#parts.histogramOf(source)?.add(now - readAt, records);
  }
}

/** Of each source every second one takes in the one after it. */
function halved(stretches: readonly Stretch[]): Stretch[] {
  const alone = new Map<number, Stretch>();
  const kept: Stretch[] = [];
  for (const stretch of stretches) {
    const before = alone.get(stretch.source);
    if (before !== undefined) {
      before.records += stretch.records;
      alone.delete(stretch.source);
    } else {
      alone.set(stretch.source, stretch);
      kept.push(stretch);
    }
  }
  return kept;
}
