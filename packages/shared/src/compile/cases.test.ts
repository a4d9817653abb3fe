/**
 * Every file of `cases/` is a test: a document (and perhaps an edit) with all the diagnostics, edge types and the explained
 * topology that must come of it, word for word. Set UPDATE_CASES=1 to write down what comes of it now, and read the change.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdit, type Diagnostic, diagnosticCatalogue, type Edit, parsePipeline } from '../pipeline/index.ts';
import { explain } from '../topology/index.ts';
import { compile } from './compile.ts';
import { collectLibraries } from './libraries.ts';

const libraryFolder = new URL('../../../../node_modules/typescript-6/lib/', import.meta.url);
const installedLibraries = collectLibraries((name) => readFileSync(new URL(name, libraryFolder), 'utf8'));

type Outcome = {
  readonly diagnostics: readonly Diagnostic[];
  readonly edgeTypes?: Readonly<Record<string, string>>;
  /** Line by line. */
  readonly explanation?: readonly string[] | null;
};
type Case = { readonly title: string; readonly document: unknown; readonly edit?: Edit; readonly expected: Outcome };

const folder = new URL('cases/', import.meta.url);
const fileNames = readdirSync(folder).filter((name) => name.endsWith('.json'));
const cases = fileNames.map((name) => ({ name, ...readCase(name) }));

function readCase(name: string): Case {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

function outcomeOf({ document, edit }: Case): Outcome {
  const parsed = parsePipeline(document);
  if (!parsed.ok) return { diagnostics: parsed.error };
  if (edit !== undefined) {
    const applied = applyEdit(parsed.value, edit);
    return { diagnostics: applied.ok ? [] : [applied.error] };
  }
  const { diagnostics, edgeTypes, topology } = compile(parsed.value, installedLibraries);
  const explanation = topology === null ? null : explain(topology).trimEnd().split('\n');
  return { diagnostics, edgeTypes: Object.fromEntries(edgeTypes), explanation };
}

describe('a case', () => {
  for (const each of cases) {
    it(`${basename(each.name, '.json')}: ${each.title}`, () => {
      const outcome = outcomeOf(each);
      if (process.env['UPDATE_CASES'] === '1') update(each.name, outcome);
      else expect(outcome).toEqual(each.expected);
    });
  }

  function update(name: string, expected: Outcome): void {
    writeFileSync(new URL(name, folder), `${JSON.stringify({ ...readCase(name), expected }, null, 2)}\n`);
  }
});

describe('the cases', () => {
  const expectedCodes = new Set(cases.flatMap(({ expected }) => expected.diagnostics.map(({ code }) => code)));

  const ofTheCompiler = Object.keys(diagnosticCatalogue).filter((code) => !/^P(39|4|5)/.test(code));

  it.each(ofTheCompiler)('hold one for %s', (code) => {
    expect(expectedCodes).toContain(code);
  });

  it('named after a code expect it, and those that accept expect nothing', () => {
    for (const { name, expected } of cases) {
      const code = /^p\d+/.exec(name)?.[0].toUpperCase();
      const codes = expected.diagnostics.map((diagnostic) => diagnostic.code);
      if (code === undefined) expect({ name, codes }).toEqual({ name: expect.stringMatching(/^accepts-/), codes: [] });
      else expect({ name, codes }).toEqual({ name, codes: expect.arrayContaining([code]) });
    }
  });

  it('say what is wrong, where, and what to do', () => {
    for (const { expected } of cases) {
      for (const { message, remedy } of expected.diagnostics) {
        expect(message).toMatch(/[.?]$/);
        expect(remedy).toMatch(/\.$|…\.$/);
      }
    }
  });
});
