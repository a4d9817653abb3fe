/** The TypeScript libraries as installed, for tests of this package. The product's own loader is in the server. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { collectLibraries } from '../src/compile/libraries.ts';

const folder = dirname(createRequire(import.meta.url).resolve('typescript-6'));

export const installedLibraries = collectLibraries((fileName) => readFileSync(join(folder, fileName), 'utf8'));
