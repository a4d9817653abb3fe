/** A node fresh from the palette that does not compile would be the first thing a newcomer sees. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { collectLibraries } from '../compile/libraries.ts';
import { nodeId } from '../ids.ts';
import type { NodeKind, Pipeline, PipelineNode } from '../pipeline/index.ts';
import { applyEdit, parsePipeline } from '../pipeline/index.ts';
import {
  computation,
  edge,
  flows,
  key,
  pipeline,
  sink,
  source,
  state,
  stateComputation,
} from '../pipeline/sample-pipelines.ts';
import { mayConnect, nodeKinds, palette, paletteEntryOf, paletteSections, parametersOf } from './index.ts';

const libraryFolder = new URL('../../../../node_modules/typescript-6/lib/', import.meta.url);
const libraries = collectLibraries((name) => readFileSync(new URL(name, libraryFolder), 'utf8'));

function made(id: string): PipelineNode {
  const entry = palette.find((each) => each.id === id);
  const node = entry?.create({ id: nodeId(id), name: entry.name, position: { x: 1, y: 2 }, state: nodeId('totals') });
  if (node === null || node === undefined) throw new Error(`the palette makes no ${id}`);
  return node;
}

/** The node in a flow that suits its kind, with records of the type. */
function around(node: PipelineNode, recordType: string): Pipeline {
  const from = source('from', { recordType });
  const totals = state('totals', '() => ({ symbol: "", bid: 0 })');
  const to = sink('to');
  switch (node.kind) {
    case 'source':
      return pipeline([node, to], flows([node.id, 'to']));
    case 'computation':
      return pipeline([from, node, to], flows(['from', node.id, 'to']));
    case 'key':
      return pipeline(
        [from, node, totals, stateComputation('update', 'totals', '(record) => record'), to],
        flows(['from', node.id, 'update', 'to']),
      );
    case 'state':
      return pipeline(
        [
          from,
          key('by', '() => "one"'),
          node,
          stateComputation('update', node.id, '(record, state) => ({ record, state })'),
          to,
        ],
        flows(['from', 'by', 'update', 'to']),
      );
    case 'state-computation':
      return pipeline([from, key('by', '() => "one"'), totals, node, to], flows(['from', 'by', node.id, 'to']));
    case 'sink':
      return pipeline([from, node], flows(['from', node.id]));
    case 'note':
      return pipeline([from, node, to], flows(['from', 'to']));
  }
}

describe('a node from the palette', () => {
  const recordTypes = ['string', '{ id: number; tags: string[] }', '{ a: 1 } | { b: string | null }', 'unknown'];
  const each = palette.flatMap((entry) => recordTypes.map((type) => [entry.id, type] as const));

  it.each(each)('%s compiles as it is, for records of type %s', (id, recordType) => {
    const { diagnostics, topology } = compile(around(made(id), recordType), libraries);
    expect(diagnostics).toEqual([]);
    expect(topology).not.toBeNull();
  });

  it.each(palette.map(({ id }) => id))('%s is one that the format accepts, of its entry’s kind', (id) => {
    const node = made(id);
    const document = around(node, 'string');
    expect(parsePipeline(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, value: document });
    expect(node.kind).toBe(palette.find((entry) => entry.id === id)?.kind);
    expect(applyEdit(pipeline([], []), { type: 'add-node', node }).ok).toBe(true);
  });

  it('needs a state only where it is a state computation', () => {
    const without = palette.filter(
      (entry) => entry.create({ id: nodeId('x'), name: 'X', position: { x: 0, y: 0 }, state: null }) === null,
    );
    expect(without.map(({ id }) => id)).toEqual(['state-computation']);
  });

  it('is recognised again', () => {
    for (const id of [
      'tcp-source',
      'file-source',
      'generator',
      'map',
      'key',
      'state',
      'state-computation',
      'tcp-sink',
      'file-sink',
      'live-table',
      'note',
    ]) {
      expect(paletteEntryOf(made(id)).id).toBe(id);
    }
    expect(paletteEntryOf(made('filter')).id).toBe('map');
  });
});

describe('the palette', () => {
  it('has entries in every section and a sentence of help for each', () => {
    expect([...new Set(palette.map(({ section }) => section))]).toEqual(paletteSections);
    for (const { help } of palette) expect(help).toMatch(/^[A-Z].*\.$/);
    expect(new Set(palette.map(({ id }) => id)).size).toBe(palette.length);
  });
});

describe('parameters', () => {
  it('name a field that the node or its connector has', () => {
    for (const { id } of palette) {
      const node = made(id);
      const fields = { ...node, ...('connector' in node ? node.connector : {}) };
      for (const { type, field } of parametersOf(node))
        if (type !== 'layout' && type !== 'choice') expect(fields).toHaveProperty(field);
    }
  });

  it('offer the snippets that the connector can use', () => {
    const fields = (node: PipelineNode) => parametersOf(node).map(({ field }) => field);
    expect(fields(made('generator'))).toEqual(['rate', 'count', 'generate', 'recordType']);
    expect(fields(made('tcp-source'))).toEqual([
      'host',
      'port',
      'format',
      'journal',
      'decode',
      'recordLayout',
      'recordType',
    ]);
    const frames = { connector: { type: 'file', path: 'a', format: 'framed', rate: null } } as const;
    const recordLayout = { byteOrder: 'big', fields: [] } as const;
    expect(fields(source('laid', { ...frames, recordLayout }))).toEqual([
      'path',
      'format',
      'rate',
      'recordLayout',
      'recordType',
    ]);
    expect(fields(source('coded', { ...frames, decode: '(b) => b' }))).toEqual([
      'path',
      'format',
      'rate',
      'decode',
      'recordType',
    ]);
    expect(fields(source('csv', { connector: { type: 'file', path: 'a', format: 'csv', rate: null } }))).toEqual([
      'path',
      'format',
      'rate',
      'recordType',
    ]);
    expect(fields(made('live-table'))).toEqual([]);
  });
});

describe('what may be connected', () => {
  it('agrees with the compiler about every pair of kinds', () => {
    const builders: Readonly<Record<NodeKind, (id: string) => PipelineNode>> = {
      source: (id) => source(id),
      computation: (id) => computation(id, '(record) => record'),
      key: (id) => key(id, '() => ""'),
      state: (id) => state(id, '() => ({})'),
      'state-computation': (id) => stateComputation(id, 'totals', '(record) => record'),
      sink: (id) => sink(id),
      note: () => ({ ...made('note'), id: nodeId('note') }),
    };
    const misplacements = new Set(['P206', 'P207', 'P208', 'P210', 'P211']);
    for (const from of Object.values(nodeKinds)) {
      for (const to of Object.values(nodeKinds)) {
        const one = { ...builders[from.kind]('one'), id: nodeId('one') };
        const other = { ...builders[to.kind]('other'), id: nodeId('other') };
        const { diagnostics } = compile(pipeline([one, other], [edge('one', 'other')]), libraries);
        const refused = diagnostics.some(({ code }) => misplacements.has(code));
        expect({ from: from.kind, to: to.kind, may: mayConnect(from.kind, to.kind) }).toEqual({
          from: from.kind,
          to: to.kind,
          may: !refused,
        });
      }
    }
  });
});
