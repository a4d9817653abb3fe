/** A small random stream (mulberry32, Tommy Ettinger, public domain) that can be seeded anew for every record. */

export type SeededRandom = {
  readonly seed: (value: number) => void;
  /** Uniform in [0, 1). */ readonly next: () => number;
};

export function seededRandom(): SeededRandom {
  let state = 0;
  return {
    seed: (value) => {
      state = Math.imul(value + 1, 0x9e3779b1) ^ Math.imul(Math.floor(value / 0x100000000), 0x85ebca6b);
    },
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
  };
}
