import { palette, type PaletteEntryId } from '@potoroo/shared/catalogue';
import { assert } from '@potoroo/shared/assert';
import { nodeId } from '@potoroo/shared/ids';
import { applyEdit, type Pipeline, type PipelineNode } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { additionOf, type Wish } from './add-node.ts';

const empty: Pipeline = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Test',
  description: '',
  types: '',
  nodes: [],
  edges: [],
};

function add(pipeline: Pipeline, id: PaletteEntryId, wish: Partial<Wish> = {}): Pipeline {
  const entry = palette.find((each) => each.id === id);
  assert(entry !== undefined, `no entry ${id}`);
  const addition = additionOf(pipeline, entry, { at: { x: 0, y: 0 }, state: null, room: 'free', ...wish });
  assert(addition !== null, `no addition of ${id}`);
  const applied = applyEdit(pipeline, addition.edit);
  assert(applied.ok, 'the edit applies');
  return applied.value.pipeline;
}
const bottom = (node: PipelineNode | undefined) =>
  node !== undefined && 'size' in node ? node.position.y + node.size.height : 0;

test('a second node of the same entry has an id, a name and a place of its own', () => {
  const { nodes } = add(add(empty, 'map'), 'map');
  expect(nodes.map(({ id, name }) => [id, name])).toEqual([
    ['map', 'Map'],
    ['map-2', 'Map 2'],
  ]);
  expect(nodes[1]?.position).not.toEqual(nodes[0]?.position);
});

test('what is dropped lies where it was dropped', () => {
  const { nodes } = add(add(empty, 'map'), 'map', { at: { x: 10.4, y: 6 }, room: 'here' });
  expect(nodes[1]?.position).toEqual({ x: 10, y: 6 });
});

test('a state computation in a document without a state brings its swimlane along', () => {
  const { nodes } = add(empty, 'state-computation');
  expect(nodes.map(({ kind }) => kind)).toEqual(['state', 'state-computation']);
  expect(nodes[1]).toMatchObject({ state: nodes[0]?.id });
});

test('a state computation goes into the wished lane, else into the one under the pointer', () => {
  const two = add(add(empty, 'state'), 'state', { at: { x: 1_000, y: 0 } });
  expect(add(two, 'state-computation', { at: { x: 1_100, y: 50 } }).nodes.at(-1)).toMatchObject({ state: 'state-2' });
  expect(add(two, 'state-computation', { at: { x: 930, y: 50 } }).nodes.at(-1)).toMatchObject({ state: 'state-2' });
  expect(add(two, 'state-computation', { at: { x: 1_100, y: 50 }, state: nodeId('state') }).nodes.at(-1)).toMatchObject(
    { state: 'state' },
  );
});

test('a lane grows with what is put into it, so that nothing hangs out', () => {
  let pipeline = add(empty, 'state');
  for (let i = 0; i < 5; i++) pipeline = add(pipeline, 'state-computation');
  expect(bottom(pipeline.nodes[0])).toBeGreaterThan((pipeline.nodes.at(-1)?.position.y ?? 0) + 54);
});
