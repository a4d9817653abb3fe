/** The shared compiler with TypeScript's library files, for whoever has a pipeline in hand. */
import { compile } from '@potoroo/shared/compile';
import type { CompileResult } from '@potoroo/shared/compile';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { typeScriptLibraries } from '@potoroo/runtime/project';

export const compileDocument = (pipeline: Pipeline): CompileResult => compile(pipeline, typeScriptLibraries());
