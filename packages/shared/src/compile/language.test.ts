/** The studio's editor lives on these answers: a wrong offset would complete or explain another word than the author's. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeId } from '../ids.ts';
import type { Pipeline, SnippetField } from '../pipeline/index.ts';
import { computation, flows, marketSpread, pipeline, sink, source } from '../pipeline/sample-pipelines.ts';
import { createLanguage } from './language.ts';
import { collectLibraries } from './libraries.ts';

const libraryFolder = new URL('../../../../node_modules/typescript-6/lib/', import.meta.url);
const installedLibraries = collectLibraries((name) => readFileSync(new URL(name, libraryFolder), 'utf8'));

const language = createLanguage(installedLibraries);
const types = 'type Order = {\n  /** Who trades. */\n  account: number;\n  symbol: string;\n};';

/** A pipeline whose step holds the code, with `|` where the caret is. */
function at(
  marked: string,
): readonly [Pipeline, { node: ReturnType<typeof nodeId>; field: SnippetField; offset: number }] {
  const document = pipeline(
    [source('orders', { recordType: 'Order' }), computation('step', marked.replace('|', '')), sink('out')],
    flows(['orders', 'step', 'out']),
    types,
  );
  return [document, { node: nodeId('step'), field: 'code', offset: marked.indexOf('|') }];
}

const labels = (marked: string): readonly string[] =>
  language.completions(...at(marked))?.items.map(({ label }) => label) ?? [];

describe('completions', () => {
  it('offer the fields of the record that arrives, though the author has typed no type', () => {
    expect(labels('(order) => order.|')).toEqual(['account', 'symbol']);
    expect(labels('export default (order) => order.|')).toEqual(['account', 'symbol']);
    expect(labels('export default function (order) {\n  return order.|;\n}')).toEqual(['account', 'symbol']);
  });

  it('replace the word that has been begun', () => {
    expect(language.completions(...at('(order) => order.sy|'))?.from).toBe('(order) => order.'.length);
    expect(language.completions(...at('(order) => ord|'))?.from).toBe('(order) => '.length);
  });

  it('offer what is in scope and in the language, and nothing of a browser or of Node', () => {
    const offered = labels('(order) => |');
    expect(offered).toEqual(expect.arrayContaining(['order', 'Math', 'JSON', 'TextDecoder']));
    for (const name of ['fetch', 'process', 'document', 'require', 'Buffer']) expect(offered).not.toContain(name);
  });

  it('offer the fields of the state object', () => {
    const check = marketSpread.nodes.find((node) => node.id === 'check-order');
    if (check?.kind !== 'state-computation') throw new Error('Market Spread has changed');
    const code = '(order, state) => state.';
    const document = {
      ...marketSpread,
      nodes: marketSpread.nodes.map((node) => (node === check ? { ...check, code } : node)),
    };
    const found = language.completions(document, { node: check.id, field: 'code', offset: code.length });
    expect(found?.items.map(({ label }) => label)).toEqual(['bid', 'offer', 'rejectTrades']);
  });

  it('offer the shared types in the shared types and in a record type', () => {
    const document = pipeline(
      [source('orders', { recordType: 'Or' }), sink('out')],
      flows(['orders', 'out']),
      `${types}\ntype A = Or`,
    );
    const offered = (node: ReturnType<typeof nodeId> | null, field: SnippetField, offset: number) =>
      language.completions(document, { node, field, offset })?.items.map(({ label }) => label);
    expect(offered(null, 'types', document.types.length)).toContain('Order');
    expect(offered(nodeId('orders'), 'recordType', 2)).toContain('Order');
  });

  it('can be explained one by one', () => {
    expect(language.completionDetail(...at('(order) => order.|'), 'account')).toEqual({
      signature: '(property) account: number',
      documentation: 'Who trades.',
    });
    expect(language.completionDetail(...at('(order) => order.|'), 'nothing')).toBeNull();
  });
});

describe('completions from records that were seen', () => {
  const records = [
    '{"id":7,"items":[{"sku":"a","price":2.5}],"customer":{"name":"Ann"},"two words":1}',
    '{"id":"8","items":[{"sku":"b"}]}',
    'not JSON',
  ];
  const document = (code: string, recordType: string | null) =>
    pipeline(
      [
        source('orders', { connector: { type: 'tcp', host: '127.0.0.1', port: 7010, format: 'ndjson' }, recordType }),
        computation('step', code),
      ],
      flows(['orders', 'step']),
      types,
    );
  const seen = (marked: string, { recordType = null as string | null, of = records } = {}) =>
    language
      .completions(
        document(marked.replace('|', ''), recordType),
        { node: nodeId('step'), field: 'code', offset: marked.indexOf('|') },
        of,
      )
      ?.items.flatMap(({ label, kind, detail }) => (kind === 'seen' ? [`${label}: ${detail}`] : []));

  it('offer the fields of a record whose type is not known, with what they were', () => {
    expect(seen('(record) => record.|')).toEqual(['id: number | string', 'items: {…}[]', 'customer: {…}']);
    expect(seen('(record) => record.cu|')).toContain('customer: {…}');
    expect(seen('(record) => |')).toEqual([]);
    expect(seen('(record) => record.|', { of: [] }) ?? []).toEqual([]);
  });

  it.each([
    '(record: any) => record.items.map((item) => item.|)',
    '(record: any) => record.items[0].|',
    '(record: any) => record["items"].at(-1)!.|',
    '({ items: [first] }: any) => first.|',
    '(record: any) => {\n  for (const item of record.items) {\n    item.|\n  }\n}',
    'export default function (record: any) {\n  const { items } = record;\n  return items.filter((a) => a).find((item) => item.|);\n}',
  ])('follow what is made of the record: %j', (code) => {
    expect(seen(code)).toEqual(['sku: string', 'price: number']);
  });

  it('look into JSON that a line holds', () => {
    const lines = records.map((record) => JSON.stringify(record));
    expect(seen('(line: any) => {\n  const order = JSON.parse(line);\n  order.customer.|\n}', { of: lines })).toEqual([
      'name: string',
    ]);
  });

  it('stay away where the type says what there is, or it is another value', () => {
    expect(seen('(order) => order.|', { recordType: 'Order' })).toEqual([]);
    expect(seen('(order: any, context: any) => context.|') ?? []).toEqual([]);
    expect(seen('(record: any) => {\n  const a: any = a.|\n}') ?? []).toEqual([]);
  });
});

describe('a hover', () => {
  it('tells the type that flows here, and spans the author’s word', () => {
    expect(language.hover(...at('(or|der) => order.symbol'))).toEqual({
      from: 1,
      to: 6,
      signature: '(parameter) order: Order',
      documentation: '',
    });
    expect(language.hover(...at('// Why.\nexport default (order) => order.acc|ount'))).toMatchObject({
      from: 40,
      to: 47,
      signature: '(property) account: number',
      documentation: 'Who trades.',
    });
  });

  it('is quiet where there is nothing to tell', () => {
    expect(language.hover(...at('(order) => | 1'))).toBeNull();
    expect(language.hover(...at('(order) => order|'))).toMatchObject({ from: 11, to: 16 });
    expect(language.hover(marketSpread, { node: nodeId('nobody'), field: 'code', offset: 0 })).toBeNull();
  });

  it('follows the document', () => {
    expect(language.hover(...at('(or|der) => 1'))?.signature).toBe('(parameter) order: Order');
    const [document, place] = at('(or|der) => 1');
    const retyped = {
      ...document,
      nodes: document.nodes.map((node) => (node.kind === 'source' ? { ...node, recordType: 'string' } : node)),
    };
    expect(language.hover(retyped, place)?.signature).toBe('(parameter) order: string');
    expect(language.hover(document, place)?.signature).toBe('(parameter) order: Order');
  });
});
