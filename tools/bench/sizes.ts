/** How much is measured: seconds to see that everything works, minutes for figures, or as long as figures deserve. */

export type Sizes = {
  /** How often every contestant of a suite runs, in turn. */
  readonly rounds: number;
  /** Orders and market data together, in one pass over the input. */
  readonly records: number;
  /** How often the orders are sent in one run. */
  readonly passes: number;
  /** How often the loop in one thread runs; the last one counts. */
  readonly loops: number;
  readonly epochMs: number;
  readonly workers: readonly number[];
  readonly keys: readonly number[];
  /** Offered, a second. */
  readonly latencyRates: readonly number[];
  readonly latencySeconds: number;
};

export const sizes = {
  smoke: {
    rounds: 1,
    records: 4_000,
    passes: 1,
    loops: 1,
    epochMs: 50,
    workers: [2],
    keys: [350, 1_000],
    latencyRates: [500],
    latencySeconds: 0.5,
  },
  short: {
    rounds: 3,
    records: 1_000_000,
    passes: 4,
    loops: 3,
    epochMs: 1_000,
    workers: [1, 2],
    keys: [350, 100_000],
    latencyRates: [20_000],
    latencySeconds: 5,
  },
  long: {
    rounds: 7,
    records: 2_000_000,
    passes: 10,
    loops: 3,
    epochMs: 1_000,
    workers: [1, 2, 4],
    keys: [350, 100_000, 1_000_000],
    latencyRates: [20_000, 200_000],
    latencySeconds: 20,
  },
} as const satisfies Readonly<Record<string, Sizes>>;

export type SizeName = keyof typeof sizes;
export const isSizeName = (text: string): text is SizeName => Object.hasOwn(sizes, text);
