export type Vote = { letter: string; votes: number };
/** All votes for a letter, so far. */
export type Total = { letter: string; total: number };
export type Tally = { votes: number };
