/** TypeScript's library files as text, bundled with the compiler's worker: only those that snippets are checked against. */
import type { TypeScriptLibraries } from '@potoroo/shared/compile';

const files = import.meta.glob<string>(
  [
    '../../../../../node_modules/typescript-6/lib/lib.es5.d.ts',
    '../../../../../node_modules/typescript-6/lib/lib.es20*.d.ts',
    '../../../../../node_modules/typescript-6/lib/lib.decorators*.d.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

export const libraries: TypeScriptLibraries = new Map(
  Object.entries(files).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text]),
);
