/** Document -> topology, with every diagnostic. Pure: the TypeScript library files are passed in. */
import type { EdgeId } from '../ids.ts';
import type { Diagnostic, Pipeline } from '../pipeline/index.ts';
import type { Topology } from '../topology/index.ts';

/** `lib.es2023.d.ts` and what it refers to: file name -> text. */
export type TypeScriptLibraries = ReadonlyMap<string, string>;

export type CompileResult = {
  readonly diagnostics: readonly Diagnostic[];
  /** The TypeScript type of the records on each edge, as text. */
  readonly edgeTypes: ReadonlyMap<EdgeId, string>;
  /** Null where a diagnostic is an error. */
  readonly topology: Topology | null;
};

export function compile(_pipeline: Pipeline, _libraries: TypeScriptLibraries): CompileResult {
  throw new Error('not built yet');
}
