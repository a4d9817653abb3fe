import { Text } from '@codemirror/state';
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { editorDiagnostics, offsetAt } from './editor-diagnostics.ts';

const text = Text.of(['(order) => {', '  return order.prise;', '}']);
const at = (line: number, column: number, endLine: number, endColumn: number): Diagnostic => ({
  code: 'P302',
  severity: 'error',
  message: 'No such field.',
  remedy: 'Did you mean price?',
  at: { field: 'code', line, column, endLine, endColumn },
});

test('a mark covers exactly the characters that the compiler named', () => {
  const [mark] = editorDiagnostics([at(2, 16, 2, 21)], text);
  expect(text.sliceString(mark!.from, mark!.to)).toBe('prise');
  expect(mark).toMatchObject({ severity: 'error', source: 'P302', message: 'No such field. Did you mean price?' });
});

test('a mark of no width covers one character, so that it can be seen', () => {
  const [mark] = editorDiagnostics([at(1, 1, 1, 1)], text);
  expect([mark?.from, mark?.to]).toEqual([0, 1]);
});

test('a place that the text no longer has is moved to its nearest', () => {
  expect([offsetAt(text, 99, 99), offsetAt(text, 1, 999), offsetAt(text, 0, 0)]).toEqual([text.length, 12, 0]);
});
