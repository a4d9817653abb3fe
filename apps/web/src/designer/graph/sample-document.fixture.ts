/** A small document for tests: two sources, one of them keyed into the state that holds two computations, and a sink. */
import { edgeId, nodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { fromPalette } from './from-palette.fixture.ts';

const edge = (from: string, to: string) => ({ id: edgeId(`${from}-${to}`), from: nodeId(from), to: nodeId(to) });

export const documentOf = (nodes: readonly PipelineNode[], ways: readonly (readonly [string, string])[]): Pipeline => ({
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Sample',
  description: '',
  types: '',
  nodes,
  edges: ways.map(([from, to]) => edge(from, to)),
});

export const sampleDocument: Pipeline = documentOf(
  [
    fromPalette('generator', 'source', { x: 0, y: 0 }),
    fromPalette('map', 'map', { x: 260, y: 0 }),
    fromPalette('key', 'key', { x: 520, y: 0 }),
    fromPalette('state', 'lane', { x: 700, y: 0 }),
    fromPalette('state-computation', 'first', { x: 728, y: 46, state: 'lane' }),
    fromPalette('state-computation', 'second', { x: 728, y: 124, state: 'lane' }),
    fromPalette('live-table', 'sink', { x: 1_100, y: 0 }),
    fromPalette('filter', 'loose', { x: 0, y: 400 }),
  ],
  [
    ['source', 'map'],
    ['map', 'key'],
    ['key', 'first'],
    ['first', 'sink'],
  ],
);
