/**
 * How much the sender of a channel may have on its way, as the receiver sees it: what it takes in a tenth of a second, within
 * bounds. A barrier waits behind at most that, however slow the code behind the channel is, and one that is fast is never
 * short of records. The receiver alone knows how fast it is, so it grants less than was consumed while the window shrinks,
 * and more while it grows. Mutable: data plane.
 *
 * L1: who has no credit left gets some once everything that was sent is consumed, however small the window has become.
 */
import type { DataPlaneLimits } from '../data-plane-limits.ts';

export type WindowLimits = Pick<DataPlaneLimits, 'creditWindowBytes' | 'creditWindowBytesMin'>;
/** When a frame came, and how much had been consumed by then. */
export type Arrival = { arrivedAt: number; before: number };

const windowMs = 100;
/** A stretch this short says nothing about how fast the receiver is but that it is fast. */
const leastMs = 0.01;

export class CreditWindow {
  readonly #limits: WindowLimits;
  readonly #now: () => number;
  #bytes: number;
  /** Granted and not consumed. */
  #open: number;
  #consumed = 0;
  /** When the channel was last let go on, and how much had been consumed by then: nobody was slow while it was held. */
  #since = Number.NEGATIVE_INFINITY;
  #consumedThen = 0;

  constructor(limits: WindowLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#bytes = limits.creditWindowBytesMin;
    this.#open = limits.creditWindowBytesMin;
  }

  get bytes(): number {
    return this.#bytes;
  }

  arrived(frame: Arrival): void {
    frame.arrivedAt = this.#now();
    frame.before = this.#consumed;
  }

  released(): void {
    this.#since = this.#now();
    this.#consumedThen = this.#consumed;
  }

  /** Notes a consumed frame; says how many bytes to grant now, 0 for not yet. */
  consumed(bytes: number, { arrivedAt, before }: Arrival): number {
    this.#consumed += bytes;
    this.#open -= bytes;
    const [since, then] = arrivedAt >= this.#since ? [arrivedAt, before] : [this.#since, this.#consumedThen];
    this.#learn(this.#consumed - then, this.#now() - since);
    const room = this.#bytes - this.#open;
    if (room < this.#bytes / 4) return 0;
    this.#open += room;
    return room;
  }

  /** One frame may have been slow or fast by chance. */
  #learn(bytes: number, elapsedMs: number): void {
    const { creditWindowBytesMin: least, creditWindowBytes: most } = this.#limits;
    const wanted = (bytes / Math.max(leastMs, elapsedMs)) * windowMs;
    const near = Math.min(this.#bytes * 2, Math.max(this.#bytes / 2, wanted));
    this.#bytes = Math.min(most, Math.max(least, Math.ceil(near)));
  }
}
