/**
 * Nodes and edges that were drawn beside code which a person wrote: in its chains where they come between, else as statements at
 * its end, by the variables that the code has. An edge from what has no variable there is said by `connect`.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { Pipeline, SnippetField } from '../pipeline/index.ts';
import { stringLiteral } from './escape.ts';
import { snippetsIn } from './plain-project.ts';
import { trailingEnd } from './source-files.ts';
import type { TextEdits } from './text-edits.ts';
import { type DescriptionNames, statementsOf } from './write-description.ts';
import { Chains, type Turn } from './written-chains.ts';
import type { SnippetPlaces } from './written-snippet-place.ts';

/** Whether all that came, went and turned could be said. */
export function restructured(turn: Turn, edits: TextEdits, snippets: SnippetPlaces): boolean {
  const { before, after, reading } = turn;
  const known = new Set(before.nodes.map(({ id }) => id));
  const fresh = after.nodes.filter(({ id }) => !known.has(id));
  const app = [...reading.names].find(([, value]) => value.type === 'app')?.[0];
  if (app === undefined) return false;
  const { identifiers } = snippets;
  const texts = new Map(snippetsIn({ nodes: fresh }).map((each) => [`${each.node.id} ${each.field}`, each]));
  const names: DescriptionNames = {
    identifiers,
    app,
    wanted: statesIn(reading.names),
    neededBefore: () => [],
    snippet: (node: NodeId, field: SnippetField) => {
      const own = texts.get(`${node} ${field}`);
      return own === undefined ? '' : snippets.codeOf(own);
    },
    ours: (name: string) => edits.ours(name),
  };
  const callOf = (id: NodeId): string | null => callIn(id, after, names);
  const chains = new Chains(turn, edits, { app, callOf, fresh: (words) => identifiers.fresh(words) });
  if (!chains.change()) return false;
  const nodes = fresh.filter(({ id }) => !chains.placed.has(id));
  const edges = after.edges.filter(({ from, to }) => !chains.said.has(`${from} ${to}`));
  if (nodes.length === 0 && edges.length === 0) return true;
  const variables = chains.variables();
  const isNew = (id: string): boolean => nodes.some((node) => node.id === id);
  const isSpokenOf = (id: string): boolean => isNew(id) || variables.has(id as NodeId);
  const part: Pipeline = {
    ...after,
    nodes: after.nodes.filter(({ id }) => isSpokenOf(id)),
    edges: edges.filter(({ from, to }) => isNew(to) && isSpokenOf(from)),
  };
  const { statements } = statementsOf(part, { ...names, wanted: variables });
  const said = statements.flatMap(({ node, text }) => (node === null || isNew(node) ? [text] : []));
  const apart = edges
    .filter((edge) => !part.edges.includes(edge))
    .map(({ from, to }) => `${app}.connect(${stringLiteral(from)}, ${stringLiteral(to)});`);
  edits.insert(endOfStatements(edits.file), `\n\n${[...said, ...apart].join('\n')}`);
  return true;
}

/** The call that makes a node of one stream; null for what has none, or more, and where its state is not there yet. */
function callIn(id: NodeId, after: Pipeline, names: DescriptionNames): string | null {
  const node = after.nodes.find((each) => each.id === id);
  const [into, ...more] = after.edges.filter(({ to }) => to === id);
  if (into === undefined || more.length > 0) return null;
  if (node?.kind === 'state-computation' && !names.wanted.has(node.state)) return null;
  const nodes = after.nodes.filter((each) => each.id === into.from || each === node || names.wanted.has(each.id));
  const wanted = new Map([...names.wanted, [into.from, 'receiver']]);
  const { statements } = statementsOf({ ...after, nodes, edges: [into] }, { ...names, wanted });
  const said = statements.find((each) => each.node === id)?.text ?? '';
  return /^receiver(\.[^]*);$/.exec(said)?.[1] ?? null;
}

/** Behind the last statement and what stands beside it on its line, but in front of the export. */
function endOfStatements({ statements, text }: ts.SourceFile): number {
  const exported = statements.findLastIndex((each) => ts.isExportAssignment(each) || ts.isExportDeclaration(each));
  const last = exported < 0 ? statements.at(-1) : statements[exported - 1];
  const end = last?.end ?? 0;
  return trailingEnd(text, end);
}

const statesIn = (names: Turn['reading']['names']): ReadonlyMap<NodeId, string> =>
  new Map([...names].flatMap(([name, value]) => (value.type === 'state' ? [[value.id as NodeId, name] as const] : [])));
