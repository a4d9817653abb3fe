/** The shared compiler with TypeScript's library files loaded once per process. */
import { compile } from '@potoroo/shared/compile';
import type { CompileResult, TypeScriptLibraries } from '@potoroo/shared/compile';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { loadTypeScriptLibraries } from './typescript-libraries.ts';

let libraries: TypeScriptLibraries | null = null;

export function compileDocument(pipeline: Pipeline): CompileResult {
  libraries ??= loadTypeScriptLibraries();
  return compile(pipeline, libraries);
}
