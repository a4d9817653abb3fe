// What would break: a person is told of line 1 of a snippet where they wrote one file, or is sent to the wrong line of it.
import { expect, test } from 'vitest';
import { importProject } from './import-project.ts';
import { writtenPlace } from './written-place.ts';

const app = `import { file, pipeline } from '@potoroo/runtime';
import double from './double.ts';
const limit = 30;
const app = pipeline('Test');
function tooMuch(length: number): boolean {
  return length > limit;
}
app
  .source('text', { connector: file('in.txt') })
  .compute('short', (text) => text.lenght)
  .compute('double', double)
  .compute('long', (text: string) => {
    // Over the limit.
    const { length } = text;
    return tooMuch(lenght) ? text : null;
  });
export default app;
`;
const double = `import type { Word } from './types.ts';

// Twice.
export default function double(word: Word): string {
  return word + wrod;
}
`;
const texts = new Map([
  ['/app.ts', app],
  ['/double.ts', double],
  ['/types.ts', 'export type Word = string;\n'],
]);
const files = { read: (path: string): string | null => texts.get(path) ?? null };
const codes = new Map(
  importProject(files, '/app.ts').pipeline?.nodes.flatMap((node) => ('code' in node ? [[node.id, node.code]] : [])),
);

/** The word in the snippet, then the word at the place that is told of it. */
function told(node: string, word: string, path: string, written: string | null): string | null {
  const code = codes.get(node as never) ?? '';
  const before = code.slice(0, code.indexOf(word)).split('\n');
  const start = written === null ? 0 : (texts.get(path) ?? '').indexOf(written);
  const ref = { path, range: written === null ? null : { start, end: start + written.length } };
  const place = writtenPlace(files, ref, code, { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
  if (place === null) return null;
  const line = (texts.get(place.path) ?? '').split('\n')[place.line - 1] ?? '';
  expect(line.slice(place.column - 1, place.column - 1 + word.length)).toBe(word);
  return `${place.path}:${place.line}`;
}

const long = app.slice(app.indexOf('(text: string) =>'), app.indexOf(');\nexport default'));

test('a place in a snippet is told as the place in the file where it was written', () => {
  expect(told('short', 'lenght', '/app.ts', '(text) => text.lenght')).toBe('/app.ts:10');
  expect(told('long', 'lenght', '/app.ts', long)).toBe('/app.ts:15');
  // What it uses stands behind it in the snippet, and in front of it in the file.
  expect(codes.get('long' as never)).toMatch(/^export default/);
  expect(told('long', 'length > limit', '/app.ts', long)).toBe('/app.ts:6');
  expect(told('double', 'wrod', '/double.ts', null)).toBe('/double.ts:5');
});

test('what cannot be told for sure is not told', () => {
  expect(told('long', 'export', '/app.ts', long)).toBe(null);
  expect(told('short', 'lenght', '/app.ts', '(text) => text.other')).toBe(null);
  expect(told('double', 'wrod', '/gone.ts', null)).toBe(null);
});
