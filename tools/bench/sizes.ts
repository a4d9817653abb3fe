/** How much is measured: seconds to see that everything works, minutes for figures, or as long as figures deserve. */

export type Sizes = {
  /** Every contestant takes part; else only as many as show that a suite works. */
  readonly everyone: boolean;
  /** How often every contestant of a suite runs, in turn. */
  readonly rounds: number;
  /** Orders and market data together, in one pass over the input. */
  readonly records: number;
  /** How often a plain Node server is sent the orders in one run; what is faster gets them some times as often. */
  readonly passes: number;
  /** How often the loop in one thread runs; the last one counts. */
  readonly loops: number;
  readonly epochMs: number;
  readonly workers: readonly number[];
  readonly keys: readonly number[];
  /** Offered, a second. */
  readonly latencyRates: readonly number[];
  readonly latencySeconds: number;
  /** Of ten microseconds each. */
  readonly heavyRecords: number;
  readonly checkpointObjects: number;
  /** State objects while workers join and leave, and how long is watched before that. */
  readonly changeKeys: number;
  readonly steadyMs: number;
  readonly slowReceiverSeconds: number;
};

export const sizes = {
  smoke: {
    everyone: false,
    rounds: 1,
    records: 4_000,
    passes: 1,
    loops: 1,
    epochMs: 50,
    workers: [2],
    keys: [350, 1_000],
    latencyRates: [500],
    latencySeconds: 0.5,
    heavyRecords: 2_000,
    checkpointObjects: 2_000,
    changeKeys: 100,
    steadyMs: 300,
    slowReceiverSeconds: 0.6,
  },
  short: {
    everyone: true,
    rounds: 3,
    records: 1_000_000,
    passes: 4,
    loops: 3,
    epochMs: 1_000,
    workers: [1, 2, 4],
    keys: [350, 100_000, 1_000_000],
    latencyRates: [20_000, 200_000],
    latencySeconds: 10,
    heavyRecords: 600_000,
    checkpointObjects: 1_000_000,
    changeKeys: 5_000,
    steadyMs: 3_000,
    slowReceiverSeconds: 30,
  },
  long: {
    everyone: true,
    rounds: 7,
    records: 2_000_000,
    passes: 10,
    loops: 3,
    epochMs: 1_000,
    workers: [1, 2, 4],
    keys: [350, 100_000, 1_000_000],
    latencyRates: [20_000, 200_000],
    latencySeconds: 20,
    heavyRecords: 2_000_000,
    checkpointObjects: 1_000_000,
    changeKeys: 5_000,
    steadyMs: 3_000,
    slowReceiverSeconds: 120,
  },
} as const satisfies Readonly<Record<string, Sizes>>;

export type SizeName = keyof typeof sizes;
export const isSizeName = (text: string): text is SizeName => Object.hasOwn(sizes, text);
