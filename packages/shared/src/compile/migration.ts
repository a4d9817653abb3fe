/**
 * The function that makes an object of a state as another version of the pipeline has it: a snippet `(old, key) => new`, held to
 * what the state was and to what it is. It belongs to a deployment and to no document. Pure.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import { moduleId } from '../ids.ts';
import type { Diagnostic, Pipeline } from '../pipeline/index.ts';
import { diagnose } from '../pipeline/index.ts';
import type { Module } from '../topology/index.ts';
import { graphOf } from './graph.ts';
import type { TypeScriptLibraries } from './libraries.ts';
import { wholeSnippet } from './places.ts';
import { programOf } from './program.ts';
import { contractFile, projectOf, type SnippetFile } from './project.ts';
import { checkSnippets } from './snippet-checks.ts';
import { snippetText } from './snippet-text.ts';
import { typeReader, withoutFileNames } from './snippet-types.ts';
import { transpile } from './transpile.ts';

export type MigrationParts = {
  /** The document that runs. */
  readonly running: Pipeline;
  /** The one that is to run. */
  readonly present: Pipeline;
  readonly state: NodeId;
  /** TypeScript: `(old, key) => ({ ...old, seen: 0 })`. */
  readonly code: string;
};
export type CompiledMigration = {
  readonly diagnostics: readonly Diagnostic[];
  /** Null where a diagnostic is an error. */
  readonly module: Module | null;
};

const migrationFile = '/migration.ts';
const migrationContract = '/contracts/migration of a state.ts';

export function compileMigration(parts: MigrationParts, libraries: TypeScriptLibraries): CompiledMigration {
  const { present, state, code } = parts;
  const old = stateTypeText(parts.running, state, libraries);
  const project = projectOf(graphOf(present));
  const node = present.nodes.find(({ id }) => id === state) ?? null;
  const snippet = snippetText(code, `import("${migrationContract}").Migrate`);
  const file: SnippetFile = { fileName: migrationFile, node, field: 'code', snippet };
  const contract = [
    `export type Old = ${old};`,
    `export type New = import("${contractFile(state)}").State;`,
    'export type Migrate = (old: Old, key: string) => New;',
  ].join('\n');
  const files = new Map([...project.files, [migrationContract, contract], [migrationFile, snippet.text]]);
  const program = programOf(files, libraries);
  const { diagnostics: own } = checkSnippets({ ...project, snippets: [file] }, program);
  const diagnostics = own.length > 0 ? own : mismatches(file, program);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics, module: null };
  return { diagnostics, module: { id: moduleId(0), node: state, field: 'code', ...transpile(snippet) } };
}

/** What TypeScript says of the function as a whole: that it takes or gives something else. */
function mismatches(file: SnippetFile, program: ts.Program): readonly Diagnostic[] {
  const source = program.getSourceFile(file.fileName);
  const faults = source === undefined ? [] : program.getSemanticDiagnostics(source);
  return faults.slice(0, 1).map(({ messageText }) => {
    const text = withoutFileNames(ts.flattenDiagnosticMessageText(messageText, '\n')).replaceAll(/\n\s*/g, ' ');
    return diagnose('P302', {
      message: `The migration does not give what the state holds now: ${text}`,
      remedy: 'Write (old, key) => the new object, with every field that the initial value has.',
      ...wholeSnippet(file),
    });
  });
}

/** `any` where it cannot be told: a name that the shared types have no more would be a fault of nobody. */
function stateTypeText(running: Pipeline, state: NodeId, libraries: TypeScriptLibraries): string {
  const types = typeReader(programOf(projectOf(graphOf(running)).files, libraries));
  const type = types.contractType(state, 'State');
  if (type === null) return 'any';
  const { NoTruncation, InTypeAlias } = ts.TypeFormatFlags;
  return withoutFileNames(types.checker.typeToString(type, undefined, NoTruncation | InTypeAlias));
}
