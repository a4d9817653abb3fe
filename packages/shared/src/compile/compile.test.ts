/** What holds for every document and cannot be said by a case file: caches that must not show, shapes, and time. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SourceNode } from '../pipeline/index.ts';
import {
  computation,
  flows,
  marketSpread,
  marketSpreadMerged,
  pipeline,
  sink,
  source,
} from '../pipeline/sample-pipelines.ts';
import type { RecordShape } from '../topology/index.ts';
import { compile } from './compile.ts';
import { collectLibraries } from './libraries.ts';

const libraryFolder = new URL('../../../../node_modules/typescript-6/lib/', import.meta.url);
const libraries = collectLibraries((name) => readFileSync(new URL(name, libraryFolder), 'utf8'));

describe('checks that follow each other', () => {
  it('do not remember the documents before', () => {
    const first = compile(marketSpread, libraries);
    const broken = { ...marketSpread, types: marketSpread.types.replace('symbol: string;', '') };
    expect(compile(broken, libraries).diagnostics.map(({ code }) => code)).toContain('P302');
    compile(marketSpreadMerged, libraries);
    expect(compile(marketSpread, libraries)).toEqual(first);
    const fresh = collectLibraries((name) => libraries.get(name) ?? '');
    expect(compile(marketSpread, fresh)).toEqual(first);
  });

  it('read the libraries, which are most of the work, once', () => {
    const fresh = collectLibraries((name) => libraries.get(name) ?? '');
    const [first = 0, ...others] = Array.from({ length: 8 }, (_, index) => {
      const edited = { ...marketSpread, types: `${marketSpread.types}\ntype Unused = ${index};` };
      const start = performance.now();
      expect(compile(edited, fresh).topology).not.toBeNull();
      return performance.now() - start;
    });
    // A ratio of one run: some of the others may have met the rest of the test run on this machine.
    expect(Math.min(...others)).toBeLessThan(first / 2);
  });
});

describe('a long chain of untyped steps', () => {
  it('carries the type from its first step to its last', () => {
    const steps = Array.from({ length: 120 }, (_, index) => `step-${index}`);
    const document = pipeline(
      [
        source('from', { recordType: '{ n: number }' }),
        ...steps.map((id) => computation(id, '(each) => ({ n: each.n + 1 })')),
        sink('to'),
      ],
      flows(['from', ...steps, 'to']),
    );
    const { diagnostics, edgeTypes } = compile(document, libraries);
    expect(diagnostics).toEqual([]);
    expect([...edgeTypes.values()].at(-1)).toBe('{ n: number; }');
  });
});

describe('the shape of a source’s records', () => {
  const shapeOf = (fields: Partial<SourceNode>, types = ''): RecordShape | undefined => {
    const { topology, diagnostics } = compile(
      pipeline([source('from', fields), sink('to')], flows(['from', 'to']), types),
      libraries,
    );
    expect(diagnostics).toEqual([]);
    const stage = topology?.stages[0];
    return stage?.kind === 'source' ? stage.shape : undefined;
  };
  const fieldsOf = (recordType: string, types = '') =>
    shapeOf({ recordType }, types)?.fields.map(({ name, type, optional }) => `${name}${optional ? '?' : ''}: ${type}`);

  it('lists the fields of an object type in their order', () => {
    expect(
      fieldsOf(
        "{ id: number; side: 1 | 2; name: string; kind: 'a' | 'b'; ok: boolean; tags: string[]; at: { x: number } }",
      ),
    ).toEqual([
      'id: number',
      'side: number',
      'name: string',
      'kind: string',
      'ok: boolean',
      'tags: other',
      'at: other',
    ]);
  });

  it('tells optional fields, and is careful with what may be null or of two kinds', () => {
    expect(fieldsOf('{ a?: number; b: string | undefined; c: number | null; d: number | string }')).toEqual([
      'a?: number',
      'b?: string',
      'c: other',
      'd: other',
    ]);
  });

  it('sees through names, interfaces (own fields first) and intersections', () => {
    expect(
      fieldsOf(
        'Both',
        'interface One { a: number }\ninterface Two extends One { b: string }\ntype Both = Two & { c: boolean };',
      ),
    ).toEqual(['b: string', 'a: number', 'c: boolean']);
  });

  it('is read off decode or generate where no type is declared', () => {
    const decode = '(bytes) => (bytes.length === 0 ? null : { size: bytes.length })';
    expect(shapeOf({ decode, connector: { type: 'file', path: 'x', format: 'framed', rate: null } })?.fields).toEqual([
      { name: 'size', type: 'number', optional: false },
    ]);
    const generate = '(index) => ({ id: `n${index}` })';
    expect(shapeOf({ generate, connector: { type: 'generator', rate: null, count: null } })?.fields).toEqual([
      { name: 'id', type: 'string', optional: false },
    ]);
  });

  it('is null where the type is no plain object type', () => {
    for (const recordType of [
      'string',
      'unknown',
      'string[]',
      '{ a: 1 } | { b: 2 }',
      'Map<string, number>',
      'Date',
      '{ [name: string]: number }',
      '{}',
    ]) {
      expect({ recordType, shape: shapeOf({ recordType }) }).toEqual({ recordType, shape: null });
    }
  });
});
