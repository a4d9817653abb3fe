/** A node put onto an edge: the edge goes, and the node lies between its ends, all as one edit or a reason why not. Pure. */
import type { PaletteEntry } from '@potoroo/shared/catalogue';
import type { EdgeId, NodeId } from '@potoroo/shared/ids';
import type { Edit, Pipeline, PipelineEdge, Position } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import { type Addition, additionOf } from './add-node.ts';
import { connectEdit } from './connect.ts';
import { hasInput, hasOutput } from './connection-rules.ts';
import { type Draft, draftOf, editOf, extended } from './draft.ts';

/** A new node from the palette, at the place where it was dropped. */
export function insertNew(
  pipeline: Pipeline,
  entry: PaletteEntry,
  { edge: id, at }: { readonly edge: EdgeId; readonly at: Position },
): Result<Addition, string> {
  const edge = pipeline.edges.find((each) => each.id === id);
  const addition = additionOf(pipeline, entry, { at, state: null, room: 'here' });
  if (edge === undefined || addition === null) return err('The edge is gone.');
  const through = between(extended(draftOf(pipeline), addition.edit), edge, addition.node);
  return through.ok ? ok({ edit: editOf(through.value), node: addition.node }) : through;
}

/** A node of the document that has no edges yet. */
export function insertExisting(pipeline: Pipeline, node: NodeId, id: EdgeId): Result<Edit, string> {
  const edge = pipeline.edges.find((each) => each.id === id);
  if (edge === undefined) return err('The edge is gone.');
  const through = between(draftOf(pipeline), edge, node);
  return through.ok ? ok(editOf(through.value)) : through;
}

/** Whether dropping this node on an edge means to insert it: it has both ports, and nothing is connected to them. */
export function isInsertable({ nodes, edges }: Pipeline, id: NodeId): boolean {
  const node = nodes.find((each) => each.id === id);
  return (
    node !== undefined &&
    hasInput(node.kind) &&
    hasOutput(node.kind) &&
    !edges.some(({ from, to }) => from === id || to === id)
  );
}

function between(draft: Draft, edge: PipelineEdge, node: NodeId): Result<Draft, string> {
  const cut = extended(draft, { type: 'disconnect', edges: [edge.id] });
  const into = connectEdit(cut.pipeline, { from: edge.from, to: node });
  if (!into.ok) return into;
  const half = extended(cut, into.value);
  const out = connectEdit(half.pipeline, { from: node, to: edge.to });
  return out.ok ? ok(extended(half, out.value)) : out;
}
