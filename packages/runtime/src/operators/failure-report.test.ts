// What our framers and decoders say is a sentence for whoever made the bytes: "TypeError" before it would make them look for
// a fault in code. What a snippet threw keeps its class, because its author knows it.
import { AssertionError, RunFault } from '@potoroo/shared/assert';
import { moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { Format } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import { expect, test } from 'vitest';
import { plainText } from '../api/index.ts';
import { TopologyDriver } from '../testing/index.ts';
import { failureReport, strayFailureText } from './failure-report.ts';

function messages(format: Format, bytes: Uint8Array, decode: string | null = null): readonly (readonly unknown[])[] {
  const topology: Topology = {
    version: 1,
    name: 't',
    codeHash: 't',
    exchanges: [],
    modules:
      decode === null
        ? []
        : [{ id: moduleId(0), node: nodeId('in'), field: 'decode', code: `exports.default = ${decode};`, lines: [1] }],
    stages: [
      {
        id: stageId(0),
        kind: 'source',
        name: 'in',
        node: nodeId('in'),
        connector: { type: 'file', path: 'unused', format, rate: null },
        decode: decode === null ? null : moduleId(0),
        generate: null,
        shape: { fields: [{ name: 'id', type: 'string', optional: false }] },
        outputs: [],
        steps: [],
      },
    ],
  };
  const driver = new TopologyDriver(topology);
  driver.feed(nodeId('in'), bytes);
  const report = failureReport(topology);
  return driver.failures.map((failure) => report(failure, 'w1')).map(({ kind, message }) => [kind, message]);
}
const text = (lines: string): Uint8Array => plainText.encode(lines);

test('bytes that are not framed are told in a sentence, without the name of a class', () => {
  expect(messages('framed', text('no frames at all'))).toEqual([
    ['decode', expect.stringMatching(/^a frame says it is \d+ bytes long, .*Is it length-framed/)],
  ]);
});

test('lines that are no record of their format are told so too', () => {
  expect(messages('csv', text('id\n"a\nb,c\n'))).toEqual([
    ['decode', 'a quoted CSV cell begins on this line and is not closed as it should be'],
    ['decode', 'the line has 2 cells, the header 1'],
  ]);
  expect(messages('ndjson', text('{"id"\n{}\n'))).toEqual([
    ['decode', expect.stringMatching(/^the line is not JSON: /)],
    ['decode', 'field id is missing'],
  ]);
});

test('what a decode snippet throws keeps the name of its class', () => {
  const decode = '() => { throw new RangeError("not this one"); }';
  expect(messages('lines', text('a\n'), decode)).toEqual([['decode', 'RangeError: not this one']]);
});

test('what failed where no record was at hand names the node and the line, and what to do', () => {
  const { modules } = {
    modules: [{ id: moduleId(0), node: nodeId('in'), field: 'decode', code: '', lines: [7] }],
  } as const;
  const topology: Topology = { version: 1, name: 't', codeHash: 't', exchanges: [], modules, stages: [] };
  const told = (error: unknown): string => strayFailureText(error, topology);
  const proxy: unknown = new Proxy(
    {},
    {
      get: () => {
        throw new Error('get');
      },
      getPrototypeOf: () => {
        throw new Error('prototype');
      },
    },
  );
  expect(told(proxy)).toMatch(
    /^a snippet rejected a promise that nobody awaits: something that throws when it is looked at; .*take async, await/,
  );
  expect(told('no')).toMatch(/^a snippet rejected a promise that nobody awaits: thrown: no;/);
  expect(told(undefined)).toMatch(/^a snippet rejected a promise that nobody awaits: thrown: undefined;/);
  const error = Object.assign(new TypeError('late'), { stack: 'TypeError: late\n at f (potoroo-snippet-0.js:3:9)' });
  expect(told(error)).toMatch(/^the code of node in, line 7, rejected a promise that nobody awaits: TypeError: late;/);
  expect(told(new Error('ours'))).toBe('Error: ours');
  expect(told(new RunFault('the object of key "a" cannot be kept'))).toBe('the object of key "a" cannot be kept');
  expect(told(new AssertionError('I4: a bug'))).toMatch(/^AssertionError: I4: a bug\n +at /);
});
