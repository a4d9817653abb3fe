/** A state object that is in no picture is missing to the eye, and one that is in two has been doubled. */
import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { objectsBySlot } from '../run/stages.ts';
import { pictureOf, stageView } from './picture.ts';

const solo = { slot: 257, key: 'AAPL', worker: 1, objects: 1, applied: 9 };
const stage = { state: nodeId('s'), placement: [0, 0, 1], objects: [2, 1, 4], applied: [0, 0, 0], solos: [solo] };
const view = stageView({ stage, rates: [], changes: [], atMs: 0, shade: 'count' });
const area = { width: 400, height: 300 };

test('an object that was moved by itself lies at its owner, behind the slots, and nowhere else', () => {
  const at = (worker: number) => pictureOf(view, worker, area, null).tiles.map(({ slot, solo: key }) => [slot, key]);
  expect([at(0), at(1)]).toEqual([
    [
      [0, null],
      [1, null],
    ],
    [
      [2, null],
      [257, 'AAPL'],
    ],
  ]);
  const drawn = [0, 1].flatMap((worker) => pictureOf(view, worker, area, null).tiles);
  expect(drawn.reduce((sum, { objects }) => sum + objects, 0)).toBe(8);
  expect([view.mostTiles, view.mostObjects]).toEqual([2, 5]);
  const bySlot = objectsBySlot(stage);
  expect([bySlot.length, bySlot[257], bySlot[256], bySlot.reduce((sum, count) => sum + count, 0)]).toEqual([
    258, 1, 0, 8,
  ]);
});
