import { edgeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { fromPalette } from '../graph/from-palette.fixture.ts';
import { type FlowNode, flowEdgesOf, flowNodesOf, movesIn } from './flow-model.ts';

const step = fromPalette('map', 'step', { x: 0, y: 40 });
const lane = fromPalette('state', 'lane', { x: 300 });
const inside = fromPalette('state-computation', 'inside', { x: 328, y: 48, state: 'lane' });
const pipelineOf = (nodes: readonly PipelineNode[]): Pipeline => ({
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Test',
  description: '',
  types: '',
  nodes,
  edges: [{ id: edgeId('e'), from: step.id, to: inside.id }],
});
const pipeline = pipelineOf([inside, step, lane]);
const measured = (nodes: FlowNode[]) =>
  nodes.map((node) => ({ ...node, measured: { width: 196, height: 52 }, selected: true }));

test('F1: what did not change stays the same object, and what did keeps its measured size and selection', () => {
  const before = measured(flowNodesOf(pipeline, []));
  const after = flowNodesOf(pipelineOf([inside, { ...step, name: 'Renamed' }, lane]), before);
  expect(after.find(({ id }) => id === 'inside')).toBe(before.find(({ id }) => id === 'inside'));
  expect(after.find(({ id }) => id === 'step')).toMatchObject({
    measured: { width: 196 },
    selected: true,
    ariaLabel: 'Computation Renamed',
  });
  const edges = flowEdgesOf(pipeline, []);
  expect(flowEdgesOf(pipeline, edges)[0]).toBe(edges[0]);
});

test('F2: a state computation lies relative to its lane, which comes first', () => {
  const nodes = flowNodesOf(pipeline, []);
  expect(nodes[0]?.id).toBe('lane');
  expect(nodes.find(({ id }) => id === 'inside')).toMatchObject({ parentId: 'lane', position: { x: 28, y: 48 } });
});

test('F2: moving a lane moves what lies in it, in absolute positions', () => {
  const moved = flowNodesOf(pipeline, []).map((node) =>
    node.id === 'lane' ? { ...node, position: { x: 310, y: 20 } } : node,
  );
  expect(movesIn(moved, pipeline)).toEqual([
    { node: 'inside', position: { x: 338, y: 68 } },
    { node: 'lane', position: { x: 310, y: 20 } },
  ]);
  expect(movesIn(flowNodesOf(pipeline, []), pipeline)).toEqual([]);
});

test('a lane of another state takes its computation over', () => {
  const other = fromPalette('state', 'other', { x: 600 });
  const before = measured(flowNodesOf(pipelineOf([inside, step, lane, other]), []));
  const after = flowNodesOf(
    pipelineOf([fromPalette('state-computation', 'inside', { x: 328, y: 48, state: 'other' }), step, lane, other]),
    before,
  );
  expect(after.find(({ id }) => id === 'inside')?.parentId).toBe('other');
});
