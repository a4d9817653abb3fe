/** A press on the mark of an event that shows another moment is worse than no marks. */
import { expect, test } from 'vitest';
import { placeOn, timeAt } from './reach.ts';

test('a press where a time is drawn is that time', () => {
  const reach = { from: 2_000, to: 12_000 };
  for (const atMs of [2_000, 4_500, 12_000]) expect(timeAt(reach, placeOn(reach, atMs))).toBe(atMs);
});

test('nothing lies beside the track: neither a moment that the recording has left behind, nor a press', () => {
  const reach = { from: 300_000, to: 600_000 };
  expect([placeOn(reach, 10_000), placeOn(reach, 700_000)]).toEqual([0, 1]);
  expect([timeAt(reach, -0.2), timeAt(reach, 1.3)]).toEqual([300_000, 600_000]);
  expect(placeOn({ from: 0, to: 0 }, 0)).toBe(1);
});
