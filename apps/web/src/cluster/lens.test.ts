/** A picture that puts code on a worker that does not run it teaches the wrong thing about the two layers. */
import { marketSpread } from '@potoroo/shared/pipeline/samples';
import { expect, test } from 'vitest';
import { between, homesText, lensGraph, within, workerBoxes } from './lens.ts';
import type { Box } from './tiles.ts';

const workers = ['w1', 'w2', 'w3'];
const singles = new Map([
  ['orders', 'w2'],
  ['market-data', 'w1'],
  ['rejections', 'w3'],
]);
const graph = lensGraph(marketSpread, workers, singles);

test('what holds state is on every worker, and all else where its records come from', () => {
  expect(Object.fromEntries(graph.homes)).toEqual({
    orders: ['w2'],
    'order-symbol': ['w2'],
    'market-data': ['w1'],
    'data-symbol': ['w1'],
    'symbol-data': workers,
    'check-order': workers,
    'update-market': workers,
    rejections: ['w3'],
  });
  expect(homesText(graph).map(({ text }) => text)).toContain('check-order: on w1, w2 and w3');
  // A cycle of computations comes to an end, and a worker that has left is nobody's home.
  expect(lensGraph(marketSpread, ['w2'], singles).homes.get('rejections')).toEqual(['w2']);
});

test('the picture fills its place, and every copy lies in the box of its worker', () => {
  for (const { at, wide } of graph.nodes)
    for (const box of [at, wide]) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(box.x + box.width, box.y + box.height)).toBeLessThanOrEqual(1.000_001);
    }
  // A copy is wider than its node where there is room, and grows over nothing that it did not lie on.
  const apart = (one: Box, other: Box): boolean =>
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y;
  const inARow = marketSpread.nodes
    .filter(({ kind }) => kind !== 'state')
    .map((node, index) => ({ ...node, position: { x: 230 * index, y: 20 * (index % 2) } }));
  const { nodes } = lensGraph({ ...marketSpread, nodes: inARow }, workers, singles);
  expect(nodes.every(({ at, wide }) => wide.width > at.width)).toBe(true);
  for (const one of [...nodes, ...graph.nodes])
    for (const other of nodes.includes(one) ? nodes : graph.nodes)
      if (apart(one.at, other.at)) expect(apart(one.wide, other.wide)).toBe(true);
  const area = { x: 10, y: 200, width: 900, height: 300 };
  const boxes = workerBoxes(workers, area);
  for (const [worker, box] of boxes)
    for (const { id, wide } of graph.nodes) {
      if (graph.homes.get(id)?.includes(worker) !== true) continue;
      const copy = within(wide, box);
      expect(copy.x).toBeGreaterThanOrEqual(box.x);
      expect(copy.y + copy.height).toBeLessThanOrEqual(box.y + box.height + 0.001);
    }
  const lefts = [...boxes.values()].map(({ x }) => x);
  expect(new Set(lefts).size).toBe(3);
});

test('the way from the one picture to the other begins and ends in them', () => {
  const [from, to] = [
    { x: 0, y: 0, width: 10, height: 10 },
    { x: 100, y: 50, width: 20, height: 40 },
  ];
  expect([between(from, to, 0), between(from, to, 1), between(from, to, 0.5)]).toEqual([
    from,
    to,
    { x: 50, y: 25, width: 15, height: 25 },
  ]);
});
