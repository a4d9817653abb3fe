// What the figures of a change are made of. Were a hold or a dip overlooked, a run would look better than it is.
import { expect, test } from 'vitest';
import { Arrivals, holdsOf } from './arrivals.ts';

/** A key each 10 ms, ten keys, with a stretch in which nothing comes. */
function arrivalsWithout(from: number, to: number, end = 6_000): Arrivals {
  const arrivals = new Arrivals();
  for (let at = 0; at < end; at += 10) if (at < from || at >= to) arrivals.arrived(`k${(at / 10) % 10}`, at);
  return arrivals;
}

test('a steady rate neither falls nor comes back', () => {
  const steady = arrivalsWithout(0, 0);
  expect(steady.rate(1_000, 3_000)).toBe(100);
  expect(steady.lowest(1_000, 3_000)).toBe(100);
  expect(steady.backAt(2_000, 5_000, 100)).toBe(2_000);
});

test('a stretch without records shows as a dip, as a hold of every key, and as a time until the rate is back', () => {
  const arrivals = arrivalsWithout(3_000, 4_000);
  expect(arrivals.lowest(2_500, 5_000)).toBe(0);
  expect(arrivals.backAt(2_900, 6_000, 100)).toBe(4_000);
  expect(arrivals.backAt(2_900, 4_200, 100)).toBeNull();
  expect(holdsOf([...arrivals.gaps.values()], 100)).toEqual({ p50: 1_000, p99: 1_000, max: 1_000 });
  expect(holdsOf([], 100)).toBeNull();
});
