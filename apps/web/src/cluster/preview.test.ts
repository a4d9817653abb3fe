/** What the preview promises is what a person decides by: it has to be what the coordinator will do. */
import { firstTable } from '@potoroo/shared/placement';
import { expect, test } from 'vitest';
import { leastToMove, previewOf } from './preview.ts';

const members = [0, 1, 2, 3];
const placement = firstTable(members, 256);
const objects = placement.map((_, slot) => (slot % 2 === 0 ? 100 : 0));
const stage = { placement, objects };

test('a joiner is promised its share of slots, and no other slot moves', () => {
  const { rows, table, moving, total } = previewOf({ stage, members, joiner: 4, change: { type: 'add' } });
  expect(total).toBe(12_800);
  expect(table.filter((owner) => owner === 4).length).toBe(51);
  expect([...moving].every((slot) => table[slot] === 4)).toBe(true);
  const independent = placement.reduce(
    (sum, owner, slot) => (table[slot] === owner ? sum : sum + (objects[slot] ?? 0)),
    0,
  );
  const [ours, onRing, byModulo] = rows;
  expect([ours?.slots, ours?.objects]).toEqual([51, independent]);
  expect(ours?.share).toBeCloseTo(independent / 12_800);
  // Of 256 slots, those with the same remainder by 4 and by 5 stay: 0 to 3 of each 20.
  const staying = Array.from({ length: 256 }, (_, slot) => slot).filter((slot) => slot % 4 === slot % 5);
  expect(byModulo?.slots).toBe(256 - staying.length);
  expect(byModulo?.objects).toBe(12_800 - staying.filter((slot) => slot % 2 === 0).length * 100);
  expect(onRing?.objects).toBeLessThan(byModulo?.objects ?? 0);
});

test('who is drained gives what it has, to all who stay', () => {
  const parts = { stage, members, joiner: 4, change: { type: 'drain', worker: 1 } } as const;
  const { rows, table } = previewOf(parts);
  expect(table.includes(1)).toBe(false);
  expect([0, 2, 3].map((member) => table.filter((owner) => owner === member).length)).toEqual([86, 85, 85]);
  expect([rows[0]?.slots, rows[0]?.objects]).toEqual([64, 3_200]);
  expect(leastToMove(parts)).toEqual({ slots: 64, objects: 3_200, isAbout: false });
  const joining = { ...parts, change: { type: 'add' } } as const;
  const least = leastToMove(joining);
  // In the unit that is balanced nothing that evens out moves less; as many slots hold this many objects on the average.
  expect(least).toEqual({ slots: 51, objects: 2_550, isAbout: true });
  expect(previewOf(joining).rows[0]?.slots).toBe(least.slots);
});
