// What would break: a graph that is drawn far apart cannot be taken along as a picture.
import { expect, test } from 'vitest';
import { pictureSize } from './take-along.ts';

test('a picture is twice as fine as the graph, and no side is longer than a canvas can be', () => {
  expect(pictureSize(300, 200)).toEqual({ width: 600, height: 400 });
  expect(pictureSize(100_000, 20_000)).toEqual({ width: 8_192, height: 1_638 });
  expect(pictureSize(800, 400_000)).toEqual({ width: 16, height: 8_192 });
  expect(pictureSize(50, 2_000_000)).toEqual({ width: 1, height: 8_192 });
});
