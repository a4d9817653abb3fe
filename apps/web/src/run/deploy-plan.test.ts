import { edgeId, type NodeId, nodeId } from '@potoroo/shared/ids';
import { type Pipeline, type PipelineNode, pipelineFormat, pipelineVersion } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { changeCount, deployPlan, runningDiff } from './deploy-plan.ts';

const at = (id: string, x = 0) => ({ id: nodeId(id), name: id, position: { x, y: 0 } });
const source: PipelineNode = {
  ...at('orders'),
  kind: 'source',
  connector: { type: 'file', path: 'in.csv', format: 'csv', rate: null },
  recordType: null,
  decode: null,
  generate: null,
};
const state: PipelineNode = { ...at('totals'), kind: 'state', initial: '() => ({})', size: { width: 9, height: 9 } };
const step: PipelineNode = { ...at('step'), kind: 'computation', code: 'one' };
const sink: PipelineNode = {
  ...at('out'),
  kind: 'sink',
  connector: { type: 'file', path: 'out.csv', format: 'csv' },
  encode: null,
};
const note: PipelineNode = { ...at('note'), kind: 'note', text: '', size: { width: 9, height: 9 } };
const document = (nodes: readonly PipelineNode[], fields: Partial<Pipeline> = {}): Pipeline => ({
  format: pipelineFormat,
  version: pipelineVersion,
  name: 'P',
  description: '',
  types: '',
  nodes,
  edges: [{ id: edgeId('e'), from: nodeId('orders'), to: nodeId('step') }],
  ...fields,
});
const running = document([source, state, step, sink]);
const none: ReadonlyMap<NodeId, number> = new Map();

test('what a run does not see is nothing to deploy: names, places, notes, descriptions, fixtures', () => {
  const present = document(
    [
      { ...source, name: 'Orders' },
      { ...state, size: { width: 1, height: 1 } },
      { ...step, position: { x: 9, y: 9 }, fixtures: [{ name: 'f', origin: 'pasted', records: '1', expected: null }] },
      sink,
      note,
    ],
    { name: 'Other', description: 'd' },
  );
  expect(deployPlan({ running, present, objects: none })).toBeNull();
  expect(changeCount(runningDiff({ running, present }))).toBe(0);
});

test('code, settings, nodes, edges and types are, each counted once', () => {
  const present = document(
    [
      source,
      state,
      { ...step, name: 'Step', code: 'two' },
      { ...sink, connector: { type: 'live' } },
      { ...step, ...at('more') },
    ],
    { types: 'type A = 1', edges: [] },
  );
  const diff = runningDiff({ running, present });
  expect(diff.changed.map(({ after, aspects }) => [after.id, aspects])).toEqual([
    ['step', ['code']],
    ['out', ['settings']],
  ]);
  expect(changeCount(diff)).toBe(5);
});

test('the consequences are said of every state of the run, and of every source and sink of what is deployed', () => {
  const present = document([source, { ...step, code: 'two' }, sink]);
  const plan = deployPlan({ running, present, objects: new Map([[nodeId('totals'), 350]]) });
  expect(plan?.consequences.map(({ node, text, policies }) => `${node.id}: ${text} (${policies.join()})`)).toEqual([
    'totals: 350 state objects lost; the state is removed (reset)',
    'orders: in.csv is read again from its beginning ()',
    'out: out.csv is emptied and written anew ()',
  ]);
  const kept = deployPlan({
    running,
    present: document([source, state, { ...step, code: 'two' }, sink]),
    objects: none,
  });
  expect(kept?.consequences[0]?.text).toBe('its state objects are lost; it begins empty');
});
