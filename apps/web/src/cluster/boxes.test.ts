/** Twelve empty boxes of workers that have left hide the four that work. */
import { expect, test } from 'vitest';
import { boxesOf, columnsFor } from './boxes.ts';
import type { Mate } from './roster.ts';

const mate = (index: number, goneMs: number | null = null, presence: Mate['presence'] = 'left'): Mate =>
  ({ index, name: `w${index + 1}`, presence: goneMs === null ? 'serving' : presence, goneMs }) as Mate;

test('whoever is there or lost has a box, and of those that have left the last two; the others are listed, all in join order', () => {
  const roster = [mate(0), mate(1, 300), mate(2, 100, 'lost'), mate(3, 500), mate(4, 400), mate(5, 500)];
  const { boxed, listed } = boxesOf(roster);
  expect(boxed.map(({ name }) => name)).toEqual(['w1', 'w3', 'w4', 'w6']);
  expect(listed.map(({ name }) => name)).toEqual(['w2', 'w5']);
  expect(boxesOf([mate(0), mate(1, 300)]).listed).toEqual([]);
});

test('no row is left with one of many', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 16].map(columnsFor)).toEqual([1, 2, 3, 2, 3, 3, 4, 6]);
  for (let boxes = 3; boxes <= 64; boxes++)
    expect(boxes === 61 || boxes % columnsFor(boxes) !== 1, `${boxes} boxes`).toBe(true);
});
