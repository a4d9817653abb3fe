/** A listing without a limit would stop the worker of a million objects for everyone. */
import { limits } from '@potoroo/shared/limits';
import { expect, test } from 'vitest';
import { listSlots } from './listed-slots.ts';

const objects = (count: number) =>
  new Map(Array.from({ length: count }, (_, index) => [`key-${index}`, { value: { count: index } }]));

test('keys in the order in which they came, each slot its share of the limit, and how many there are', () => {
  const [full, few] = listSlots([4, 9], false, (slot) => objects(slot === 4 ? 5_000 : 2));
  expect([full?.total, full?.keys.length, full?.values]).toEqual([5_000, limits.objectsListedMax / 2, null]);
  expect(few).toEqual({ slot: 9, total: 2, keys: ['key-0', 'key-1'], values: null });
});

test('values as JSON, fewer of them, and long ones cut', () => {
  const [slot] = listSlots([1], true, () => objects(1_000));
  expect([slot?.keys.length, slot?.values?.length]).toEqual([limits.valuesListedMax, limits.valuesListedMax]);
  expect(slot?.values?.[3]).toBe('{"count":3}');
  const long = new Map([['k'.repeat(900), { value: { text: 'x'.repeat(9_000), more: 1 } }]]);
  const [cut] = listSlots([1], true, () => long);
  expect(cut?.keys[0]?.length).toBe(limits.listedTextCharsMax);
  expect(cut?.values?.[0]?.length).toBeLessThan(limits.listedTextCharsMax + 50);
});

test('a slot that is not here is left out', () => {
  expect(listSlots([1, 2], false, (slot) => (slot === 2 ? new Map() : null))).toEqual([
    { slot: 2, total: 0, keys: [], values: null },
  ]);
});
