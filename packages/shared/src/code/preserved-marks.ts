/**
 * A mark in front of a preserved block, where the code alone does not say all of it: that a block begins here though another
 * ends, another reason than an import would give, a place that it has lost; or the whole block, where its text is no code.
 * A mark is one line of comment and cannot be more.
 */
import ts from 'typescript-6';
import { type PreservedMark, readPreservedMark } from '../pipeline/preserved-mark.ts';
import { jsonLine } from './escape.ts';

export type Mark = { readonly start: number; readonly end: number; readonly says: PreservedMark };

export const markOpening = '// @preserved ';

export const markText = (says: PreservedMark): string => `${markOpening}${jsonLine(says)}`;

/** Those between the statements of a file; what only looks like one is a comment. */
export function marksIn(file: ts.SourceFile): readonly Mark[] {
  const marks = new Map<number, Mark>();
  for (const node of [...file.statements, file.endOfFileToken]) {
    for (const { pos, end } of ts.getLeadingCommentRanges(file.text, node.pos) ?? []) {
      const says = read(file.text.slice(pos, end));
      if (says !== null) marks.set(pos, { start: pos, end, says });
    }
  }
  return [...marks.values()];
}

const read = (comment: string): PreservedMark | null =>
  comment.startsWith(markOpening) ? readPreservedMark(comment.slice(markOpening.length)) : null;
