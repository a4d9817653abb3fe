/**
 * Nodes and edges that were drawn beside code which a person wrote: statements at its end, by the variables that the code has.
 * An edge from what has no variable there is said by `connect`.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { Pipeline, PipelineNode, SnippetField } from '../pipeline/index.ts';
import { stringLiteral } from './escape.ts';
import type { Reader } from './description-reader.ts';
import { Identifiers } from './identifiers.ts';
import { isLoneFunction } from './lone-function.ts';
import { freshFile, snippetsIn } from './plain-project.ts';
import { identifiersIn } from './source-files.ts';
import type { TextEdits } from './text-edits.ts';
import { type DescriptionNames, statementsOf } from './write-description.ts';

/** What code says, with its syntax, and what it is to say. */
export type Turn = { readonly before: Pipeline; readonly after: Pipeline; readonly reading: Reader };

/** `known` are the nodes that the code says. */
export function added(
  { before, after, reading }: Turn,
  known: ReadonlySet<string>,
  edits: TextEdits,
  files: Map<string, string>,
): boolean {
  const fresh = after.nodes.filter(({ id }) => !known.has(id));
  const there = new Set(before.edges.map(({ from, to }) => `${from} ${to}`));
  const variables = variablesOf(reading.names);
  const app = [...reading.names].find(([, value]) => value.type === 'app')?.[0];
  if (app === undefined) return false;
  const identifiers = new Identifiers(identifiersIn(edits.file));
  const modules = snippetModules(fresh, { identifiers, edits, files });
  const names = {
    identifiers,
    app,
    wanted: variables,
    neededBefore: () => [],
    snippet: (node: NodeId, field: SnippetField) => modules.get(`${node} ${field}`) ?? '',
    ours: (name: string) => edits.ours(name),
  };
  const placed = fresh.filter((node) => insertedInChain(node, { before, after, reading }, names, edits));
  const isPlaced = (id: string): boolean => placed.some((node) => node.id === id);
  const nodes = fresh.filter(({ id }) => !isPlaced(id));
  const edges = after.edges.filter(({ from, to }) => !there.has(`${from} ${to}`) && !isPlaced(from) && !isPlaced(to));
  if (nodes.length === 0 && edges.length === 0) return true;
  const isNew = (id: string): boolean => nodes.some((node) => node.id === id);
  const isSpokenOf = (id: string): boolean => isNew(id) || variables.has(id as NodeId);
  const part: Pipeline = {
    ...after,
    nodes: after.nodes.filter(({ id }) => isSpokenOf(id)),
    edges: edges.filter(({ from, to }) => isNew(to) && isSpokenOf(from)),
  };
  const { statements } = statementsOf(part, names);
  const said = statements.flatMap(({ node, text }) => (node === null || isNew(node) ? [text] : []));
  const apart = edges
    .filter((edge) => !part.edges.includes(edge))
    .map(({ from, to }) => `${app}.connect(${stringLiteral(from)}, ${stringLiteral(to)});`);
  edits.insert(endOfStatements(edits.file), `\n\n${[...said, ...apart].join('\n')}`);
  return true;
}

/** A node that came between two others is said between them, where one is called on what the other makes. */
function insertedInChain(
  node: PipelineNode,
  { before, after, reading }: Turn,
  names: DescriptionNames,
  edits: TextEdits,
): boolean {
  const [into, ...moreInto] = after.edges.filter(({ to }) => to === node.id);
  const [out, ...moreOut] = after.edges.filter(({ from }) => from === node.id);
  if (into === undefined || out === undefined || moreInto.length > 0 || moreOut.length > 0) return false;
  const isBetween = (edges: Pipeline['edges']): boolean =>
    edges.some(({ from, to }) => from === into.from && to === out.to);
  const next = reading.calls.get(out.to);
  if (!isBetween(before.edges) || isBetween(after.edges) || next === undefined) return false;
  if (!ts.isPropertyAccessExpression(next.expression)) return false;
  const receiver = next.expression.expression;
  const value = ts.isIdentifier(receiver) ? reading.names.get(receiver.text) : undefined;
  const isIts = value?.type === 'stream' && value.from.length === 1 && value.from[0] === into.from;
  if (receiver !== reading.calls.get(into.from) && !isIts) return false;
  const wanted = new Map([...names.wanted, [into.from, 'receiver']]);
  const nodes = after.nodes.filter(({ id, kind }) => id === into.from || id === node.id || kind === 'state');
  const { statements } = statementsOf({ ...after, nodes, edges: [into] }, { ...names, wanted });
  const said = statements.find((each) => each.node === node.id)?.text ?? '';
  const call = /^receiver(\.[^]*);$/.exec(said)?.[1];
  if (call === undefined) return false;
  const { text } = edits.file;
  const gap = text.slice(receiver.end, text.lastIndexOf('.', next.expression.name.getStart(edits.file)));
  edits.insert(receiver.end, `${gap.trim() === '' ? gap : ''}${call}`);
  return true;
}

/** Behind the last statement and what stands beside it on its line, but in front of the export. */
function endOfStatements({ statements, text }: ts.SourceFile): number {
  const exported = statements.findLastIndex((each) => ts.isExportAssignment(each) || ts.isExportDeclaration(each));
  const last = exported < 0 ? statements.at(-1) : statements[exported - 1];
  const end = last?.end ?? 0;
  return ts.getTrailingCommentRanges(text, end)?.at(-1)?.end ?? end;
}

/** Of streams of one node, and of states. */
function variablesOf(names: Turn['reading']['names']): ReadonlyMap<NodeId, string> {
  const found = new Map<NodeId, string>();
  for (const [name, value] of names) {
    const id =
      value.type === 'stream' && value.from.length === 1
        ? value.from[0]
        : value.type === 'state'
          ? value.id
          : undefined;
    if (id !== undefined && !found.has(id as NodeId)) found.set(id as NodeId, name);
  }
  return found;
}

type Where = { readonly identifiers: Identifiers; readonly edits: TextEdits; readonly files: Map<string, string> };

/** What each snippet of new nodes is called: a short function is written in its place, any other gets a module. */
function snippetModules(
  nodes: readonly PipelineNode[],
  { identifiers, edits, files }: Where,
): ReadonlyMap<string, string> {
  const taken = new Set([...files.keys()].map((file) => file.toLowerCase()));
  return new Map(
    snippetsIn({ nodes }).map(({ node, field, text }) => {
      if (isLoneFunction(text) && !text.includes('\n')) return [`${node.id} ${field}`, text];
      const file = freshFile(node, field, taken);
      const variable = identifiers.fresh(field === 'code' ? `${node.id} code` : `${field} ${node.id}`);
      files.set(file, `${isLoneFunction(text) ? `export default ${text};` : text}\n`);
      edits.addImport(`import ${variable} from './${file}';`);
      return [`${node.id} ${field}`, variable];
    }),
  );
}
