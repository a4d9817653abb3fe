import { nodeId } from '@potoroo/shared/ids';
import { applyEdit, type Pipeline, type PipelineNode } from '@potoroo/shared/pipeline';
import { assert } from '@potoroo/shared/assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectEdit } from './connect.ts';
import { sizeOf } from './free-place.ts';
import { fromPalette } from './from-palette.fixture.ts';

const laneAndStep = (x: number): Pipeline => ({
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Test',
  description: '',
  types: '',
  nodes: [
    fromPalette('generator', 'source', { x: 0, y: 60 }),
    fromPalette('state', 'lane', { x, y: 0 }),
    fromPalette('state-computation', 'target', { x: x + 28, y: 48, state: 'lane' }),
    fromPalette('live-table', 'sink', { x: x + 400, y: 60 }),
  ],
  edges: [],
});

const named = ({ nodes }: Pipeline, id: string): PipelineNode => {
  const node = nodes.find((each) => each.id === id);
  assert(node !== undefined, `${id} is there`);
  return node;
};

test('a key that a connection brings along has room: what lies at its end and behind gives way, in the same edit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), (x) => {
      const pipeline = laneAndStep(x);
      const edit = connectEdit(pipeline, { from: nodeId('source'), to: nodeId('target') });
      assert(edit.ok, 'the two can be connected');
      const applied = applyEdit(pipeline, edit.value);
      assert(applied.ok, 'the edit can be applied');
      const after = applied.value.pipeline;
      const key = named(after, 'key');
      const source = named(after, 'source');
      const lane = named(after, 'lane');
      expect(key.position.x).toBeGreaterThan(source.position.x + sizeOf(source).width);
      expect(key.position.x + sizeOf(key).width).toBeLessThan(lane.position.x);
      expect(named(after, 'target').position.x - lane.position.x).toBe(28);
      expect(named(after, 'sink').position.x - lane.position.x).toBe(400);
      const undone = applyEdit(after, applied.value.inverse);
      expect(undone.ok && undone.value.pipeline).toEqual(pipeline);
    }),
  );
});
