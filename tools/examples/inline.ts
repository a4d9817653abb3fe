/**
 * Makes one self-contained snippet of a file and the files it imports: the imported text follows the file's own, so that
 * a reader meets the snippet before what it builds on. Hence a file must not call what it imports while it loads.
 * A document has no imports, and its types are seen by every snippet, so imports of types are simply left out.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const importStatement = /^import (type )?\{[^}]*\} from '(\.[^']+)';\n/gm;
const formatterRemark = /^ *\/\/ oxfmt-ignore\n/gm;
const exportedDeclaration = /^export (?=(?:const|let|function|type) )/gm;
const lonelyExpression = /^export default (\([^\n]*\)[^\n]* => [^\n]*);\n$/;

/** The text of a snippet. A file that is nothing but one arrow function becomes a bare expression. */
export function inlineSnippet(path: string): string {
  const text = read(path);
  const own = withoutImports(text).replace(lonelyExpression, '$1');
  return trimmed(own + inlinedImports({ text, path, seen: new Set([path]), keeps: 'values' }));
}

/** The text of the types file and of the types files it imports, as plain declarations. */
export function inlineTypes(path: string): string {
  const text = read(path);
  return trimmed(
    plainDeclarations(withoutImports(text)) + inlinedImports({ text, path, seen: new Set([path]), keeps: 'types' }),
  );
}

/** `keeps` says which imports are followed: those of values for a snippet, those of types for the document's types. */
type Inlining = {
  readonly text: string;
  readonly path: string;
  readonly seen: Set<string>;
  readonly keeps: 'values' | 'types';
};

function inlinedImports({ text, path, seen, keeps }: Inlining): string {
  let inlined = '';
  for (const [, type, target] of text.matchAll(importStatement)) {
    const imported = join(dirname(path), target ?? '');
    if ((type === undefined) !== (keeps === 'values') || seen.has(imported)) continue;
    seen.add(imported);
    const content = read(imported);
    inlined += `\n${plainDeclarations(withoutImports(content))}${inlinedImports({ text: content, path: imported, seen, keeps })}`;
  }
  return inlined;
}

const read = (path: string): string => readFileSync(path, 'utf8');
const plainDeclarations = (text: string): string => text.replace(exportedDeclaration, '');
const withoutImports = (text: string): string =>
  text.replace(importStatement, '').replace(formatterRemark, '').trimStart();
const trimmed = (text: string): string => text.trim();
