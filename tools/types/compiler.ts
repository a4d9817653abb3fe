/** Where the native TypeScript compiler is: by path, because the alias `typescript-6` brings a `tsc` of its own. */
import path from 'node:path';

export const typeScriptCompiler = (root: string): string => path.join(root, 'node_modules/typescript/bin/tsc');
