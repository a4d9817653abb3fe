import { edgeId, nodeId } from '@potoroo/shared/ids';
import { diffPipelines, type Pipeline, type PipelineNode, emptyPipeline } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { drawingOf, drawingOfDifference } from './drawing.ts';

const computation = (id: string, x: number, code = ''): PipelineNode => ({
  kind: 'computation',
  id: nodeId(id),
  name: id,
  position: { x, y: 0 },
  code,
});
const pipeline = (nodes: readonly PipelineNode[], ...edges: readonly [string, string][]): Pipeline => ({
  ...emptyPipeline(''),
  nodes,
  edges: edges.map(([from, to]) => ({ id: edgeId(`${from}-${to}`), from: nodeId(from), to: nodeId(to) })),
});

test('everything drawn is inside the picture, and an empty pipeline is a picture too', () => {
  const { x, width, nodes, edges } = drawingOf(pipeline([computation('a', -500), computation('b', 900)], ['a', 'b']));
  expect(nodes.every((node) => node.x >= x && node.x + node.width <= x + width)).toBe(true);
  expect(edges[0]?.path).toMatch(/^M-304,27 C/);
  expect(drawingOf(pipeline([]))).toMatchObject({ width: 1, height: 1, nodes: [] });
});

test('a swimlane lies under what is in it', () => {
  const lane: PipelineNode = {
    kind: 'state',
    id: nodeId('s'),
    name: 's',
    position: { x: 0, y: 0 },
    initial: '',
    size: { width: 9, height: 9 },
  };
  expect(drawingOf(pipeline([computation('a', 0), lane])).nodes.map(({ key }) => key)).toEqual(['s', 'a']);
});

test('a difference marks what was added, removed, changed and moved, edges of removed nodes included', () => {
  const before = pipeline([computation('a', 0), computation('b', 300), computation('c', 600)], ['a', 'b'], ['b', 'c']);
  const after = pipeline([computation('a', 10), computation('c', 600, 'new'), computation('d', 900)], ['c', 'd']);
  const { nodes, edges } = drawingOfDifference(after, before, diffPipelines(before, after));
  expect(Object.fromEntries(nodes.map(({ key, mark }) => [key, mark]))).toEqual({
    'removed b': 'removed',
    a: 'moved',
    c: 'changed',
    d: 'added',
  });
  expect(Object.fromEntries(edges.map(({ key, mark }) => [key, mark]))).toEqual({
    'removed a-b': 'removed',
    'removed b-c': 'removed',
    'c-d': 'added',
  });
});
