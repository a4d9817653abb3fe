/**
 * What React Flow draws: nodes and edges derived once from the document and patched on each change of it, with what only
 * the screen knows (measured sizes, selection, positions in mid-drag). Turns finished moves into edits.
 */
import type { EdgeId, NodeId } from '@potoroo/shared/ids';
import type { Edit, NodeMove, Pipeline } from '@potoroo/shared/pipeline';
import { applyEdgeChanges, applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { create } from 'zustand';
import { notify } from '../../ui/notices.tsx';
import { apply, useDocument } from '../document/document-store.ts';
import { draftOf, editOf, extended } from '../graph/draft.ts';
import { insertExisting } from '../graph/insert-on-edge.ts';
import { withCarried } from './carried.ts';
import { measuredSizes } from './measured.ts';
import { edgeUnder } from './edge-under.ts';
import { type FlowEdge, type FlowNode, flowEdgesOf, flowNodesOf, movesIn } from './flow-model.ts';

type FlowStore = {
  readonly nodes: FlowNode[];
  readonly edges: FlowEdge[];
  /** A pointer holds nodes: their positions are not yet the document's. */
  readonly dragging: boolean;
};

export const useFlow = create<FlowStore>(() => ({ nodes: [], edges: [], dragging: false }));

/** Called once, at the start. */
export function followDocument(): void {
  useDocument.subscribe(({ pipeline, opened }, before) => {
    if (opened !== before.opened) useFlow.setState(derived(pipeline, [], []));
    else if (pipeline !== before.pipeline) useFlow.setState(({ nodes, edges }) => derived(pipeline, nodes, edges));
  });
}

const derived = (pipeline: Pipeline | null, nodes: FlowNode[], edges: FlowEdge[]): Pick<FlowStore, 'nodes' | 'edges'> =>
  pipeline === null
    ? { nodes: [], edges: [] }
    : { nodes: flowNodesOf(pipeline, nodes), edges: flowEdgesOf(pipeline, edges) };

/** Stable, as React Flow wants its handlers. Removal goes through edits, never through changes. */
export function changeNodes(changes: NodeChange<FlowNode>[]): void {
  const kept = changes.filter(({ type }) => type !== 'remove');
  const wasDragging = useFlow.getState().dragging;
  const moved = kept.filter((change) => change.type === 'position');
  const dragging = moved.length === 0 ? wasDragging : moved.some((change) => change.dragging === true);
  const { pipeline } = useDocument.getState();
  useFlow.setState(({ nodes }) => {
    const all = pipeline === null ? kept : withCarried(kept, { pipeline, nodes, sizeOf: measuredSizes(nodes) });
    return { nodes: applyNodeChanges(all, nodes), dragging };
  });
  if (moved.some((change) => change.dragging !== true)) commitMoves(wasDragging);
}

export const holdNodes = (dragging: boolean): void => useFlow.setState({ dragging });

export const changeEdges = (changes: EdgeChange<FlowEdge>[]): void =>
  useFlow.setState(({ edges }) => ({
    edges: applyEdgeChanges(
      changes.filter(({ type }) => type !== 'remove'),
      edges,
    ),
  }));

/** A drag is one step of the history by itself; moves by arrow keys that follow each other are one step together. */
function commitMoves(byPointer: boolean): void {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return;
  const moves = movesIn(useFlow.getState().nodes, pipeline);
  if (moves.length === 0) return;
  const move: Edit = { type: 'move-nodes', moves };
  if (byPointer) apply(ontoEdge(pipeline, move, moves) ?? move);
  else apply(move, `move ${moves.map(({ node }) => node).join(' ')}`);
}

/** A node that was dropped on an edge is inserted there, in the same step; null where none was, or where it does not fit. */
function ontoEdge(pipeline: Pipeline, move: Edit, [first]: readonly NodeMove[]): Edit | null {
  const edge = edgeUnder();
  if (edge === null || first === undefined) return null;
  const moved = extended(draftOf(pipeline), move);
  const inserted = insertExisting(moved.pipeline, first.node, edge);
  if (inserted.ok) return editOf(extended(moved, inserted.value));
  notify({ tone: 'bad', message: `Not inserted. ${inserted.error}`, remedy: '' });
  return null;
}

export type Selection = { readonly nodes: readonly NodeId[]; readonly edges: readonly EdgeId[] };

export function selectedIn({ nodes, edges }: Pick<FlowStore, 'nodes' | 'edges'>): Selection {
  return {
    nodes: nodes.filter(({ selected }) => selected).map(({ data }) => data.node.id),
    edges: edges.flatMap(({ selected, data }) => (selected === true && data !== undefined ? [data.edge.id] : [])),
  };
}

export function select(selection: Partial<Selection>): void {
  const nodeIds = new Set<string>(selection.nodes ?? []);
  const edgeIds = new Set<string>(selection.edges ?? []);
  useFlow.setState(({ nodes, edges }) => ({
    nodes: nodes.map((node) => withSelection(node, nodeIds.has(node.id))),
    edges: edges.map((edge) => withSelection(edge, edgeIds.has(edge.id))),
  }));
}

const withSelection = <Item extends { selected?: boolean }>(item: Item, selected: boolean): Item =>
  (item.selected ?? false) === selected ? item : { ...item, selected };
