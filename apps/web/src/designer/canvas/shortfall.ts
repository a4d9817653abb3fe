/** How far a stretch of the screen has to be moved to lie in another: positive to the right or down, 0 where it lies in it. Pure. */
export type Stretch = { readonly from: number; readonly to: number };

const margin = 16;

export function shortfall(inner: Stretch, outer: Stretch): number {
  if (inner.from < outer.from) return Math.ceil(outer.from + margin - inner.from);
  if (inner.to > outer.to) return Math.floor(outer.to - margin - inner.to);
  return 0;
}
