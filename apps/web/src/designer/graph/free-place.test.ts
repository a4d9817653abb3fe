import type { Pipeline, PipelineNode, Position } from '@potoroo/shared/pipeline';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnSize, freePlace, placeBeside, sizeOf } from './free-place.ts';
import { fromPalette } from './from-palette.fixture.ts';

const pipelineOf = (nodes: readonly PipelineNode[]): Pipeline => ({
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Test',
  description: '',
  types: '',
  nodes,
  edges: [],
});
const touches = (node: PipelineNode, { x, y }: Position) =>
  x < node.position.x + sizeOf(node).width &&
  node.position.x < x + drawnSize.width &&
  y < node.position.y + sizeOf(node).height &&
  node.position.y < y + drawnSize.height;

test('a free place overlaps nothing, however the nodes lie, and is the wished one where that is free', () => {
  const spot = fc.record({ x: fc.integer({ min: -400, max: 400 }), y: fc.integer({ min: -400, max: 400 }) });
  const entry = fc.constantFrom('map', 'key', 'state', 'note', 'generator' as const);
  fc.assert(
    fc.property(fc.array(fc.tuple(entry, spot), { maxLength: 12 }), spot, (laid, wanted) => {
      const pipeline = pipelineOf(laid.map(([id, at], index) => fromPalette(id, `n${index}`, at)));
      const place = freePlace(pipeline, wanted, drawnSize);
      expect(pipeline.nodes.filter((node) => touches(node, place))).toEqual([]);
      expect(place.x).toBe(wanted.x);
      expect(place.y).toBeGreaterThanOrEqual(wanted.y);
    }),
  );
  expect(freePlace(pipelineOf([fromPalette('map', 'one')]), { x: 300, y: 0 }, drawnSize)).toEqual({ x: 300, y: 0 });
});

test('beside a node is to its right, beside what lies in a swimlane is to the right of the lane', () => {
  const lane = fromPalette('state', 'lane', { x: 300 });
  const inside = fromPalette('state-computation', 'inside', { x: 328, y: 48, state: 'lane' });
  const step = fromPalette('map', 'step', { x: 0, y: 40 });
  const pipeline = pipelineOf([lane, inside, step]);
  expect(placeBeside(pipeline, step)).toEqual({ x: 260, y: 40 });
  expect(placeBeside(pipeline, inside)).toEqual({ x: 300 + sizeOf(lane).width + 64, y: 48 });
});
