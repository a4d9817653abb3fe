/**
 * Where in its file a person wrote a place of a snippet. A snippet is that text, moved: less indented, with what it uses behind
 * it, without the types that all share. Lines tell what was moved where, and what cannot be told for sure is not told.
 */
import type { Pipeline } from '../pipeline/index.ts';
import { withLineFeeds } from './line-feeds.ts';
import type { Owned, SnippetRef } from './link.ts';
import type { SourceFiles } from './source-files.ts';

/** Both from 1. */
export type TextPlace = { readonly line: number; readonly column: number };
export type WrittenPlace = TextPlace & { readonly path: string };

/** Where a place of a node's snippet was written; null where that is not known. */
export type PlaceOfSnippet = (node: string, field: string, at: TextPlace) => WrittenPlace | null;

/** `owned` are the snippets of the nodes of a project, of which the document was made. */
export function snippetPlaces(files: SourceFiles, owned: readonly Owned[], { nodes }: Pipeline): PlaceOfSnippet {
  const asItIsRead: SourceFiles = { read: (path) => withLineFeeds(files.read(path)) };
  return (node, field, at) => {
    const ref = owned.find((each) => each.node === node && each.field === field)?.ref;
    const snippet: unknown = Reflect.get(nodes.find(({ id }) => id === node) ?? {}, field);
    return ref === undefined || typeof snippet !== 'string' ? null : writtenPlace(asItIsRead, ref, snippet, at);
  };
}

export function writtenPlace(
  files: SourceFiles,
  { path, range, text: quoted }: SnippetRef,
  snippet: string,
  at: TextPlace,
): WrittenPlace | null {
  const text = quoted === undefined ? files.read(path) : null;
  if (text === null) return null;
  const found = (range === null ? null : inFunction(text, range.start, snippet, at)) ?? onItsLine(text, snippet, at);
  return found === null ? null : { path, ...found };
}

/** A function in the middle of a file is at the beginning of its snippet, line by line. */
function inFunction(text: string, start: number, snippet: string, { line, column }: TextPlace): TextPlace | null {
  const before = text.slice(0, start).split('\n');
  const startColumn = before.at(-1)?.length ?? 0;
  const prefix = exported.exec(snippet)?.[0].length ?? 0;
  const [own, there] = [snippet.split('\n'), text.split('\n')];
  const isMoved = (index: number): boolean =>
    index === 0
      ? there[before.length - 1]?.slice(startColumn).startsWith(withoutEnd(own[0]?.slice(prefix))) === true
      : own[index]?.trim() === there[before.length - 1 + index]?.trim();
  if (column <= prefix && line === 1) return null;
  for (let index = 0; index < line - 1; index += 1) if (!isMoved(index)) return null;
  if (line === 1) return isMoved(0) ? { line: before.length, column: startColumn + column - prefix } : null;
  // The last line of a function is followed by what stands behind it there.
  const [written, moved] = [there[before.length + line - 2] ?? '', own[line - 1] ?? ''];
  if (!written.trim().startsWith(withoutEnd(moved.trim()))) return null;
  return { line: before.length + line - 1, column: column + indentOf(written) - indentOf(moved) };
}

const exported = /^export default /;
const withoutEnd = (line = ''): string => line.replace(/;$/, '');

/** The only line of the file that says the same. */
function onItsLine(text: string, snippet: string, { line, column }: TextPlace): TextPlace | null {
  const moved = snippet.split('\n')[line - 1] ?? '';
  const said = moved.trim();
  if (said.length < charsTelling) return null;
  const [found, ...more] = text.split('\n').flatMap((each, index) => (each.trim() === said ? [{ each, index }] : []));
  if (found === undefined || more.length > 0) return null;
  return { line: found.index + 1, column: column + indentOf(found.each) - indentOf(moved) };
}

/** A brace alone tells nothing. */
const charsTelling = 4;

const indentOf = (line: string): number => line.length - line.trimStart().length;
