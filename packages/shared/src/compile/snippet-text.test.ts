/** If a position were mapped wrongly, every error and completion would point at the wrong place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorOffset, declarationsText, isInserted, readOffset, snippetText, typeText } from './snippet-text.ts';

const read = (author: string) => snippetText(author, 'C').text;

describe('a snippet is read with its contract behind its default export:', () => {
  it.each([
    ['(a) => a', 'export default ((a) => a) satisfies C'],
    ['(a) => a; // why', 'export default ((a) => a) satisfies C; // why'],
    ['(a) => a // why', 'export default ((a) => a) satisfies C // why'],
    ['// why\n(a) => a\n', '// why\nexport default ((a) => a) satisfies C\n'],
    ['function (a) { return a; }', 'export default (function (a) { return a; }) satisfies C'],
    ['function f(a) { return a; }', 'export default (function f(a) { return a; }) satisfies C'],
    ['(a) => ', 'export default ((a) => ) satisfies C'],
    ['export default (a) => a;', 'export default ((a) => a) satisfies C;'],
    [
      'export default function (a) { return a }\nconst b = 1;',
      'export default (function (a) { return a }) satisfies C\nconst b = 1;',
    ],
    ['export default function f(a) { return f }', 'export default (function f(a) { return f }) satisfies C'],
    ['export default /* why */ async function (a) {}', 'export default /* why */ (async function (a) {}) satisfies C'],
    ['const f = (a) => a;\nexport default f', 'const f = (a) => a;\nexport default (f) satisfies C'],
  ])('%j', (author, text) => {
    expect(read(author)).toBe(text);
    expect(snippetText(author, 'C').form).not.toBe('absent');
  });

  it.each([
    ['export default function (a: number) { return a; }'],
    ['export default function f(a) { return a; }\nf(1);'],
    ['const f = () => 1;\nexport { f as default };'],
    ['export default class {}'],
  ])('%j stays as it is', (author) => {
    expect(snippetText(author, 'C')).toMatchObject({ text: author, form: 'default-export' });
  });

  it.each([['const a = 1;'], [''], ['a; b'], ['function f() {} f();'], ['{ a: 1, b: 2 }']])('%j has none', (author) => {
    expect(snippetText(author, 'C').form).toBe('absent');
  });

  it('a memory is recognised however it is exported', () => {
    expect(snippetText('export const memory = () => ({});\nexport default () => 1', 'C').exportsMemory).toBe(true);
    expect(snippetText('export function memory() { return {}; }\nexport default () => 1', 'C').exportsMemory).toBe(
      true,
    );
    expect(snippetText('const memory = () => ({});\nexport default () => memory()', 'C').exportsMemory).toBe(false);
  });
});

describe('offsets', () => {
  const anyText = fc.oneof(
    fc.constantFrom(
      '(a) => a',
      'export default (a) => {\n  return a;\n}\n',
      'function (b) { }',
      'const a = 1',
      '// c\n(a) => a // d',
    ),
    fc.string({ maxLength: 40 }),
  );
  const anySnippet = fc.oneof(
    anyText.map((text) => snippetText(text, 'import("/contracts/x.ts").Code')),
    anyText.map(typeText),
    anyText.map(declarationsText),
  );

  it('lead from the author’s text to the same character in what is read, and back', () => {
    fc.assert(
      fc.property(anySnippet, fc.nat(40), (snippet, nat) => {
        const offset = Math.min(nat, snippet.author.length);
        const there = readOffset(snippet, offset);
        expect(authorOffset(snippet, there)).toBe(offset);
        if (offset < snippet.author.length && !isInserted(snippet, there)) {
          expect([snippet.author[offset], ' ']).toContain(snippet.text[there]);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('never lead outside of the author’s text, and keep their order', () => {
    fc.assert(
      fc.property(anySnippet, (snippet) => {
        let last = 0;
        for (let at = 0; at <= snippet.text.length; at += 1) {
          const offset = authorOffset(snippet, at);
          expect(offset).toBeGreaterThanOrEqual(last);
          expect(offset).toBeLessThanOrEqual(snippet.author.length);
          last = offset;
        }
      }),
    );
  });

  it('keep every line where it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const snippet = snippetText(text, 'C');
        expect(snippet.text.split('\n').length).toBe(text.split('\n').length);
      }),
    );
  });
});

it('exports in front of shared types are blanked, not cut', () => {
  expect(declarationsText('export type A = 1;\ntype B = 2;\nexport interface C {}').text).toBe(
    '       type A = 1;\ntype B = 2;\n       interface C {}',
  );
});
