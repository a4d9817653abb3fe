export { compile } from './compile.ts';
export type { CompileResult, TypeScriptLibraries } from './compile.ts';
