/**
 * What a receiver sees of a run: when which key came. From it, and nothing that the run tells of itself, come the figures: how
 * far the rate fell, how long a key was held, when the rate was back. Mutable until it is asked.
 */

export const bucketMs = 50;
/** A rate is that of half a second: shorter, it is noise. */
const windowBuckets = 10;

export class Arrivals {
  readonly #counts: number[] = [];
  readonly #last = new Map<string, number>();
  #longest = new Map<string, number>();

  arrived(key: string, now: number): void {
    const bucket = Math.floor(now / bucketMs);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    const before = this.#last.get(key);
    this.#last.set(key, now);
    if (before !== undefined && now - before > (this.#longest.get(key) ?? 0)) this.#longest.set(key, now - before);
  }

  /** Forgets how long keys were held until now. */
  beginGaps(): void {
    this.#longest = new Map();
  }

  /** The longest time between two records of each key. */
  get gaps(): ReadonlyMap<string, number> {
    return this.#longest;
  }

  /** Records a second between two times. */
  rate(from: number, to: number): number {
    return (sum(this.#between(from, to)) / (to - from)) * 1_000;
  }

  /** The lowest rate of half a second that lies between two times. */
  lowest(from: number, to: number): number {
    const rates = this.#rates(from, to);
    return rates.length === 0 ? this.rate(from, to) : Math.min(...rates);
  }

  /** When the rate, after it had fallen, was back for half a second; null where it is not yet, `from` where it never fell. */
  backAt(from: number, to: number, full: number): number | null {
    const rates = this.#rates(from, to);
    const fell = rates.findIndex((rate) => rate < full * 0.9);
    if (fell < 0) return from;
    const back = rates.findIndex((rate, at) => at > fell && rate >= full * 0.95);
    return back < 0 ? null : (Math.floor(from / bucketMs) + back) * bucketMs;
  }

  #between(from: number, to: number): readonly number[] {
    const [first, end] = [Math.floor(from / bucketMs), Math.floor(to / bucketMs)];
    return Array.from({ length: Math.max(0, end - first) }, (_, index) => this.#counts[first + index] ?? 0);
  }

  #rates(from: number, to: number): readonly number[] {
    const counts = this.#between(from, to);
    const windows = Math.max(0, counts.length - windowBuckets + 1);
    return Array.from(
      { length: windows },
      (_, at) => (sum(counts.slice(at, at + windowBuckets)) / (windowBuckets * bucketMs)) * 1_000,
    );
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export type Holds = { readonly p50: number; readonly p99: number; readonly max: number };

/** How much longer than usual the keys had to wait; null where there are none. */
export function holdsOf(gaps: readonly number[], usual: number): Holds | null {
  if (gaps.length === 0) return null;
  const sorted = gaps.map((gap) => Math.max(0, gap - usual)).toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
