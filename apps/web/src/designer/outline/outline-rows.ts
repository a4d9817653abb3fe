/**
 * The graph as rows of a tree: nodes in the order of the flow, computations below their state, and below each node the edges
 * that lead out of it. Also where the keys of a treegrid lead (https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/). Pure.
 */
import type { EdgeId, NodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineEdge, PipelineNode } from '@potoroo/shared/pipeline';
import { shownName } from '../graph/names.ts';

export type OutlineRow = {
  /** Unlike an id, unlike that of any other row. */
  readonly key: string;
  readonly parent: string | null;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Null where there is nothing to open. */
  readonly expanded: boolean | null;
} & (
  | { readonly type: 'node'; readonly node: PipelineNode }
  | { readonly type: 'edge'; readonly edge: PipelineEdge; readonly to: string }
);

type Branch = { readonly key: string; readonly children: readonly Branch[] } & (
  | { readonly type: 'node'; readonly node: PipelineNode }
  | { readonly type: 'edge'; readonly edge: PipelineEdge; readonly to: string }
);

export const nodeKey = (id: NodeId): string => `node ${id}`;
export const edgeKey = (id: EdgeId): string => `edge ${id}`;

export const rowsOf = (pipeline: Pipeline, collapsed: ReadonlySet<string>): readonly OutlineRow[] =>
  flattened(branchesOf(pipeline), { parent: null, level: 1, collapsed });

function branchesOf(pipeline: Pipeline): readonly Branch[] {
  const order = new Map(flowOrder(pipeline).map((id, index) => [id, index]));
  const states = new Set(pipeline.nodes.flatMap(({ id, kind }) => (kind === 'state' ? [id] : [])));
  const names = new Map(pipeline.nodes.map((node) => [node.id, shownName(node)]));
  const insideOf = (lane: NodeId) =>
    pipeline.nodes.filter((node) => node.kind === 'state-computation' && node.state === lane);
  const reached = new Set(pipeline.edges.map(({ to }) => to));
  // A state comes where records first meet it.
  const rank = (node: PipelineNode): number =>
    node.kind === 'state'
      ? Math.min(
          ...insideOf(node.id).map(({ id }) => (reached.has(id) ? (order.get(id) ?? Infinity) : Infinity)),
          order.size,
        )
      : (order.get(node.id) ?? order.size);
  const ranked = (nodes: readonly PipelineNode[]) => nodes.toSorted((a, b) => rank(a) - rank(b));
  const branch = (node: PipelineNode): Branch => ({
    type: 'node',
    key: nodeKey(node.id),
    node,
    children: [
      ...pipeline.edges
        .filter(({ from }) => from === node.id)
        .map((edge): Branch => ({
          type: 'edge',
          key: edgeKey(edge.id),
          edge,
          to: names.get(edge.to) ?? edge.to,
          children: [],
        })),
      ...(node.kind === 'state' ? ranked(insideOf(node.id)).map(branch) : []),
    ],
  });
  const outer = pipeline.nodes.filter((node) => node.kind !== 'state-computation' || !states.has(node.state));
  return ranked(outer).map(branch);
}

/** Kahn's algorithm in the order of the document; what lies on a cycle, states and notes come last. */
function flowOrder({ nodes, edges }: Pipeline): readonly NodeId[] {
  const missing = new Map(nodes.map(({ id }) => [id, edges.filter(({ to }) => to === id).length]));
  const inFlow = nodes.filter(({ kind }) => kind !== 'state' && kind !== 'note');
  const order = inFlow.filter(({ id }) => missing.get(id) === 0).map(({ id }) => id);
  for (const id of order) {
    for (const { to } of edges.filter(({ from }) => from === id)) {
      const left = (missing.get(to) ?? 0) - 1;
      missing.set(to, left);
      if (left === 0) order.push(to);
    }
  }
  return order;
}

type Above = { readonly parent: string | null; readonly level: number; readonly collapsed: ReadonlySet<string> };

const flattened = (branches: readonly Branch[], { parent, level, collapsed }: Above): readonly OutlineRow[] =>
  branches.flatMap(({ children, ...own }, index) => {
    const expanded = children.length === 0 ? null : !collapsed.has(own.key);
    const row: OutlineRow = { ...own, parent, level, position: index + 1, siblings: branches.length, expanded };
    return expanded === true ? [row, ...flattened(children, { parent: own.key, level: level + 1, collapsed })] : [row];
  });

export type Step =
  | { readonly type: 'go'; readonly key: string }
  | { readonly type: 'expand' | 'collapse'; readonly key: string };

/** Where a key leads from a row; null where it means nothing here. */
export function stepFrom(rows: readonly OutlineRow[], active: string, key: string): Step | null {
  const index = rows.findIndex((row) => row.key === active);
  const row = rows[index];
  if (row === undefined) return null;
  const go = (to: OutlineRow | undefined): Step | null => (to === undefined ? null : { type: 'go', key: to.key });
  switch (key) {
    case 'ArrowDown':
      return go(rows[index + 1]);
    case 'ArrowUp':
      return go(rows[index - 1]);
    case 'Home':
      return go(rows[0]);
    case 'End':
      return go(rows.at(-1));
    case 'ArrowRight':
      if (row.expanded === null) return null;
      return row.expanded ? go(rows[index + 1]) : { type: 'expand', key: row.key };
    case 'ArrowLeft':
      if (row.expanded === true) return { type: 'collapse', key: row.key };
      return go(rows.find(({ key: other }) => other === row.parent));
    default:
      return null;
  }
}

/** The row that has the focus when the one that had it is gone: the one that took its place, else the last. */
export function keptActive(rows: readonly OutlineRow[], active: string | null, wasAt: number): string | null {
  if (rows.some(({ key }) => key === active)) return active;
  return (rows[Math.min(Math.max(0, wasAt), rows.length - 1)] ?? null)?.key ?? null;
}
