import { nodeId } from '@potoroo/shared/ids';
import type { KeyedStageSample } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { fieldOf, gridFor } from './object-field.ts';

const stage = (objects: readonly number[], placement: readonly number[]): KeyedStageSample => ({
  state: nodeId('state'),
  placement,
  objects,
  applied: objects.map(() => 0),
});

test('few objects: a mark for each, in the order of slots, of this worker only', () => {
  const field = fieldOf(stage([2, 5, 1, 0], [0, 1, 0, 0]), [8, 100, 1, 0], 0, 'marks');
  expect(field.detail).toBe('marks');
  expect(field.marks.map(({ slot }) => slot)).toEqual([0, 0, 2]);
});

test('brightness is measured against the busiest slot of all workers, per object', () => {
  const field = fieldOf(stage([2, 5, 1, 0], [0, 1, 0, 0]), [8, 100, 1, 0], 0, 'marks');
  expect(field.marks.map(({ share }) => share)).toEqual([0.2, 0.2, 0.05]);
});

test('many objects: one cell for each slot, and the detail does not flip at the border', () => {
  const many = stage([500, 200, 0], [0, 0, 1]);
  expect(fieldOf(many, [1, 1, 0], 0, 'marks')).toMatchObject({ detail: 'cells', marks: [{ slot: 0 }, { slot: 1 }] });
  expect(fieldOf(many, [], 1, 'marks').detail).toBe('cells');
  const between = stage([500, 0, 0], [0, 0, 1]);
  expect(fieldOf(between, [], 0, 'marks').detail).toBe('marks');
  expect(fieldOf(between, [], 0, 'cells').detail).toBe('cells');
});

test('the fullest worker decides the size of the marks for all', () => {
  const uneven = stage([2, 9, 1], [0, 1, 0]);
  expect([fieldOf(uneven, [], 0, 'marks').most, fieldOf(uneven, [], 1, 'marks').most]).toEqual([9, 9]);
});

test('a slot far above the mean is hot', () => {
  const objects = Array.from({ length: 20 }, () => 1);
  const rates = objects.map((_, slot) => (slot === 7 ? 1_000 : 10));
  const hot = fieldOf(
    stage(
      objects,
      objects.map(() => 0),
    ),
    rates,
    0,
    'marks',
  ).marks.filter((mark) => mark.hot);
  expect(hot.map(({ slot }) => slot)).toEqual([7]);
});

test('the grid takes the largest squares that fit', () => {
  const area = { width: 200, height: 100 };
  expect(gridFor(20, area, 'marks').size).toBe(13);
  for (const count of [1, 100, 350, 600]) {
    const { columns, size, gap } = gridFor(count, area, 'marks');
    expect(columns * (size + gap) - gap).toBeLessThanOrEqual(area.width);
    expect(Math.ceil(count / columns) * (size + gap) - gap).toBeLessThanOrEqual(area.height);
  }
});
