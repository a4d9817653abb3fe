export { compile } from './compile.ts';
export type { CompileResult } from './compile.ts';
export { collectLibraries } from './libraries.ts';
export type { TypeScriptLibraries } from './libraries.ts';
