import { expect, test } from 'vitest';
import { latencyBars } from './latency-bars.ts';

const counts = (at: Readonly<Record<number, number>>): readonly number[] =>
  Array.from({ length: 60 }, (_, bucket) => at[bucket] ?? 0);

test('bars stand from the first bucket that holds something to the last, each a share of the highest', () => {
  const bars = latencyBars(counts({ 8: 1, 20: 4, 31: 2 }));
  expect(bars?.heights).toHaveLength(24);
  expect([bars?.heights[0], bars?.heights[12], bars?.heights[23]]).toEqual([0.25, 1, 0.5]);
  // Four buckets double: bucket 8 begins at 4 µs, and 31 ends at 256.
  expect([bars?.fromMicros, bars?.toMicros]).toEqual([4, 256]);
});

test('few of them get room around, and none get none', () => {
  const one = latencyBars(counts({ 40: 3 }));
  expect(one?.heights).toHaveLength(16);
  expect(one?.heights.filter((height) => height > 0)).toEqual([1]);
  expect(latencyBars(counts({ 2: 3 }))?.fromMicros).toBe(1);
  expect([latencyBars([]), latencyBars(counts({}))]).toEqual([null, null]);
});
