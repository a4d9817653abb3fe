/** What of a run can be looked back at, and where its times lie on the track of the time bar. Pure. */

/** Times of the run, in milliseconds. */
export type Reach = { readonly from: number; readonly to: number };

/** 0 to 1 from its left; a moment that stands for longer than the recording reaches lies at its beginning. */
export const placeOn = ({ from, to }: Reach, atMs: number): number =>
  to > from ? Math.min(1, Math.max(0, (atMs - from) / (to - from))) : 1;

export const timeAt = ({ from, to }: Reach, place: number): number =>
  from + Math.min(1, Math.max(0, place)) * (to - from);
