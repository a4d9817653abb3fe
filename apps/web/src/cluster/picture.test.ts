/** A state object that is in no picture is missing to the eye, and one that is in two has been doubled. */
import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { objectsBySlot } from '../run/stages.ts';
import { cardAt, cardsIn } from './cards.ts';
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

test('what has left stays behind as a ghost for a while, slot or single object, and is new where it came', () => {
  const change = { state: stage.state, atMs: 1_000 };
  const changes = [
    { ...change, slot: 1, key: null, from: 1, to: 0 },
    { ...change, slot: 257, key: 'AAPL', from: 0, to: 1 },
  ];
  const at = (worker: number, atMs: number) =>
    pictureOf(
      stageView({ stage, rates: [], changes, atMs, shade: 'owner' }),
      worker,
      { width: 900, height: 900 },
      'card',
    );
  const marks = (worker: number, atMs: number) =>
    at(worker, atMs).tiles.map(({ slot, solo: key, ghostOf, isNew }) => [key ?? slot, ghostOf, isNew]);
  expect([marks(0, 2_000), marks(1, 2_000)]).toEqual([
    [
      [0, null, false],
      [1, null, true],
      ['AAPL', 1, false],
    ],
    [
      [1, 0, false],
      [2, null, false],
      ['AAPL', null, true],
    ],
  ]);
  expect([marks(0, 10_000), marks(1, 10_000)].flat().filter(([, ghostOf, isNew]) => ghostOf !== null || isNew)).toEqual(
    [],
  );
  // As cards: one for each object, and a dashed one for each that has left; none lies on another.
  const cards = cardsIn(at(1, 2_000), 400);
  expect(cards.map(({ tile, place }) => [tile.solo ?? tile.slot, tile.ghostOf !== null, place])).toEqual([
    [1, true, 0],
    [2, false, 0],
    [2, false, 1],
    [2, false, 2],
    [2, false, 3],
    ['AAPL', false, 0],
  ]);
  expect(cards.map(({ box }) => cardAt(cards, { x: box.x + 1, y: box.y + box.height - 1 }))).toEqual(cards);
});
