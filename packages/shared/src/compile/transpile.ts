/**
 * A snippet's TypeScript to a CommonJS module in JavaScript, with the table that leads a line of it back to the author's line.
 * Nothing is checked here. The contract that was inserted is a type, and is gone with the other types.
 */
import ts from 'typescript-6';
import { limits } from '../limits.ts';
import type { SnippetText } from './snippet-text.ts';

export type Transpiled = { readonly code: string; readonly lines: readonly number[] };

/** What was transpiled last, by its text: between two checks of a document one snippet changes. Oldest first. */
const recent = new Map<string, Transpiled>();
const recentMax = 2 * limits.nodesMax;

export function transpile(snippet: SnippetText): Transpiled {
  const known = recent.get(snippet.text);
  const transpiled = known ?? transpileText(snippet.text);
  recent.delete(snippet.text);
  recent.set(snippet.text, transpiled);
  const [oldest] = recent.keys();
  if (recent.size > recentMax && oldest !== undefined) recent.delete(oldest);
  return transpiled;
}

function transpileText(text: string): Transpiled {
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS, sourceMap: true },
  });
  const code = outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
  return { code, lines: sourceLines(mappingsOf(sourceMapText ?? ''), code.split('\n').length) };
}

function mappingsOf(sourceMap: string): string {
  return /"mappings":"([^"]*)"/.exec(sourceMap)?.[1] ?? '';
}

/** For each generated line the author's line (from 1) of its first segment, 0 where it has none. */
export function sourceLines(mappings: string, count: number): readonly number[] {
  let sourceLine = 0;
  const lines = mappings.split(';').map((segments) => {
    if (segments === '') return 0;
    const found = segments.split(',').map((segment) => {
      sourceLine += decodeVlq(segment)[2] ?? 0;
      return sourceLine;
    });
    return (found[0] ?? -1) + 1;
  });
  return Array.from({ length: count }, (_, index) => lines[index] ?? 0);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of one segment: generated column, source, source line, source column; each as a difference. */
function decodeVlq(segment: string): readonly number[] {
  const numbers: number[] = [];
  let shift = 0;
  let value = 0;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 0 ? value >> 1 : -(value >> 1));
    shift = 0;
    value = 0;
  }
  return numbers;
}
