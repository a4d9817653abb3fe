/** A document comes from anywhere: what is refused must say what, where and what to do, and nothing may slip through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import type { Diagnostic } from './diagnostic.ts';
import { migrated, type Migration } from './migrations.ts';
import { parsePipeline, parsePipelineText } from './parse.ts';
import { marketSpread, marketSpreadMerged } from './sample-pipelines.ts';

const small = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Small',
  nodes: [
    {
      kind: 'source',
      id: 'text',
      name: 'Text',
      position: { x: 0, y: 0 },
      connector: { type: 'tcp', host: '127.0.0.1', port: 0, format: 'lines' },
    },
    { kind: 'sink', id: 'out', name: 'Out', position: { x: 9, y: 0 }, connector: { type: 'live' } },
  ],
  edges: [{ id: 'e', from: 'text', to: 'out' }],
};
const withNode = (fields: object) => ({ ...small, nodes: [{ ...small.nodes[0], ...fields }, small.nodes[1]] });

function faults(json: unknown): readonly Diagnostic[] {
  const parsed = parsePipeline(json);
  return parsed.ok ? [] : parsed.error;
}
const codes = (json: unknown) => faults(json).map(({ code, path }) => `${code} ${path ?? ''}`.trim());

describe('a document', () => {
  it('comes back as it was saved', () => {
    for (const document of [marketSpread, marketSpreadMerged]) {
      expect(parsePipelineText(JSON.stringify(document))).toEqual({ ok: true, value: document });
    }
  });

  it('keeps fixtures where a snippet takes records, within their limits, and refuses them elsewhere', () => {
    const fixture = {
      name: 'two words',
      origin: 'captured',
      records: '"a b"\n"c"',
      expected: [{ outputs: '"a"\n"b"', state: null }],
    };
    const document = withNode({ fixtures: [fixture, { ...fixture, expected: null }] });
    expect(parsePipeline(document)).toMatchObject({ ok: true, value: { nodes: [{ fixtures: [fixture, {}] }, {}] } });
    expect(codes(withNode({ fixtures: Array.from({ length: 21 }, () => fixture) }))).toEqual([
      'P106 nodes[0].fixtures',
    ]);
    const note = { kind: 'note', id: 'text', name: '', text: '', fixtures: [fixture] };
    expect(codes({ ...small, nodes: [note, small.nodes[1]] })).toEqual(['P105 nodes[0].fixtures']);
  });

  it('says how often it is checkpointed, or nothing about it; what no run could do is refused', () => {
    expect(parsePipeline({ ...small, checkpointIntervalMs: 250 })).toMatchObject({
      ok: true,
      value: { checkpointIntervalMs: 250 },
    });
    const parsed = parsePipeline(small);
    expect(parsed.ok && Object.hasOwn(parsed.value, 'checkpointIntervalMs')).toBe(false);
    for (const wrong of [0, 9, 600_001])
      expect(codes({ ...small, checkpointIntervalMs: wrong })).toEqual(['P109 checkpointIntervalMs']);
    for (const wrong of ['1s', 10.5])
      expect(codes({ ...small, checkpointIntervalMs: wrong })).toEqual(['P104 checkpointIntervalMs']);
  });

  it('written by hand may leave out what may be null or empty', () => {
    const parsed = parsePipeline(small);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(parsed.value.types).toBe('');
    expect(parsed.value.nodes[0]).toMatchObject({ decode: null, generate: null, recordType: null });
  });

  it('that is empty says so', () => {
    const parsed = parsePipelineText(' \n');
    expect(parsed.ok ? '' : parsed.error[0]?.message).toBe('It is empty.');
  });

  it('that is a picture or an archive is told as such, not as signs that nobody can read', () => {
    const parsed = parsePipelineText('\uFFFDPNG\r\n\u001A\n\0\0\0\rIHDR');
    expect(parsed.ok ? '' : parsed.error[0]?.message).toBe(
      'It holds no text, so no pipeline: it may be a picture or an archive.',
    );
  });

  it('that is not JSON, or no object, is P101', () => {
    const parsed = parsePipelineText('{ "format": ');
    expect(parsed.ok ? [] : parsed.error.map(({ code }) => code)).toEqual(['P101']);
    for (const json of [null, 3, 'text', [], true]) expect(codes(json)).toEqual(['P101']);
  });

  it('of another format is P102', () => {
    expect(codes({})).toEqual(['P102 format']);
    expect(codes({ ...small, format: 'node-red' })).toEqual(['P102 format']);
  });

  it('from the future is P103 and asks for a newer Potoroo', () => {
    const [fault] = faults({ ...small, version: 2 });
    expect(fault).toMatchObject({ code: 'P103', path: 'version', remedy: 'Open it with a newer Potoroo.' });
    expect(codes({ ...small, version: 'one' })).toEqual(['P103 version']);
  });

  it('with a missing or mistyped field is P104 and names the node and the place', () => {
    const [fault] = faults(withNode({ connector: { type: 'tcp', host: '127.0.0.1', format: 'lines', port: '7010' } }));
    expect(fault).toMatchObject({
      code: 'P104',
      node: 'text',
      path: 'nodes[0].connector.port',
      message: 'Node "text": nodes[0].connector.port is "7010".',
    });
    expect(fault?.remedy).toMatch('number');
    expect(codes({ ...small, edges: undefined })).toEqual(['P104 edges']);
  });

  it('with a field that the format does not have is P105, each of them', () => {
    expect(codes({ ...withNode({ colour: 'red' }), extra: 1, more: 2 })).toEqual([
      'P105 nodes[0].colour',
      'P105 extra',
      'P105 more',
    ]);
  });

  it('beyond a limit is P106', () => {
    expect(codes({ ...small, types: 'x'.repeat(limits.snippetCharsMax + 1) })).toEqual(['P106 types']);
    expect(codes({ ...small, edges: Array.from({ length: limits.edgesMax + 1 }, () => small.edges[0]) })).toEqual([
      'P106 edges',
    ]);
    expect(codes({ ...small, name: { a: { b: { c: { d: { e: { f: { g: { h: 1 } } } } } } } } })[0]).toMatch('P106');
    const long = parsePipelineText(' '.repeat(limits.documentBytesMax + 1));
    expect(long.ok ? [] : long.error.map(({ code }) => code)).toEqual(['P106']);
    const many = { ...small, description: Array.from({ length: 20 }, () => 'x'.repeat(limits.snippetCharsMax)) };
    expect(codes(many)).toEqual(['P106']);
    const state = { kind: 'state', name: '', size: { width: 200, height: 100 }, initial: 'x'.repeat(60_000) };
    const states = Array.from({ length: 20 }, (_, index) => ({ ...state, id: `s${index}`, position: { x: 0, y: 0 } }));
    expect(codes({ ...small, nodes: [...small.nodes, ...states] })).toEqual(['P106']);
    expect(parsePipeline({ ...small, nodes: [...small.nodes, ...states] }, limits.draftCharsMax).ok).toBe(true);
  });

  it('with a name that reaches into prototypes is P107, wherever it stands', () => {
    const hostile = JSON.parse(
      '{"format":"potoroo.pipeline","version":1,"name":"x","nodes":[{"__proto__":{"polluted":1}}],"edges":[]}',
    );
    expect(codes(hostile)).toEqual(['P107 nodes[0].__proto__']);
    expect(codes({ ...small, constructor: 1 })).toEqual(['P107 constructor']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('with an id that cannot be one is P108', () => {
    for (const id of ['', 'a b', '../x', '-x', 'é', 'constructor', 'prototype'])
      expect(codes(withNode({ id }))[0]).toBe('P108 nodes[0].id');
  });

  it('with the id of a node or an edge that every object has as a property is P108: it would be found in every map', () => {
    for (const id of Object.getOwnPropertyNames(Object.prototype)) {
      expect(codes(withNode({ id }))[0]).toBe('P108 nodes[0].id');
      expect(codes({ ...small, edges: [{ id, from: 'a', to: 'a' }] })).toEqual(['P108 edges[0].id']);
    }
  });

  it('with a file outside of its project, or a variable that cannot be one, is told as that', () => {
    const block = { text: '', reason: '', place: 'module', node: null };
    const messages = (fields: object): readonly string[] =>
      faults({ ...small, preserved: [{ ...block, ...fields }] }).map(({ code, message }) => `${code} ${message}`);
    for (const file of ['../x.ts', '/etc/x.ts', 'a/../x.ts', 'node_modules/x.ts', '.npmrc', 'a\\x.ts'])
      expect(messages({ file })).toEqual([expect.stringMatching(/^P108 .*, which cannot be a file of a project\.$/)]);
    expect(messages({ uses: [{ name: '1 x', means: 'stream', nodes: ['a'] }] })).toEqual([
      expect.stringMatching(/^P108 .*, which cannot be the name of a variable\.$/),
    ]);
  });

  it('with a value that a field does not allow is P109', () => {
    expect(codes(withNode({ connector: { type: 'tcp', host: 'h', port: 70_000, format: 'lines' } }))).toEqual([
      'P109 nodes[0].connector.port',
    ]);
    expect(codes(withNode({ connector: { type: 'ftp' } }))).toEqual(['P109 nodes[0].connector.type']);
    expect(codes(withNode({ kind: 'widget' }))).toEqual(['P109 nodes[0].kind']);
  });

  it('whose ids or edges do not hold together is P202, P203, P204', () => {
    const [source] = small.nodes;
    expect(codes({ ...small, nodes: [source, source, small.nodes[1]] })).toEqual(['P202']);
    expect(codes({ ...small, edges: [...small.edges, { id: 'e', from: 'out', to: 'text' }] })).toEqual(['P203']);
    expect(codes({ ...small, edges: [{ id: 'e', from: 'text', to: 'nowhere' }] })).toEqual(['P204']);
  });

  it('gives a message and a remedy with every fault, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        for (const fault of [
          ...faults(json),
          ...faults({ ...small, nodes: json }),
          ...faults({ ...small, edges: [json] }),
        ]) {
          expect(fault.message).toMatch(/\.$/);
          expect(fault.remedy).toMatch(/\.$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('with one value replaced by any other is accepted or refused, and what is accepted comes back unchanged', () => {
    const paths = pathsOf(marketSpread);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const parsed = parsePipeline(replaced(marketSpread, path, value));
        if (parsed.ok) expect(parsePipeline(parsed.value)).toEqual(parsed);
        else expect(parsed.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('migrations', () => {
  const chain: readonly Migration[] = [
    { from: 1, migrate: (document) => ({ ...document, second: true }) },
    { from: 2, migrate: (document) => ({ ...document, third: true }) },
  ];

  it('are applied one version at a time', () => {
    expect(migrated({ version: 1 }, 3, chain)).toEqual({ version: 3, second: true, third: true });
    expect(migrated({ version: 2 }, 3, chain)).toEqual({ version: 3, third: true });
  });

  it('lead nowhere from an unknown version', () => {
    expect(migrated({ version: 0 }, 3, chain)).toBeNull();
    expect(migrated({ version: 4 }, 3, chain)).toBeNull();
    expect(migrated({}, 3, chain)).toBeNull();
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((inner, index) => pathsOf(inner, [...path, index]))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, index) => (index === first ? replaced(inner, rest, by) : inner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === first ? replaced(inner, rest, by) : inner]),
  );
}
