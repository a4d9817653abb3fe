import { expect, test } from 'vitest';
import { gridAt, gridMargin } from './grid-place.ts';

const views = [0.1, 0.28, 0.5, 1, 1.1, 2.5].flatMap((zoom) =>
  [-1234.5, -1, 0, 17, 903.25].map((x) => ({ x, y: x / 3, zoom })),
);

test.each(views)('dots stay with the pipeline, and cover the canvas, at $x and zoom $zoom', ({ x, y, zoom }) => {
  const { gap, left, top } = gridAt(x, y, zoom);
  for (const [at, place] of [
    [x, left],
    [y, top],
  ] as const) {
    // A dot lies in the middle of each tile: one of them at the origin of the pipeline, to half a pixel.
    const apart = (at - (place - gridMargin + gap / 2)) / gap;
    expect(Math.abs(apart - Math.round(apart)) * gap).toBeLessThanOrEqual(0.5 + 1e-6);
    expect(place).toBeLessThanOrEqual(0);
    expect(place).toBeGreaterThan(-gridMargin);
  }
});

test('dots are never closer than can be told apart', () => {
  for (const { x, y, zoom } of views) expect(gridAt(x, y, zoom).gap).toBeGreaterThanOrEqual(12);
});
