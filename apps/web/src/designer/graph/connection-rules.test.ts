import { edgeId, nodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { applyEdit } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { connectEdit } from './connect.ts';
import { connectionFault, possibleTargets } from './connection-rules.ts';
import { fromPalette } from './from-palette.fixture.ts';

const nodes: readonly PipelineNode[] = [
  fromPalette('generator', 'source', { x: 0 }),
  fromPalette('map', 'one', { x: 250 }),
  fromPalette('map', 'two', { x: 500 }),
  fromPalette('key', 'key', { x: 750 }),
  fromPalette('state', 'state', { x: 900 }),
  fromPalette('state-computation', 'counter', { x: 928, state: 'state' }),
  fromPalette('state-computation', 'other', { x: 928, y: 100, state: 'state' }),
  fromPalette('live-table', 'sink', { x: 1_200 }),
  fromPalette('note', 'note', { x: 0 }),
];
const pipeline: Pipeline = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Test',
  description: '',
  types: '',
  nodes,
  edges: [
    { id: edgeId('one--two'), from: nodeId('one'), to: nodeId('two') },
    { id: edgeId('key--other'), from: nodeId('key'), to: nodeId('other') },
  ],
};
const fault = (from: string, to: string) => connectionFault(pipeline, { from: nodeId(from), to: nodeId(to) });

test('records flow from sources over computations to sinks', () => {
  expect([fault('source', 'one'), fault('two', 'sink'), fault('key', 'counter'), fault('counter', 'sink')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test.each([
  ['one', 'source', /nothing leads into it/],
  ['sink', 'one', /nothing follows it/],
  ['source', 'state', /state computations/],
  ['source', 'note', /takes no part/],
  ['one', 'one', /itself/],
  ['one', 'two', /connected already/],
  ['two', 'one', /cycle/],
  ['counter', 'key', /cycle/],
  ['key', 'two', /A key leads to a state computation/],
])('%s to %s is refused with the reason', (from, to, reason) => {
  expect(fault(from, to)).toMatch(reason);
});

test('an unkeyed connection to a state computation brings its key function along, as one edit', () => {
  const edit = connectEdit(pipeline, { from: nodeId('source'), to: nodeId('counter') });
  expect(edit.ok).toBe(true);
  const applied = edit.ok ? applyEdit(pipeline, edit.value) : edit;
  expect(applied.ok).toBe(true);
  const added = applied.ok ? applied.value.pipeline : pipeline;
  expect(added.nodes.at(-1)).toMatchObject({ kind: 'key', id: 'key-2' });
  expect(added.edges.slice(2)).toMatchObject([
    { from: 'source', to: 'key-2' },
    { from: 'key-2', to: 'counter' },
  ]);
});

test('the Connect command offers exactly what a drag may end on', () => {
  expect(possibleTargets(pipeline, nodeId('one')).map(({ id }) => id)).toEqual(['key', 'counter', 'other', 'sink']);
  expect(possibleTargets(pipeline, nodeId('sink'))).toEqual([]);
});
