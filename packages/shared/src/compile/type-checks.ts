/**
 * The pass that compares types across nodes (P304 to P320, P333): what flows on an edge with what the next snippet takes
 * (`parameter-checks.ts`), what a snippet returns with what its place demands (`return-checks.ts`), and what leaves a node
 * with what can travel (`emission-checks.ts`). Faults inside a snippet are found by `snippet-checks.ts`.
 */
import type ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import { type Diagnostic, diagnose, type PipelineNode, type SnippetField } from '../pipeline/index.ts';
import { checkEmissions } from './emission-checks.ts';
import { titled } from './naming.ts';
import { parameterFaults } from './parameter-checks.ts';
import { wholeSnippet } from './places.ts';
import type { SnippetFile } from './project.ts';
import { returnFaults } from './return-checks.ts';
import { formless } from './snippet-checks.ts';
import { isAny } from './type-facts.ts';
import type { Callable, Typing } from './typing.ts';

/** Snippets whose own faults are known already get no second diagnostic. */
export function checkTypes(typing: Typing, faulty: ReadonlySet<string>): readonly Diagnostic[] {
  const { snippets } = typing.project;
  const diagnostics = snippets
    .filter((file) => !faulty.has(file.fileName))
    .flatMap((file) => checkSnippet(typing, file));
  const excused = new Set<NodeId>([
    ...snippets.flatMap((file) => (file.node !== null && faulty.has(file.fileName) ? [file.node.id] : [])),
    ...diagnostics.flatMap(({ node }) => node ?? []),
  ]);
  return [...diagnostics, ...checkEmissions(typing, excused)];
}

function checkSnippet(typing: Typing, file: SnippetFile): readonly Diagnostic[] {
  const { node } = file;
  if (node === null || file.field === 'recordType') return [];
  const found = typing.types.functionOf(file.fileName);
  if (found === null) return [formless(file)];
  const { type, signature, returns } = found;
  if (signature === null || returns === null) return [notAFunction(typing, file, node, type)];
  const callable = { file, node, type, signature, returns };
  return [...memoryFaults(typing, callable), ...parameterFaults(typing, callable), ...returnFaults(typing, callable)];
}

const notAFunction = ({ types }: Typing, file: SnippetFile, node: PipelineNode, type: ts.Type): Diagnostic =>
  diagnose('P304', {
    message: `The ${file.field} snippet of ${titled(node)} gives ${types.text(type)}, not a function.`,
    remedy: `Write a function, such as ${examples[file.field]}.`,
    ...wholeSnippet(file),
  });

const examples: Readonly<Record<SnippetField, string>> = {
  decode: '(bytes) => new TextDecoder().decode(bytes)',
  generate: '(index) => ({ id: index })',
  code: '(record) => record',
  initial: '() => ({ count: 0 })',
  encode: '(value) => JSON.stringify(value)',
  types: 'type Order = { id: number }',
  recordType: 'Order',
};

function memoryFaults({ types }: Typing, { file, node }: Callable): readonly Diagnostic[] {
  if (file.field !== 'generate' || !file.snippet.exportsMemory) return [];
  const memory = types.functionOf(file.fileName, 'memory');
  if (memory === null || isAny(memory.type) || memory.signature !== null) return [];
  return [
    diagnose('P320', {
      message: `The memory of the generator ${titled(node)} is ${types.text(memory.type)}, not a function.`,
      remedy: 'Write export const memory = () => ({ … }): each run of the source begins with a fresh one.',
      ...wholeSnippet(file),
    }),
  ];
}
