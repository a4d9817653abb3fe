/** Reads the TypeScript library files that snippets are checked against, from the installed compiler; once per process. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { collectLibraries, type TypeScriptLibraries } from '@potoroo/shared/compile';

let loaded: TypeScriptLibraries | undefined;

export function typeScriptLibraries(): TypeScriptLibraries {
  loaded ??= collectLibraries((fileName) => readFileSync(join(libraryFolder(), fileName), 'utf8'));
  return loaded;
}

const libraryFolder = (): string => dirname(createRequire(import.meta.url).resolve('typescript-6'));
