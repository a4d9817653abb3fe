/**
 * Document -> topology, with every diagnostic. Pure: the TypeScript library files are passed in. The passes in reading order:
 *
 *   graph.ts           what leads where
 *   graph-checks.ts    P2xx: can this be a topology
 *   project.ts         the snippets as one TypeScript project, typed along the edges
 *   snippet-checks.ts  P301 to P303, P310 to P317, P330 to P332: each snippet by itself
 *   type-checks.ts     P304 to P320, P333: each snippet against its neighbours
  const topology = hasErrors ? null : lowered(project, program, types);
  return { result: { diagnostics, edgeTypes: edgeTypes(project, types), topology }, project, types };
 *   transpile.ts       TypeScript to JavaScript
 *   lower.ts           stages, steps, exchanges
 *
 * A faulty graph is type-checked as far as it goes, so that an editor shows all that is wrong at once.
 */
import type ts from 'typescript-6';
import { assert } from '../assert.ts';
import type { EdgeId, NodeId } from '../ids.ts';
import type { Diagnostic, Pipeline } from '../pipeline/index.ts';
import type { Topology } from '../topology/index.ts';
import { fieldGivenBack, onlyReadsFields, onlyReadsState } from './field-reads.ts';
import { checkGraph } from './graph-checks.ts';
import { graphOf } from './graph.ts';
import { checkLayouts, checkLayoutTypes } from './layout-checks.ts';
import type { TypeScriptLibraries } from './libraries.ts';
import { lower, type ModuleField } from './lower.ts';
import { type PortTypes, portTypes } from './port-types.ts';
import { programOf } from './program.ts';
import { type Project, projectOf, snippetFile } from './project.ts';
import { recordShape } from './record-shape.ts';
import { checkSnippets } from './snippet-checks.ts';
import { type TypeReader, typeReader } from './snippet-types.ts';
import { transpile } from './transpile.ts';
import { checkTypes } from './type-checks.ts';

export type CompileResult = {
  readonly diagnostics: readonly Diagnostic[];
  /** The TypeScript type of the records on each edge, as text. */
  readonly edgeTypes: ReadonlyMap<EdgeId, string>;
  /** Null where a diagnostic is an error. */
  readonly topology: Topology | null;
};

export const compile = (pipeline: Pipeline, libraries: TypeScriptLibraries): CompileResult =>
  checked(pipeline, libraries).result;

/** What an editor shows: besides, the types at all ports, and which do not fit. */
export function compileForEditor(
  pipeline: Pipeline,
  libraries: TypeScriptLibraries,
): CompileResult & { readonly ports: PortTypes } {
  const { result, project, types } = checked(pipeline, libraries);
  return { ...result, ports: portTypes(project, types) };
}

type Checked = { readonly result: CompileResult; readonly project: Project; readonly types: TypeReader };

function checked(pipeline: Pipeline, libraries: TypeScriptLibraries): Checked {
  const graph = graphOf(pipeline);
  const project = projectOf(graph);
  const program = programOf(project.files, libraries);
  const snippets = checkSnippets(project, program);
  const types = typeReader(program);
  const diagnostics = [
    ...checkGraph(graph),
    ...checkLayouts(graph),
    ...snippets.diagnostics,
    ...checkTypes({ project, types }, snippets.faulty),
    ...checkLayoutTypes({ project, types }),
  ];
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  const topology = hasErrors ? null : lowered(project, program, types);
  return { result: { diagnostics, edgeTypes: edgeTypes(project, types), topology }, project, types };
}

function edgeTypes({ graph }: Project, types: TypeReader): ReadonlyMap<EdgeId, string> {
  return new Map(
    graph.edges.flatMap((edge): [EdgeId, string][] => {
      const type = types.contractType(edge.from, 'Out');
      return type === null ? [] : [[edge.id, types.text(type)]];
    }),
  );
}

function lowered(project: Project, program: ts.Program, types: TypeReader): Topology {
  return lower({
    graph: project.graph,
    transpiled: (node: NodeId, field: ModuleField) => {
      const file = project.snippets.find((each) => each.node?.id === node && each.field === field);
      assert(file !== undefined, 'a module is made of a snippet that the project holds');
      return transpile(file.snippet);
    },
    onlyReads: (node: NodeId, field: ModuleField) => {
      const file = program.getSourceFile(snippetFile(node, field));
      return file !== undefined && onlyReadsFields(file);
    },
    onlyReadsState: (computation: NodeId) => {
      const file = program.getSourceFile(snippetFile(computation, 'code'));
      return file !== undefined && onlyReadsState(file, types.checker);
    },
    keyField: (key: NodeId) => {
      const file = program.getSourceFile(snippetFile(key, 'code'));
      return file === undefined ? null : fieldGivenBack(file);
    },
    shapeOf: (source: NodeId) => {
      const type = types.contractType(source, 'Out');
      return type === null ? null : recordShape(type, types.checker);
    },
  });
}
