/** Seeded random streams, one per concern, so that a new kind of chance does not shift the others. */

export type Random = {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** A whole number from 0 to `below - 1`. */
  readonly below: (below: number) => number;
  /** A stream of its own for a named concern. */
  readonly fork: (concern: string) => Random;
};

export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (below) => Math.floor(next() * below),
    fork: (concern) => randomFrom(seed ^ textSeed(concern)),
  };
}

function textSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
