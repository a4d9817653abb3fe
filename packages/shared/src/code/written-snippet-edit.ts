/**
 * Another text of a snippet at the place where a person wrote the one before: in its module, behind the imports that it has, or
 * in the middle of a file, as far in as it stood there.
 */
import type { SnippetRef } from './link.ts';
import { descriptionFile } from './plain-project.ts';
import { importsOf, parseFile } from './source-files.ts';
import type { TextEdits } from './text-edits.ts';

export type SnippetTurn = { readonly ref: SnippetRef; readonly was: string; readonly is: string };

/** False where it cannot be told what to change. */
export function snippetEdit({ ref, was, is }: SnippetTurn, edits: TextEdits, files: Map<string, string>): boolean {
  const name = ref.path.slice(1);
  const text = files.get(name);
  if (text === undefined || ref.text !== undefined || ref.isModule === true) return false;
  if (ref.range === null) {
    files.set(name, moduleWith(text, was, is));
    return true;
  }
  const { start, end } = ref.range;
  const own = inPlace(text.slice(start, end), { was, is });
  if (own === null) return false;
  const there = own.replaceAll('\n', `\n${indentAt(text, start)}`).replaceAll(/^[ \t]+$/gm, '');
  if (name === descriptionFile) edits.replace(start, end, there);
  else files.set(name, text.slice(0, start) + there + text.slice(end));
  return true;
}

/** The same words in the same place; else the module anew behind its imports. */
function moduleWith(text: string, was: string, is: string): string {
  const isOnce = was !== '' && text.split(was).length === 2;
  if (isOnce && isModule(was) === isModule(is)) return text.replace(was, () => is);
  const last = importsOf(parseFile('/module.ts', text)).at(-1);
  const head = last === undefined ? '' : `${text.slice(0, last.statement.end)}\n\n`;
  return `${head}${isModule(is) ? is : `export default ${is};`}\n`;
}

const isModule = (snippet: string): boolean => /^export\b/m.test(snippet);

/** A function in the middle of a file; with what stands behind it in the snippet, that has to have stayed. */
function inPlace(written: string, { was, is }: Pick<SnippetTurn, 'was' | 'is'>): string | null {
  if (!isModule(was)) return isModule(is) ? null : is;
  const words = 'export default ';
  const first = was.slice(words.length).split('\n')[0] ?? '';
  if (!was.startsWith(words) || !is.startsWith(words)) return null;
  // As many lines as the function has there.
  const lines = written.split('\n').length;
  const behind = was.split('\n').slice(lines).join('\n');
  const isItsStart = first.replace(/;$/, '') === (written.split('\n')[0] ?? '');
  if (!isItsStart || behind.trim() === '' || !is.endsWith(`\n${behind}`)) return null;
  const own = is.slice(words.length, -behind.length - 1);
  return /^(?:async\s+)?function\b/.test(own) ? own : own.replace(/;$/, '');
}

function indentAt(text: string, start: number): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
