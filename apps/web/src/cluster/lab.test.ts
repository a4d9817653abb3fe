/** The lab's figures against a count by hand: who quotes them has to be able to trust them. */
import { hashOfKey } from '@potoroo/shared/placement';
import { expect, test } from 'vitest';
import { labRows } from './lab.ts';

const keys = Array.from({ length: 4_096 }, (_, index) => `customer-${index}`);

test('the spread and the share moved under modulo are those of a count by hand', () => {
  const row = labRows(keys, 4).find(({ title }) => title === 'Modulo');
  const loads = [0, 0, 0, 0];
  let moved = 0;
  let left = 0;
  for (const key of keys) {
    const hash = hashOfKey(key);
    const owner = hash % 4;
    loads[owner] = (loads[owner] ?? 0) + 1;
    if (owner !== hash % 5) moved += 1;
    if (owner !== [0, 1, 3][hash % 3]) left += 1;
  }
  expect(row).toMatchObject({ loads, join: moved / keys.length, leave: left / keys.length });
  expect(row?.maxOverMean).toBeCloseTo(Math.max(...loads) / 1_024);
  expect([row?.expectedJoin, row?.expectedLeave]).toEqual([4 / 5, 3 / 4]);
});

test('the runtime itself moves a joiner’s share and no more', () => {
  const [ours] = labRows(keys, 4);
  expect(ours?.title).toBe('This runtime, 256 slots');
  expect(Math.abs((ours?.join ?? 0) - 51 / 256)).toBeLessThan(0.03);
  expect(ours?.loads.reduce((sum, load) => sum + load, 0)).toBe(keys.length);
  expect(labRows(keys, 1)[0]).toMatchObject({ leave: null, expectedLeave: null });
  expect(labRows(keys, 3).length).toBe(8);
});
