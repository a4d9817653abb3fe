// What is shown must be what runs: each text of generated code is compiled as it stands.
import { Script } from 'node:vm';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { expect, it } from 'vitest';
import { generatedCode } from './generated-code.ts';

const base = { name: 'x', outputs: [0], decode: null, generate: null };
const steps = [{ type: 'key' as const, node: nodeId('by'), module: moduleId(0), exchanges: [exchangeId(0)] }];
const topology: Topology = {
  version: 1,
  name: 'shown',
  codeHash: '',
  modules: [],
  exchanges: [],
  stages: [
    {
      ...base,
      id: stageId(0),
      kind: 'source',
      node: nodeId('ticks'),
      connector: { type: 'file', path: 'a', format: 'framed', rate: null },
      recordLayout: { byteOrder: 'big', fields: [{ name: 'price', type: 'f64' }] },
      lazy: true,
      shape: null,
      steps,
    },
    {
      ...base,
      id: stageId(1),
      kind: 'source',
      node: nodeId('lines'),
      connector: { type: 'file', path: 'b', format: 'ndjson', rate: null },
      shape: { fields: [{ name: 'symbol', type: 'string', optional: false }] },
      steps,
    },
    {
      ...base,
      id: stageId(2),
      kind: 'source',
      node: nodeId('kept-lines'),
      connector: { type: 'file', path: 'c', format: 'ndjson', rate: null },
      lazy: true,
      shape: { fields: [{ name: 'symbol', type: 'string', optional: false }] },
      steps,
    },
    {
      ...base,
      id: stageId(3),
      kind: 'source',
      node: nodeId('other-lines'),
      connector: { type: 'file', path: 'd', format: 'ndjson', rate: null },
      shape: { fields: [{ name: 'größe', type: 'number', optional: false }] },
      steps,
    },
    {
      id: stageId(4),
      kind: 'keyed',
      name: 's',
      state: nodeId('s'),
      initial: moduleId(0),
      slots: 256,
      inputs: [],
      steps: [],
    },
  ],
};

it('shows the codecs of each stage and every maker once, and all of it compiles', () => {
  const code = generatedCode(topology);
  const sections = code.split(/^\/\/ /m).slice(1);
  expect(sections.map((text) => text.slice(0, text.indexOf('\n')))).toEqual([
    'stage 0, ticks: a record of its layout that stays bytes',
    'stage 0, ticks: checks the bytes of a record and points at them',
    'stage 1, lines: a line as a record, if lines are as their type says',
    'stage 1, lines: finds where its fields lie',
    'stage 2, kept-lines: a line that stays bytes, if lines are as their type says',
    'stage 2, kept-lines: finds where its fields lie',
    'made anew for each use: makeTake',
    'made anew for each use: makeKey',
    'made anew for each use: makeTakeLines',
    'made anew for each use: makeApply',
    'made anew for each use: makeSpread',
  ]);
  for (const text of sections) expect(() => new Script(`(${text.slice(text.indexOf('\n') + 1)})`)).not.toThrow();
});
