/**
 * Pipelines for the laws of export and import: everything that the parser of documents lets through, sound or not, with
 * names, texts and snippets that would break code if they got into it unescaped.
 */
import fc from 'fast-check';
import { edgeId, nodeId } from '../../ids.ts';
import {
  type Pipeline,
  pipelineFormat,
  type PipelineNode,
  pipelineVersion,
  type PreservedBlock,
} from '../../pipeline/index.ts';

export const hostileTexts: readonly string[] = [
  '*/ process.exit() /*',
  "'); process.exit(); ('",
  '`${process.exit()}`',
  '\\',
  '\u2028process.exit()',
  '\r\nprocess.exit()',
  '</script><script>alert(1)</script>',
  '\u202e)(tixe.ssecorp',
  '\ud800',
  '# heading\n\n[link](javascript:alert(1))',
  '',
  ' ',
  'Orders',
  '注文 😀',
];

const snippets: readonly string[] = [
  '(order) => order.symbol',
  '(order: Order): string => order.symbol',
  'export default (order: Order) => order;',
  'export default (order) => order;\n\nconst limit = 5;',
  "// Said first.\nexport default function check(order: Order, { key }: Context): Total | null {\n  return key === '' ? null : { total: limit };\n}\n\nconst limit = 5;",
  'function (order) { return order; }',
  '// why\n(order) => order // and so on',
  '(order) =>',
  'String',
  '1 + 1',
  '',
  '  (order) => order  ',
  "import { readFileSync } from 'node:fs';\nexport default () => readFileSync('/etc/passwd');",
  "import type { Order } from '../types.ts';\nexport default (order: Order) => order;",
  "import { a } from './a.ts';\n\nexport default () => a;",
  'export default (a) => a;\nimport "./evil.ts";',
  "export * from './evil.ts';\nexport default (a) => a;",
  '/** @module */\nexport default (a: number) => a;',
  'process.exit()',
  '1); process.exit(); (1',
  'export default (a) => a) satisfies unknown; process.exit(); (1',
  'export default ((a) => a) satisfies KeyFunction<Order>;',
  "import type { KeyFunction } from '@potoroo/runtime';\n\nexport default ((a) => a) satisfies KeyFunction<string>;\n",
  "import { unfinished } from '@potoroo/runtime';\n\nexport default unfinished('x');\n",
  'export const memory = () => ({ count: 0 });\n\nexport default (index: number, memory: { count: number }) => ({ index, count: memory.count++ });',
  '\nexport default (a: number) => a;\n',
  'export default class Order {}',
  'async (order) => order',
  '`${1}`',
  'export { x as default };\nconst x = () => 1;',
];

const types: readonly string[] = [
  '',
  'type Order = { symbol: string };',
  '/** One. */\nexport type Order = { symbol: string };\n\ntype Total = { total: number };',
  '/** One. */\ninterface Order { symbol: string }\n// Two.\ntype Total = { total: number };\n// last',
  '  type Order = string;  ',
  'type Order = ',
  'const order = process.exit();',
  "import { x } from 'node:fs';\ntype Order = string;",
  'type Order = 1;\nexport type { Order };',
  'type KeyFunction<A> = (a: A) => string;\ntype Context = { key: string };\ntype app = string;',
  "export const unfinishedTypes = 'x';",
  '// only a comment',
];

const recordTypes: readonly string[] = [
  'Order',
  ' Order ',
  '{ symbol: string }',
  'string /* text */',
  "string>('x'); process.exit(); type<string",
  'string; process.exit()',
  '',
  "import('node:fs').Stats",
];

const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ maxLength: 20, unit: 'binary' }));
const name = text.map((each) => each.slice(0, 60));
const snippet = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...snippets) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30, unit: 'binary' }) },
);
const optional = fc.option(snippet, { nil: null });
const format = fc.constantFrom('lines', 'ndjson', 'csv', 'framed');
const rate = fc.option(fc.constantFrom(0.5, 1, 999, 20_000, 1_234_567), { nil: null });
const size = fc.record({ width: fc.integer({ min: 1, max: 999 }), height: fc.constantFrom(1, 58.5, 200) });
const position = fc.record({ x: fc.integer({ min: -500, max: 5_000 }), y: fc.constantFrom(0, 48, -13.25, 1e6) });
const path = fc.oneof(
  fc.constantFrom('in.csv', ...hostileTexts.filter((each) => each !== '')),
  fc.string({ minLength: 1, maxLength: 9 }),
);
const host = fc.constantFrom('127.0.0.1', 'secret:RECEIVER', '::1', 'db.internal', "'; process.exit(); '");

/** With the option, or without it: absent is not the same as undefined. */
const withOption = (name: string, value: string, fields: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc
    .tuple(fc.record(fields), fc.boolean())
    .map(([connector, has]) => (has ? { ...connector, [name]: value } : connector));

const sourceConnector = fc.oneof(
  fc.record({ type: fc.constant('generator'), rate, count: fc.option(fc.nat(), { nil: null }) }),
  fc.record({ type: fc.constant('file'), path, format, rate }),
  withOption('journal', 'off', { type: fc.constant('tcp'), host, port: fc.nat(65_535), format }),
);
const sinkConnector = fc.oneof(
  fc.record({ type: fc.constant('live') }),
  withOption('mode', 'immediate', { type: fc.constant('file'), path, format }),
  withOption('mode', 'immediate', {
    type: fc.constant('tcp'),
    host,
    port: fc.integer({ min: 1, max: 65_535 }),
    format,
  }),
  withOption('ids', 'acknowledged', { type: fc.constant('tcp'), host, port: fc.constant(9_000), format }),
  fc.record({
    type: fc.constant('tcp'),
    host,
    port: fc.constant(9_000),
    format,
    mode: fc.constant('immediate'),
    ids: fc.constant('sent'),
  }),
);

const fieldOf = fc.oneof(
  fc.record({ name, type: fc.constant('f64') }),
  fc.record({
    name: fc.constant('side'),
    type: fc.constant('u8'),
    at: fc.nat(99),
    equals: fc.constantFrom(-1, 0.5, 1),
  }),
  fc.record({
    name: fc.constant('symbol'),
    type: fc.constant('text'),
    bytes: fc.constant(4),
    padding: fc.constantFrom('none', 'spaces-before', 'spaces-after', 'zeros-after'),
  }),
  fc.record({ name: fc.constant('isOpen'), type: fc.constant('boolean') }),
  fc.record({ name: fc.constant('raw'), type: fc.constant('bytes'), bytes: fc.constant(7) }),
  fc.record({
    name: fc.constant('when'),
    type: fc.constantFrom('u64', 'u64-bigint'),
    byteOrder: fc.constantFrom('big', 'little'),
  }),
  fc.record({ name: fc.constant('note'), type: fc.constant('sized-text'), size: fc.constantFrom('u8', 'u32') }),
);
const recordLayout = {
  recordLayout: fc.option(
    fc.record({ byteOrder: fc.constantFrom('big', 'little'), fields: fc.array(fieldOf, { maxLength: 3 }) }),
    { nil: undefined, freq: 2 },
  ),
};
const withoutAbsent = (node: object): object =>
  Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined));

const line = fc.oneof(fc.json({ maxDepth: 1 }), text);
const lines = fc.array(line, { maxLength: 3 }).map((each) => each.join('\n'));
const fixture = fc.record({
  name,
  origin: fc.constantFrom('pasted', 'captured', 'generated'),
  records: lines,
  expected: fc.option(
    fc.array(fc.record({ outputs: lines, state: fc.option(line, { nil: null }) }), { maxLength: 3 }),
    { nil: null },
  ),
});
/** Of what has a snippet that takes records; now and then. */
const fixtures = fc.option(fc.array(fixture, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 1 });

const ids = [
  'orders',
  'Orders',
  'check-order',
  'check_order',
  '1',
  '12',
  'app',
  'pipeline',
  'class',
  'await',
  'x--y',
  'x',
  'y',
  'Order',
  'live',
  'layout',
  'x'.repeat(64),
];

const nodeOf = (id: string): fc.Arbitrary<PipelineNode> => {
  const base = { id: fc.constant(nodeId(id)), name, position };
  const tried = { ...base, fixtures };
  const nodes = [
    fc
      .record({
        kind: fc.constant('source'),
        ...tried,
        connector: sourceConnector,
        recordType: fc.option(fc.constantFrom(...recordTypes), { nil: null }),
        decode: optional,
        generate: optional,
        ...recordLayout,
      })
      .map(withoutAbsent),
    fc.record({ kind: fc.constantFrom('computation', 'key'), ...tried, code: snippet }).map(withoutAbsent),
    fc.record({ kind: fc.constant('state'), ...base, initial: snippet, size }),
    fc
      .record({
        kind: fc.constant('state-computation'),
        ...tried,
        state: fc.constantFrom(...ids).map(nodeId),
        code: snippet,
      })
      .map(withoutAbsent),
    fc
      .record({ kind: fc.constant('sink'), ...tried, connector: sinkConnector, encode: optional, ...recordLayout })
      .map(withoutAbsent),
    fc.record({ kind: fc.constant('note'), ...base, text, size }),
  ];
  return fc.oneof(...nodes) as fc.Arbitrary<PipelineNode>;
};

const preservedTexts: readonly string[] = [
  '// A comment.',
  '// one',
  '/* two */\n\n// three',
  'for (const count of [1, 2]) console.log(count);',
  "import { readFileSync } from 'node:fs';\n\nconst text = () => readFileSync('x', 'utf8');",
  'const orders = 5;',
  'text();',
  "app.note('drawn', 'after all');",
  'type Order = string;',
  'export default app;',
  'half (',
  '#!/usr/bin/env node',
  '// @preserved {"reason":"x"}',
  '// @preserved {"text":"x","reason":"y","place":"top","node":null}',
  'const template = `\n// @preserved {"reason":"x"}\n`;',
  '  padded();  ',
  "orders.sink('more', live());",
  'function idle(): void {\r\n  return;\r\n}',
  '*/ process.exit() /*',
  '',
];
const use = fc
  .record({
    name: fc.constantFrom('orders', 'text', 'class', 'app', 'description', 'count'),
    means: fc.constantFrom('description', 'stream', 'state', 'snippet'),
    nodes: fc.subarray(['orders', 'x', 'gone'].map(nodeId)),
    field: fc.option(fc.constantFrom('code', 'decode', 'initial'), { nil: undefined, freq: 1 }),
  })
  .map(withoutAbsent);
const block = fc
  .record({
    text: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...preservedTexts) }, { weight: 1, arbitrary: text }),
    reason: fc.oneof(fc.constantFrom('It is a comment.', 'It is no part of a node.'), text),
    place: fc.constantFrom('top', 'opening', 'before', 'end', 'end'),
    node: fc.option(fc.constantFrom(...ids, 'gone').map(nodeId), { nil: null }),
    uses: fc.option(fc.array(use, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 1 }),
  })
  .map(withoutAbsent) as fc.Arbitrary<PreservedBlock>;
const module = fc.record({
  text: fc.constantFrom('export const a = 1;\n', '{}', ''),
  reason: fc.constant('Preserved code imports it.'),
  place: fc.constant('module'),
  node: fc.constant(null),
  file: fc.constantFrom('lib/a.ts', 'snippets/orders.ts', 'types.ts', 'a.json', 'package.json'),
}) as fc.Arbitrary<PreservedBlock>;

/** The same with what is preserved of code, wherever it stands and whatever it says; with none of it, now and then. */
export const generatedWithPreserved: fc.Arbitrary<Pipeline> = fc
  .tuple(
    fc.nat().chain(() => generatedPipelines),
    fc.array(fc.oneof({ weight: 6, arbitrary: block }, { weight: 1, arbitrary: module }), {
      maxLength: 4,
    }),
  )
  .map(([pipeline, preserved]) => ({ ...pipeline, preserved }));

/** Most say nothing about it. */
const interval = fc.option(fc.constantFrom(10, 250, 1_000, 600_000), { nil: undefined, freq: 2 });

export const generatedPipelines: fc.Arbitrary<Pipeline> = fc
  .oneof(
    { weight: 5, arbitrary: fc.subarray(ids, { maxLength: 10 }) },
    { weight: 1, arbitrary: fc.subarray(ids, { minLength: 11 }) },
  )
  .chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length }))
  .chain((chosen) =>
    fc.record({
      format: fc.constant(pipelineFormat),
      version: fc.constant(pipelineVersion),
      name,
      description: text,
      types: fc.oneof(fc.constantFrom(...types), fc.string({ maxLength: 20, unit: 'binary' })),
      nodes: fc.tuple(...chosen.map(nodeOf)),
      edges: chosen.length === 0 ? fc.constant([]) : edgesBetween(chosen),
      checkpointIntervalMs: interval,
    }),
  )
  .map(({ checkpointIntervalMs, ...said }) =>
    checkpointIntervalMs === undefined ? said : { ...said, checkpointIntervalMs },
  );

const edgesBetween = (chosen: readonly string[]): fc.Arbitrary<Pipeline['edges']> =>
  fc
    .array(
      fc.record({
        id: fc.option(fc.constantFrom('e1', 'e2', 'x--y'), { nil: null }),
        from: fc.constantFrom(...chosen),
        to: fc.constantFrom(...chosen),
      }),
      { maxLength: 14 },
    )
    .map((edges) =>
      edges.map(({ id, from, to }) => ({
        id: edgeId((id ?? `${from}--${to}`).slice(0, 64)),
        from: nodeId(from),
        to: nodeId(to),
      })),
    )
    .map((edges) => edges.filter(({ id }, index) => edges.findIndex((each) => each.id === id) === index));
