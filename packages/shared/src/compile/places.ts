/** Where in a snippet something is, as its author sees it: lines and columns from 1. */
import type { Diagnostic } from '../pipeline/index.ts';
import type { SnippetFile } from './project.ts';
import { authorOffset } from './snippet-text.ts';

export type Place = Pick<Diagnostic, 'node' | 'at'>;

/** A range of the text that TypeScript reads. */
export function placeOf(file: SnippetFile, start: number, end: number): Place {
  const from = authorOffset(file.snippet, start);
  const to = Math.max(from, authorOffset(file.snippet, end));
  const first = lineAndColumn(file.snippet.author, from);
  const last = lineAndColumn(file.snippet.author, to);
  return {
    ...(file.node === null ? {} : { node: file.node.id }),
    at: { field: file.field, line: first.line, column: first.column, endLine: last.line, endColumn: last.column },
  };
}

export const wholeSnippet = (file: SnippetFile): Place => placeOf(file, 0, file.snippet.text.length);

function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
