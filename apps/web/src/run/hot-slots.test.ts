import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { hotObjects, hotSlots } from './hot-slots.ts';

const stage = {
  state: nodeId('s'),
  placement: [0, 0, 1, 1],
  objects: [1, 2, 0, 1],
  applied: [0, 0, 0, 0],
};

test('the busiest slots that hold objects come first', () => {
  expect(hotSlots(stage, [5, 9, 100, 0], 3)).toEqual([
    { slot: 1, perSecond: 9 },
    { slot: 0, perSecond: 5 },
  ]);
  expect(hotSlots(stage, [5, 9, 100, 7], 1)).toEqual([{ slot: 1, perSecond: 9 }]);
});

test('their objects are told with their worker and value; a slot that nobody answered for is left out', () => {
  const report = {
    state: nodeId('s'),
    slots: [{ slot: 1, total: 2, keys: ['a', 'b'], values: ['1', '2'] }],
  };
  const hot = hotSlots(stage, [5, 9, 0, 7], 4);
  expect(hotObjects(hot, report, stage, 8)).toEqual([
    { key: 'a', worker: 0, perSecond: 9, value: '1' },
    { key: 'b', worker: 0, perSecond: 9, value: '2' },
  ]);
  expect(hotObjects(hot, report, stage, 1)).toHaveLength(1);
});
