/**
 * Another text of a snippet at the places where a person wrote the one before: the lines that differ are changed in its function,
 * its helpers and its modules, as far in as they stand there. Where that cannot be told it gets a place of its own.
 */
import { linesOf } from './line-hunks.ts';
import type { SnippetRef } from './link.ts';
import type { FileEdits } from './text-edits.ts';
import { type Stretch, stretchesOf } from './written-source.ts';

export type SnippetTurn = { readonly ref: SnippetRef; readonly was: string; readonly is: string };

/** False where it cannot be told what to change; nothing is changed then. */
export function snippetEdit({ ref, was, is }: SnippetTurn, edits: FileEdits): boolean {
  if (ref.text !== undefined) return false;
  return textEdit(stretchesOf(edits.files, ref, was), { was, is }, edits);
}

export function textEdit(
  stretches: readonly Stretch[],
  { was, is }: Pick<SnippetTurn, 'was' | 'is'>,
  edits: FileEdits,
): boolean {
  const changes = linesOf(was, is).map(({ start, end, text }) => {
    const own = stretches.find((each) => each.start <= start && end <= each.end);
    return own === undefined ? null : changeIn(own, { start, end, text }, was, edits.files.get(own.file) ?? '');
  });
  if (changes.includes(null)) return false;
  for (const change of changes)
    if (change !== null) edits.of(change.file).overwrite(change.start, change.end, change.text);
  return true;
}

type Change = { readonly start: number; readonly end: number; readonly text: string };

function changeIn(
  own: Stretch,
  { start, end, text }: Change,
  was: string,
  there: string,
): Change & { readonly file: string } {
  const at = (offset: number): number => {
    const before = was.slice(own.start, offset).split('\n');
    const line = before.length - 1;
    const lines = there.slice(own.there.start, own.there.end).split('\n');
    const from = own.there.start + lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
    const moved = line === 0 ? 0 : indentOf(lines[line] ?? '') - indentOf(lineAt(was, offset));
    return Math.max(from, from + (before.at(-1)?.length ?? 0) + moved);
  };
  const first = lineAt(there, at(start));
  const deeper = Math.max(0, indentOf(first) - indentOf(lineAt(was, start)));
  const moved = text.replaceAll(/\n(?=[^\n])/g, `\n${first.slice(0, deeper)}`);
  return { file: own.file, start: at(start), end: at(end), text: moved };
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
