import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { allObjects, objectsOf, stretchesOf } from './stages.ts';

test('neighbouring slots of one owner are one stretch, and together they cover all slots', () => {
  const stretches = stretchesOf([0, 0, 1, 0, 0, 0]);
  expect(stretches).toEqual([
    { worker: 0, first: 0, slots: 2, promisedTo: null },
    { worker: 1, first: 2, slots: 1, promisedTo: null },
    { worker: 0, first: 3, slots: 3, promisedTo: null },
  ]);
  expect(stretchesOf([])).toEqual([]);
  expect(stretchesOf([0, 0, 1], [0, 2, 1]), 'cut where a change would move a slot').toEqual([
    { worker: 0, first: 0, slots: 1, promisedTo: null },
    { worker: 0, first: 1, slots: 1, promisedTo: 2 },
    { worker: 1, first: 2, slots: 1, promisedTo: null },
  ]);
});

test('the objects of the workers add up to all objects', () => {
  const stage = { state: nodeId('s'), placement: [0, 1, 0], objects: [3, 4, 5], applied: [0, 0, 0] };
  expect([objectsOf(stage, 0), objectsOf(stage, 1), objectsOf(stage, 2), allObjects(stage)]).toEqual([8, 4, 0, 12]);
  const moved = { slot: 4, key: 'hot', worker: 1, objects: 1, applied: 9 };
  const more = { ...stage, solos: [moved], alone: 1 };
  expect([objectsOf(more, 0), objectsOf(more, 1), allObjects(more)], 'with a slot of its own').toEqual([8, 5, 13]);
});
