/** A view that moved too far, or where nothing was hidden, would take what a person looks at from under their eyes. */
import { expect, it } from 'vitest';
import { shortfall } from './shortfall.ts';

const outer = { from: 100, to: 500 };

it.each([
  ['lies in it', { from: 100, to: 500 }, 0],
  ['reaches over the end', { from: 420, to: 540 }, -56],
  ['lies beyond the end', { from: 600, to: 700 }, -216],
  ['reaches over the beginning', { from: 80, to: 200 }, 36],
  ['lies before the beginning', { from: -50, to: 20 }, 166],
])('says how far what %s has to be moved, and a margin more', (_, inner, by) => {
  expect(shortfall(inner, outer)).toBe(by);
});
