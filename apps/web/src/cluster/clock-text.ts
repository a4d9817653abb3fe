/** Times of a run as its screen writes them. Pure. */
import { duration } from '../ui/numbers.ts';

/** Time since the start of the run, to the tenth: `1:02.5`. */
export const clockText = (atMs: number): string => `${duration(atMs)}.${Math.floor((Math.max(0, atMs) % 1_000) / 100)}`;
