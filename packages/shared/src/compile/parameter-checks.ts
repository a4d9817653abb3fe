/** What a snippet is called with against what it takes: the record on each edge (P305), the state (P315), a second one (P321), the rest (P319). */
import ts from 'typescript-6';
import type { EdgeId } from '../ids.ts';
import { type Diagnostic, diagnose, type PipelineNode } from '../pipeline/index.ts';
import type { Graph } from './graph.ts';
import { kindAndTitle, titled } from './naming.ts';
import { type Place, placeOf, wholeSnippet } from './places.ts';
import type { SnippetFile } from './project.ts';
import { secondState, secondStateParameter } from './second-state.ts';
import type { TypeReader } from './snippet-types.ts';
import type { Callable, Typing } from './typing.ts';

export function parameterFaults(typing: Typing, callable: Callable): readonly Diagnostic[] {
  const { file, node, signature } = callable;
  if (fitsContract(typing, callable)) return [];
  const given = furtherArguments(callable);
  const second = secondStateParameter(typing.types, callable);
  if (second !== null) return [secondState(node, second.name, parameterPlace(file, signature, second.index))];
  const demanded = signature.parameters.filter(isDemanded).length;
  if (demanded > given.length + 1) {
    return [
      diagnose('P319', {
        message: `The ${file.field} snippet of ${titled(node)} takes ${demanded} parameters; it is called with ${given.length + 1}.`,
        remedy: `Write it like ${expectedForm(callable)}.`,
        ...parameterPlace(file, signature, given.length + 1),
      }),
    ];
  }
  return [
    ...recordFaults(typing, callable),
    ...given.flatMap((argument, index) => argumentFaults(typing, callable, argument, index + 1)),
  ];
}

/** TypeScript's own verdict, which also knows generic and overloaded functions; what follows finds the words for a no. */
function fitsContract({ types }: Typing, { file, node, type }: Callable): boolean {
  const contract = types.contractType(node.id, `${file.field.charAt(0).toUpperCase()}${file.field.slice(1)}`);
  return contract !== null && types.checker.isTypeAssignableTo(type, contract);
}

/** An argument besides the first; `contract` is its name in the contract. */
type Argument = { readonly contract: 'State' | 'Memory' | 'Context' | 'Random'; readonly what: string };

function furtherArguments({ node, file }: Callable): readonly Argument[] {
  const context: Argument = { contract: 'Context', what: 'the context' };
  if (file.field === 'generate') {
    return [
      { contract: 'Memory', what: 'its memory' },
      { contract: 'Random', what: 'the random function' },
    ];
  }
  if (node.kind === 'state-computation') return [{ contract: 'State', what: 'the state object' }, context];
  return node.kind === 'computation' ? [context] : [];
}

function expectedForm({ node, file }: Callable): string {
  if (file.field === 'generate') return '(index, memory, random) => …';
  if (file.field === 'decode') return '(bytes) => …';
  if (node.kind === 'state') return '(key) => …';
  if (node.kind === 'sink') return '(value) => …';
  if (node.kind === 'state-computation') return '(record, state, context) => …';
  return node.kind === 'key' ? '(record) => …' : '(record, context) => …';
}

function isDemanded(parameter: ts.Symbol): boolean {
  const declaration = parameter.valueDeclaration;
  if (declaration === undefined || !ts.isParameter(declaration)) return true;
  const { questionToken, initializer, dotDotDotToken } = declaration;
  return questionToken === undefined && initializer === undefined && dotDotDotToken === undefined;
}

function argumentFaults(
  { project, types }: Typing,
  { file, node, signature }: Callable,
  { contract, what }: Argument,
  index: number,
): readonly Diagnostic[] {
  const taken = types.parameterType(signature, index);
  const given = types.contractType(node.id, contract);
  if (taken === null || given === null || types.checker.isTypeAssignableTo(given, taken)) return [];
  const where = contract === 'State' ? stateName(project.graph, node) : '';
  return [
    diagnose(contract === 'State' ? 'P315' : 'P319', {
      message: `${titled(node)} takes ${types.text(taken)} as ${what}, which is ${types.text(given)}${where}.`,
      remedy:
        contract === 'Memory'
          ? 'Write what it is at first: export const memory = () => ({ … }).'
          : 'Leave the parameter’s type out, or make both the same.',
      ...parameterPlace(file, signature, index),
    }),
  ];
}

function stateName(graph: Graph, node: PipelineNode): string {
  const state = node.kind === 'state-computation' ? graph.states.get(node.state) : undefined;
  return state === undefined ? '' : ` in the state ${titled(state)}`;
}

/** The first argument: for each incoming edge whether what flows on it is what the snippet takes. */
function recordFaults(typing: Typing, callable: Callable): readonly Diagnostic[] {
  const { project, types } = typing;
  const { file, node, signature } = callable;
  const taken = types.parameterType(signature, 0);
  if (taken === null) return [];
  const edges = project.inputs.get(node.id) ?? [];
  if (edges.length === 0) return firstArgumentFaults(types, callable, taken);
  return edges.flatMap((edge, index) => {
    const given = types.contractType(node.id, `In${index}`);
    const from = senderOf(project.graph, edge);
    if (given === null || from === undefined || types.checker.isTypeAssignableTo(given, taken)) return [];
    return [
      diagnose('P305', {
        message: `The ${kindAndTitle(from)} gives ${types.text(given)}, and the ${kindAndTitle(node)} takes ${types.text(taken)}.`,
        remedy: misfitRemedy(from, node, types.text(given)),
        edge,
        ...parameterPlace(file, signature, 0),
      }),
    ];
  });
}

function senderOf(graph: Graph, edge: EdgeId): PipelineNode | undefined {
  const found = graph.edges.find((each) => each.id === edge);
  return found === undefined ? undefined : graph.nodes.get(found.from);
}

function misfitRemedy(from: PipelineNode, node: PipelineNode, given: string): string {
  if (given === 'unknown' && from.kind === 'source') return `Give the source ${titled(from)} a record type.`;
  return (
    `Put a computation between ${titled(from)} and ${titled(node)} that turns the one into the other, ` +
    `change the type that ${titled(node)} takes, or remove the edge.`
  );
}

/** `decode`, `generate` and `initial` have no edge before them: bytes, an index, a key. */
function firstArgumentFaults(
  types: TypeReader,
  { file, node, signature }: Callable,
  taken: ts.Type,
): readonly Diagnostic[] {
  if (file.field !== 'decode' && file.field !== 'generate' && file.field !== 'initial') return [];
  const { checker } = types;
  const given = { decode: types.bytes(), generate: checker.getNumberType(), initial: checker.getStringType() }[
    file.field
  ];
  if (checker.isTypeAssignableTo(given, taken)) return [];
  return [
    diagnose('P319', {
      message: `The ${file.field} snippet of ${titled(node)} takes ${types.text(taken)}; it is called with ${types.text(given)}.`,
      remedy: 'Leave the parameter’s type out, or correct it.',
      ...parameterPlace(file, signature, 0),
    }),
  ];
}

/** The parameter where it is written in this snippet, else the snippet. */
function parameterPlace(file: SnippetFile, signature: ts.Signature, index: number): Place {
  const declaration = (signature.parameters[index] ?? signature.parameters.at(-1))?.valueDeclaration;
  return declaration?.getSourceFile().fileName === file.fileName
    ? placeOf(file, declaration.getStart(), declaration.getEnd())
    : wholeSnippet(file);
}
