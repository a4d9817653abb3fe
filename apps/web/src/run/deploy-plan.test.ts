import { edgeId, type NodeId, nodeId } from '@potoroo/shared/ids';
import {
  changeCount,
  type Pipeline,
  type PipelineNode,
  pipelineFormat,
  pipelineVersion,
  runningDiff,
} from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { deployPlan, policyText } from './deploy-plan.ts';

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
  expect(deployPlan({ running, present, objects: none, keeps: null })).toBeNull();
  expect(changeCount(runningDiff({ running, present }))).toBe(0);
});

test('how often it is checkpointed is a change by itself, and loses nothing', () => {
  const plan = deployPlan({ running, present: { ...running, checkpointIntervalMs: 200 }, objects: none, keeps: true });
  expect([plan?.diff.document, plan?.goesOn]).toEqual([['checkpointIntervalMs'], true]);
  expect(plan?.consequences.filter(({ isLoss }) => isLoss)).toEqual([]);
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

const said = (plan: ReturnType<typeof deployPlan>) =>
  plan?.consequences.map(
    ({ node, text, policies, isLoss }) => `${node.id}: ${text} (${policies.join()})${isLoss ? ' LOST' : ''}`,
  );
const edited = { ...step, code: 'two' };
const objects = new Map([[nodeId('totals'), 350]]);

test('what goes on is said of every state, source and sink, and what becomes of a state can be chosen', () => {
  const plan = deployPlan({ running, present: document([source, state, edited, sink]), objects, keeps: null });
  expect(plan?.goesOn).toBe(true);
  expect(said(plan)).toEqual([
    'totals: 350 state objects kept as they are (keep,migrate,reset)',
    'orders: goes on where it stands ()',
    'out: out.csv goes on where it ends ()',
  ]);
  expect(policyText('reset', '350 state objects')).toBe('350 state objects lost; it begins empty');
});

test('what cannot be kept is said: a state that is removed, a place that is another one, connections that end', () => {
  const tcp = (port: number): PipelineNode => ({
    ...source,
    connector: { type: 'tcp', host: 'localhost', port, format: 'lines' },
  });
  const live: PipelineNode = { ...sink, connector: { type: 'live' } };
  const plan = deployPlan({
    running: document([tcp(1), state, step, sink]),
    present: document([tcp(2), step, live]),
    objects,
    keeps: null,
  });
  expect(said(plan)).toEqual([
    'totals: 350 state objects lost; the state is removed (reset) LOST',
    'orders: its connections are closed, and it listens; what came before and was not taken yet is lost () LOST',
    'out: the table begins empty ()',
  ]);
  const gone = deployPlan({
    running: document([tcp(1), state, step, sink]),
    present: document([state, step]),
    objects,
    keeps: null,
  });
  expect(said(gone)).toEqual([
    'totals: 350 state objects kept as they are (keep,migrate,reset)',
    'orders: its connections are closed; what they sent and was not taken yet is lost () LOST',
    'out: is written no more ()',
  ]);
});

test('a run that keeps no checkpoint ends: every state is lost, and every source and sink begins anew', () => {
  const unkept: PipelineNode = {
    ...source,
    connector: { type: 'tcp', host: 'localhost', port: 1, format: 'lines', journal: 'off' },
  };
  const before = document([unkept, state, step, sink]);
  const plan = deployPlan({ running: before, present: document([unkept, edited, sink]), objects, keeps: null });
  expect(plan?.goesOn).toBe(false);
  expect(said(plan)).toEqual([
    'totals: 350 state objects lost; the state is removed (reset) LOST',
    'orders: its connections are closed, and it listens again ()',
    'out: out.csv is emptied and written anew ()',
  ]);
  const sighting = { running: before, present: document([unkept, state, edited, sink]), objects: none };
  const kept = deployPlan({ ...sighting, keeps: null });
  expect(kept?.consequences[0]?.text).toBe('its state objects are lost; it begins empty');
});

test('a file that is a pipe cannot be read again, which only the server knows', () => {
  const versions = { running: document([source, state, step, sink]), present: document([source, state, edited, sink]) };
  expect(deployPlan({ ...versions, objects, keeps: null })?.goesOn).toBe(true);
  const plan = deployPlan({ ...versions, objects, keeps: false });
  expect(plan?.goesOn).toBe(false);
  expect(said(plan)?.[0]).toBe('totals: 350 state objects lost; it begins empty (reset) LOST');
});
