import { edgeId, nodeId } from '@potoroo/shared/ids';
import { diffPipelines, type Pipeline, type PipelineNode, emptyPipeline } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { differenceRows } from './difference-rows.ts';

const at = (id: string, x = 0) => ({ id: nodeId(id), name: id.toUpperCase(), position: { x, y: 0 } });
const source = (rate: number | null, name = 'A'): PipelineNode => ({
  ...at('a'),
  name,
  kind: 'source',
  connector: { type: 'generator', rate, count: null },
  recordType: null,
  decode: null,
  generate: '(index) => index',
});
const computation = (code: string, x = 0): PipelineNode => ({ ...at('b', x), kind: 'computation', code });
const sink: PipelineNode = { ...at('c'), kind: 'sink', connector: { type: 'live' }, encode: null };
const document = (nodes: readonly PipelineNode[], fields: Partial<Pipeline> = {}): Pipeline => ({
  ...emptyPipeline('P'),
  nodes,
  ...fields,
});
const rows = (before: Pipeline, after: Pipeline): readonly string[] =>
  differenceRows({ before, after, diff: diffPipelines(before, after) }).map(
    ({ mark, title, detail, code }) =>
      `${mark} ${title}: ${detail}${code.map((each) => ` [${each.title}: ${each.before} > ${each.after}]`).join('')}`,
  );

test('how often it is checkpointed is told in seconds, and nothing said is what is usual', () => {
  const [usual, often] = [document([]), document([], { checkpointIntervalMs: 200 })];
  expect(rows(usual, often)).toEqual(['changed Pipeline: checkpoint every 1 s → every 0.2 s']);
  expect(rows(often, usual)).toEqual(['changed Pipeline: checkpoint every 0.2 s → every 1 s']);
});

test('each change is told once, with the code before and after', () => {
  const before = document([source(10), computation('old', 5)], {
    edges: [{ id: edgeId('a-b'), from: nodeId('a'), to: nodeId('b') }],
  });
  const after = document([source(null, 'Orders'), computation('new', 9), sink], {
    name: '',
    types: 'type T = 1',
    edges: [{ id: edgeId('b-c'), from: nodeId('b'), to: nodeId('c') }],
  });
  expect(rows(before, after)).toEqual([
    'added C: Sink added',
    'changed Orders: renamed from A; rate 10 → none',
    'changed B: code changed [Code: old > new]',
    'added B → C: Connected',
    'removed A → B: Disconnected',
    'changed Pipeline: renamed from P to Untitled',
    'changed Pipeline: types changed [Types:  > type T = 1]',
    'moved B: moved on the canvas',
  ]);
});

test('another connector is told by the settings that differ, and a node without a name by its kind and id', () => {
  const file: PipelineNode = {
    ...sink,
    name: ' ',
    kind: 'sink',
    connector: { type: 'file', path: 'x', format: 'csv' },
    encode: null,
  };
  expect(rows(document([sink]), document([file]))).toEqual([
    'changed Sink c: renamed from C; type live → file, path none → x, format none → csv',
  ]);
  expect(rows(document([sink]), document([]))).toEqual(['removed C: Sink removed']);
});
