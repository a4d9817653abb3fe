import { expect, test } from 'vitest';
import { nodeId } from '../ids.ts';
import {
  computation,
  flows,
  key,
  pipeline,
  sink,
  source,
  state,
  stateComputation,
} from '../pipeline/sample-pipelines.ts';
import { trialOf } from './trial.ts';

const generator = source('numbers', {
  connector: { type: 'generator', rate: null, count: null },
  generate: '(index) => index',
});
const document = pipeline(
  [
    generator,
    source('file', { decode: '(bytes) => bytes.length' }),
    computation('double', '(n) => n * 2'),
    key('parity', '(n) => String(n % 2)'),
    state('sums', '() => ({ sum: 0 })'),
    stateComputation('add', 'sums', '(n, state) => { state.sum += n; return state.sum; }'),
    sink('out', { encode: '(n) => String(n)' }),
    sink('plain'),
  ],
  flows(['numbers', 'double', 'parity', 'add', 'out'], ['file', 'plain']),
);
const trial = (id: string) => trialOf(document, nodeId(id));
const wayOf = (id: string) => trial(id)?.way?.map(({ node }) => node) ?? null;

test('a node is tried with its state, its key, and the way from the nearest generator', () => {
  const tried = trial('add');
  expect([tried?.kind, tried?.tried.node, tried?.initial?.node, tried?.key?.node]).toEqual([
    'state-computation',
    'add',
    'sums',
    'parity',
  ]);
  expect(['numbers', 'double', 'parity', 'add', 'out', 'file'].map((id) => wayOf(id))).toEqual([
    [],
    ['numbers'],
    ['numbers', 'double'],
    ['numbers', 'double'],
    null,
    null,
  ]);
  expect(trial('double')?.tried.code).toContain('exports.default');
});

test('what has nothing to run has no trial', () => {
  expect(['plain', 'sums', 'nothing'].map(trial)).toEqual([null, null, null]);
});
