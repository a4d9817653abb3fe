/**
 * A token bucket: `burst` requests at once, then `perSecond`. Callers with access and callers without draw from
 * different buckets, so that a flood from outside cannot lock the person out.
 */
export type RateLimit = { readonly burst: number; readonly perSecond: number };

export class TokenBucket {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  constructor(limit: RateLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
    this.#tokens = limit.burst;
    this.#filledAt = now();
  }

  take(): boolean {
    const now = this.#now();
    const earned = ((now - this.#filledAt) * this.#limit.perSecond) / 1_000;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + Math.max(0, earned));
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
