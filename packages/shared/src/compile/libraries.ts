/**
 * The TypeScript library that snippets are checked against: ECMAScript 2023 and nothing else, so that the browser's and
 * Node's names are type errors. The files are passed in; this says which they are, and reads none.
 */

/** `lib.es2023.d.ts` and what it refers to: file name -> text. */
export type TypeScriptLibraries = ReadonlyMap<string, string>;

export const rootLibrary = 'lib.es2023.d.ts';

/** Follows `/// <reference lib="…" />` from the root; `read` gives a file's text by its name. */
export function collectLibraries(read: (fileName: string) => string): TypeScriptLibraries {
  const libraries = new Map<string, string>();
  const waiting = [rootLibrary];
  for (let fileName = waiting.pop(); fileName !== undefined; fileName = waiting.pop()) {
    if (libraries.has(fileName)) continue;
    const text = read(fileName);
    libraries.set(fileName, text);
    for (const [, name] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)"/gm)) waiting.push(`lib.${name}.d.ts`);
  }
  return libraries;
}
