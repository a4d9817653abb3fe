/** A percentile over the whole run hides what happens now; one over a stretch must not count what came before it. */
import { expect, test } from 'vitest';
import { bucketShare, countsBetween, percentile, trimmed } from './latency.ts';

test('the counts of a stretch are the difference of two, and after a restart those since', () => {
  expect(countsBetween([1, 2], [1, 5, 3])).toEqual([0, 3, 3]);
  expect(countsBetween([], [4])).toEqual([4]);
  expect(countsBetween([9, 9], [1, 0, 2]), 'counted from 0 again').toEqual([1, 0, 2]);
});

test('percentiles of counts are the upper ends of their buckets', () => {
  const counts = [0, 0, 0, 99, 0, 0, 0, 1];
  expect([0.5, 0.95, 0.99, 0.999].map((share) => percentile(counts, share))).toEqual([2, 2, 2, 4]);
  // The lower end of the bucket of 99: it is off by no more than is told wherever a percentile is shown.
  expect(2 / 2 ** (3 / 4) - 1).toBeCloseTo(bucketShare);
  expect(Math.round(bucketShare * 100)).toBe(19);
  expect(percentile([], 0.5)).toBeNull();
  expect(percentile([0, 0], 0.5)).toBeNull();
});

test('empty buckets at the end do not travel', () => {
  expect(trimmed(new Float64Array([0, 3, 0, 1, 0, 0]))).toEqual([0, 3, 0, 1]);
  expect(trimmed([0, 0])).toEqual([]);
});
