/**
 * What a browser must load of the built studio before its first screen can stand: the script of the page and what that imports at
 * once, as they travel, gzipped. What is loaded when it is first needed (editor, compiler, layout) is not among it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const built = fileURLToPath(new URL('../apps/web/dist/', import.meta.url));

export type Loaded = { readonly file: string; readonly gzipBytes: number };

/** Biggest first. */
export function firstScreenScripts(): readonly Loaded[] {
  const page = readFileSync(path.join(built, 'index.html'), 'utf8');
  const [, entry] = /<script[^>]+type="module"[^>]+src="\/([^"]+)"/.exec(page) ?? [];
  if (entry === undefined) throw new Error('The built page names no script: has index.html changed its form?');
  const found = new Map<string, number>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    const text = readFileSync(path.join(built, file), 'utf8');
    found.set(file, gzipSync(text).length);
    waiting.push(...importedAtOnce(text).map((each) => path.posix.join(path.posix.dirname(file), each)));
  }
  return [...found].map(([file, gzipBytes]) => ({ file, gzipBytes })).toSorted((a, b) => b.gzipBytes - a.gzipBytes);
}

/** `import{a}from"./b.js"`, `import"./b.js"`, `export*from"./b.js"`; not `import("./b.js")`. */
const importedAtOnce = (text: string): readonly string[] =>
  [...text.matchAll(/(?:\bimport|\bfrom)\s*["'](\.\/[^"']+\.js)["']/g)].flatMap(([, file]) => file ?? []);
