// What is shown between stages must be what runs there: each text is compiled as it stands.
import { Script } from 'node:vm';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { SourceStage, Topology } from '@potoroo/shared/topology';
import { expect, it } from 'vitest';
import { generatedCode } from './generated-code.ts';

const source = (id: number, more: Partial<SourceStage>): SourceStage => ({
  id: stageId(id),
  kind: 'source',
  name: `s${id}`,
  node: nodeId(`s${id}`),
  connector: { type: 'file', path: 'a', format: 'framed', rate: null },
  decode: null,
  generate: null,
  shape: null,
  outputs: [0],
  steps: [{ type: 'key', node: nodeId('by'), module: moduleId(0), field: 'symbol', exchanges: [exchangeId(id)] }],
  ...more,
});
const exchange = (id: number, from = id) =>
  ({ id: exchangeId(id), kind: 'hash', from: stageId(from), to: stageId(2), input: 0, node: nodeId('by') }) as const;
const topology: Topology = {
  version: 1,
  name: 'shown',
  codeHash: '',
  modules: [],
  exchanges: [exchange(0), exchange(1), exchange(2, 3)],
  stages: [
    source(0, {
      recordLayout: { byteOrder: 'big', fields: [{ name: 'symbol', type: 'text', bytes: 6, padding: 'none' }] },
      lazy: true,
    }),
    source(1, {
      shape: {
        fields: [
          { name: 'symbol', type: 'string', optional: false },
          { name: 'price', type: 'number', optional: false },
        ],
      },
    }),
    {
      id: stageId(2),
      kind: 'keyed',
      name: 's',
      state: nodeId('s'),
      initial: moduleId(0),
      slots: 256,
      inputs: [
        { node: nodeId('writes'), module: moduleId(1), outputs: [] },
        { node: nodeId('reads'), module: moduleId(1), outputs: [], onlyReads: true },
      ],
      steps: [],
    },
    source(3, {
      connector: { type: 'file', path: 'b', format: 'ndjson', rate: null },
      lazy: true,
      shape: { fields: [{ name: 'symbol', type: 'string', optional: false }] },
      steps: [{ type: 'key', node: nodeId('by'), module: moduleId(0), field: 'symbol', exchanges: [exchangeId(2)] }],
    }),
  ],
};

it('shows how records find their way, what crosses a link, and what meets the objects', () => {
  const sections = generatedCode(topology)
    .split(/^\/\/ /m)
    .slice(1);
  const titles = sections.map((text) => text.slice(0, text.indexOf('\n')));
  expect(titles).toEqual(
    expect.arrayContaining([
      'made anew for each use: makeTakeLayout',
      "exchange 0, from s0: finds the object of a key by the key's bytes",
      'exchange 1, from s1: writes a record that is as its type says to a link',
      'exchange 1, from s1: reads it there',
      'exchange 2, from s3: the lengths that go to a link in front of a line',
      'exchange 2, from s3: finds the fields of that line there',
      'made anew for each use: makeSend',
      'made anew for each use: makeMeetFrame',
      'made anew for each use: makeApplying',
      'made anew for each use: makeReading',
    ]),
  );
  expect(new Set(titles).size).toBe(titles.length);
  for (const text of sections) expect(() => new Script(`(${text.slice(text.indexOf('\n') + 1)})`)).not.toThrow();
});
