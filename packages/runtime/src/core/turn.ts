/**
 * How much a worker does in one turn. A turn must be short whatever user code costs, or barriers, credits and heartbeats
 * wait for it; the share is therefore learned: it doubles while full turns are short and shrinks when one was long. The
 * core has no clock: a turn that used up its share asks for the next one at once, and the time between the two tells.
 */

const shortMs = 8;
const longMs = 40;
const firstShare = 16;

export class Turn {
  readonly #shareMax: number;
  #share: number;
  #startedAt = 0;
  #usedUp = false;
  /** Records of links that may still be applied in this turn. */
  left = 0;

  constructor(shareMax: number) {
    this.#shareMax = shareMax;
    this.#share = Math.min(firstShare, shareMax);
  }

  /** Records that each source may take in this turn. */
  get share(): number {
    return this.#share;
  }

  begin(now: number): void {
    if (this.#usedUp) this.#learn(now - this.#startedAt);
    this.#usedUp = false;
    this.#startedAt = now;
    this.left = this.#share;
  }

  /** A source has taken its whole share, or records of links had to wait: there is more to do at once. */
  exhaust(): void {
    this.#usedUp = true;
  }

  get exhausted(): boolean {
    return this.#usedUp || this.left <= 0;
  }

  #learn(elapsedMs: number): void {
    if (elapsedMs < shortMs) this.#share = Math.min(this.#shareMax, this.#share * 2);
    else if (elapsedMs > longMs) this.#share = Math.max(1, Math.floor((this.#share * longMs) / elapsedMs));
  }
}
