/** Told too late, a person waits for a stopped run as for one that goes on; told too early, every busy moment looks like a fault. */
import { expect, test } from 'vitest';
import { SilenceWatch, turnMs } from './silence.ts';

function turns(watch: SilenceWatch, { from, count, isDue = true }: { from: number; count: number; isDue?: boolean }) {
  return Array.from({ length: count }, (_, turn) => watch.turn(from + (turn + 1) * turnMs, isDue));
}

test('is told within two seconds of the last frame, and over with the next one', () => {
  const watch = new SilenceWatch();
  watch.heard(10_000);
  const told = turns(watch, { from: 10_000, count: 12 });
  expect(told.slice(0, 6)).toEqual([null, null, null, null, null, null]);
  expect(told.slice(6)).toEqual([1, 2, 2, 2, 2, 3]);
  watch.heard(13_000);
  expect(watch.turn(13_250, true)).toBeNull();
});

test('a page that was held up itself takes nobody for silent', () => {
  const watch = new SilenceWatch();
  watch.heard(0);
  expect(watch.turn(60_000, true)).toBeNull();
});

test('nothing is missed where none is due: no run goes on, or the server cannot be heard', () => {
  const watch = new SilenceWatch();
  watch.heard(0);
  expect(turns(watch, { from: 0, count: 20, isDue: false })).toEqual(Array.from({ length: 20 }, () => null));
  expect(turns(watch, { from: 20 * turnMs, count: 5 })).toEqual([null, null, null, null, null]);
});
