/** How many records a source may take now, at a given rate. What was missed for long is not made up for at once. */

const catchUpMs = 100;

export class Pacer {
  readonly #usualPerMs: number | null;
  #perMs: number | null;
  #since = 0;
  #taken = 0;

  /** `rate` in records a second; null for as fast as it goes. */
  constructor(rate: number | null) {
    this.#usualPerMs = rate === null ? null : rate / 1000;
    this.#perMs = this.#usualPerMs;
  }

  /** From now on so many times its rate. */
  hurry(factor: number, now: number): void {
    if (this.#usualPerMs === null || this.#perMs === this.#usualPerMs * factor) return;
    this.#perMs = this.#usualPerMs * factor;
    this.start(now);
  }

  start(now: number): void {
    this.#since = now;
    this.#taken = 0;
  }

  allowed(now: number): number {
    if (this.#perMs === null) return Number.POSITIVE_INFINITY;
    const due = Math.floor((now - this.#since) * this.#perMs) - this.#taken;
    // One more than fits into the time, so that a fraction of a record that was due is not lost at slow rates.
    const most = Math.floor(catchUpMs * this.#perMs) + 1;
    if (due <= most) return Math.max(0, due);
    this.#since = now - most / this.#perMs;
    this.#taken = 0;
    return most;
  }

  took(records: number): void {
    this.#taken += records;
  }

  /** When the next record is due, but not sooner than a few milliseconds, so that records come in batches. */
  nextAt(now: number): number {
    if (this.#perMs === null) return now;
    return Math.max(now + batchMs, this.#since + (this.#taken + 1) / this.#perMs);
  }
}

const batchMs = 4;
