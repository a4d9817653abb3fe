/**
 * A preserved block that is longer than a text of a document may be, as several that follow each other: divided between its
 * statements and comments, at the ends of lines, so that each is code or comment by itself.
 */
import ts from 'typescript-6';
import { limits } from '../limits.ts';
import { type Diagnostic, diagnose, type PreservedBlock } from '../pipeline/index.ts';
import { placeText } from './place-text.ts';
import { identifiersIn, parseFile } from './source-files.ts';

export const dividedBlocks = (blocks: readonly PreservedBlock[]): readonly PreservedBlock[] =>
  blocks.flatMap((block) => (isTooLong(block) ? piecesOf(block) : [block]));

/** One statement or comment can still be too long: no document could hold it whole. */
export const blocksTooLong = (file: ts.SourceFile, blocks: readonly PreservedBlock[]): readonly Diagnostic[] =>
  blocks
    .filter(({ text }) => text.length > limits.preservedCharsMax)
    .map(({ text }) =>
      diagnose('P501', {
        message: `${placeText(file, Math.max(0, file.text.indexOf(text)))}: what begins here would be preserved, and has more than the ${limits.preservedCharsMax} characters that a document holds of one statement.`,
        remedy: 'Put it into a module of its own in several statements, or its data into a file that a source reads.',
      }),
    );

const isTooLong = ({ text }: PreservedBlock): boolean => text.length > limits.snippetCharsMax;

function piecesOf({ text, uses, ...block }: PreservedBlock): readonly PreservedBlock[] {
  const pieces: string[] = [];
  let start = 0;
  let end = 0;
  for (const next of [...lineEndsBetween(text), text.length]) {
    if (next - start > limits.snippetCharsMax && end > start) {
      pieces.push(text.slice(start, end));
      start = end;
    }
    end = next;
  }
  pieces.push(text.slice(start));
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((piece) => {
      const named = identifiersIn(parseFile('/block.ts', piece));
      const own = (uses ?? []).filter(({ name }) => named.has(name));
      return { ...block, text: piece, ...(own.length === 0 ? {} : { uses: own }) };
    });
}

/** Ends of lines that lie within no statement and no comment, in their order. */
function lineEndsBetween(text: string): readonly number[] {
  const file = parseFile('/block.ts', text);
  const whole = [...file.statements, file.endOfFileToken].flatMap((node) => [
    ...(ts.getLeadingCommentRanges(text, node.pos) ?? []),
    ...(ts.getTrailingCommentRanges(text, node.end) ?? []),
    { pos: node.getStart(file), end: node.end },
  ]);
  const ends: number[] = [];
  let within = 0;
  const ordered = whole.toSorted((a, b) => a.pos - b.pos);
  for (let offset = text.indexOf('\n'); offset >= 0; offset = text.indexOf('\n', offset + 1)) {
    while (within < ordered.length && (ordered[within]?.end ?? 0) <= offset) within += 1;
    if ((ordered[within]?.pos ?? text.length) >= offset) ends.push(offset);
  }
  return ends;
}
