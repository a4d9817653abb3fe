/**
 * The types at the ports of nodes, and which outputs do not fit which inputs: what an editor has to know while a connection is
 * being drawn, before there is an edge that could be faulty. An input demands only what its author has written: a parameter
 * without a type takes whatever comes.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { Project, SnippetFile } from './project.ts';
import type { TypeReader } from './snippet-types.ts';

export type PortTypes = {
  /** What leaves a node, as text. */
  readonly outputs: ReadonlyMap<NodeId, string>;
  /** What a node demands of its records, as text; absent where it takes anything. */
  readonly inputs: ReadonlyMap<NodeId, string>;
  /** For a node that demands a type: the nodes whose output is not assignable to it. */
  readonly misfits: ReadonlyMap<NodeId, readonly NodeId[]>;
};

export function portTypes({ graph, snippets }: Project, types: TypeReader): PortTypes {
  const given = new Map<NodeId, ts.Type>();
  for (const { id } of graph.flow) {
    const type = types.contractType(id, 'Out');
    if (type !== null) given.set(id, type);
  }
  const taken = new Map<NodeId, ts.Type>();
  for (const file of snippets) {
    const type = demandOf(file, types);
    if (file.node !== null && type !== null) taken.set(file.node.id, type);
  }
  return { outputs: texts(given, types), inputs: texts(taken, types), misfits: misfitsOf(given, taken, types) };
}

type Types = ReadonlyMap<NodeId, ts.Type>;

const texts = (all: Types, types: TypeReader): ReadonlyMap<NodeId, string> =>
  new Map([...all].map(([id, type]) => [id, types.text(type)]));

function demandOf({ node, field, fileName }: SnippetFile, types: TypeReader): ts.Type | null {
  if (node === null || (field !== 'code' && field !== 'encode')) return null;
  const signature = types.functionOf(fileName)?.signature ?? null;
  const declaration = signature?.parameters[0]?.valueDeclaration;
  if (signature === null || declaration === undefined) return null;
  return ts.isParameter(declaration) && declaration.type !== undefined ? types.parameterType(signature, 0) : null;
}

function misfitsOf(given: Types, taken: Types, { checker }: TypeReader): PortTypes['misfits'] {
  return new Map(
    [...taken].flatMap(([to, demand]) => {
      const misfits = [...given].flatMap(([from, type]) => (checker.isTypeAssignableTo(type, demand) ? [] : [from]));
      return misfits.length === 0 ? [] : [[to, misfits] as const];
    }),
  );
}
