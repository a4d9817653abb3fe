/** How far apart the dots of the canvas are, and where they begin, for a view. Pure. */
export type GridPlace = {
  readonly gap: number;
  readonly radius: number;
  readonly left: number;
  readonly top: number;
};

const gapOfLife = 18;
/** Closer they would be a grey, and dear to paint: every second one is left out, and again. */
const gapLeast = 12;

/** The layer begins this far left of the canvas and above it: `.canvas-dots` in the style sheet. More than the widest gap. */
export const gridMargin = 64;

export function gridAt(x: number, y: number, zoom: number): GridPlace {
  let gap = gapOfLife * zoom;
  while (gap < gapLeast) gap *= 2;
  const place = (at: number): number => Math.round(within(at + gridMargin - gap / 2, gap) - gap);
  return { gap, radius: Math.max(0.5, 0.7 * zoom), left: place(x), top: place(y) };
}

const within = (value: number, size: number): number => ((value % size) + size) % size;
