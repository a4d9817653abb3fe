/**
 * Which connections make sense by their kinds, before any type is known: what a drag may end on, and why not. The compiler
 * says the same about a whole document, with numbers; here a sentence per pair is needed at once, on every pointer move.
 */
import { nodeKinds } from '@potoroo/shared/catalogue';
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeKind, Pipeline, PipelineNode } from '@potoroo/shared/pipeline';

export type Ends = { readonly from: NodeId; readonly to: NodeId };

export const hasOutput = (kind: NodeKind): boolean => nodeKinds[kind].outputs.length > 0;
export const hasInput = (kind: NodeKind): boolean => nodeKinds[kind].inputs.length > 0;

const notInto: Partial<Record<NodeKind, string>> = {
  source: 'A source is where records enter: nothing leads into it.',
  state: 'Records meet a state in its state computations: connect one of those.',
  note: 'A note takes no part in the flow.',
};
const notFrom: Partial<Record<NodeKind, string>> = {
  sink: 'A sink is where records leave: nothing follows it.',
  state: 'A state passes no records on: connect one of its state computations.',
  note: 'A note takes no part in the flow.',
};

/** Why the two cannot be connected; null where they can. */
export function connectionFault(pipeline: Pipeline, { from, to }: Ends): string | null {
  const source = pipeline.nodes.find(({ id }) => id === from);
  const target = pipeline.nodes.find(({ id }) => id === to);
  if (source === undefined || target === undefined) return 'One of the two nodes is gone.';
  if (from === to) return 'A node cannot lead to itself.';
  if (!hasOutput(source.kind)) return notFrom[source.kind] ?? 'Nothing follows this node.';
  if (!hasInput(target.kind)) return notInto[target.kind] ?? 'Nothing leads into this node.';
  if (pipeline.edges.some((edge) => edge.from === from && edge.to === to)) return 'The two are connected already.';
  if (source.kind === 'key' && target.kind !== 'state-computation')
    return 'A key leads to a state computation, where records meet the state of their key.';
  if (reaches(pipeline, to, from))
    return 'This would make a cycle: records would come back to a node they have passed.';
  return null;
}

/** A state computation takes keyed records, so a key function goes in between where the other end is none. */
export const needsKeyBetween = (source: PipelineNode, target: PipelineNode): boolean =>
  target.kind === 'state-computation' && source.kind !== 'key';

/** Where records from a node can be led, in the order of the document. */
export const possibleTargets = (pipeline: Pipeline, from: NodeId): readonly PipelineNode[] =>
  pipeline.nodes.filter(({ id }) => connectionFault(pipeline, { from, to: id }) === null);

/** The state computations of one state are one place: records that leave one must not come back to another. */
function reaches(pipeline: Pipeline, from: NodeId, to: NodeId): boolean {
  const states = new Map(
    pipeline.nodes.flatMap((node) => (node.kind === 'state-computation' ? [[node.id, node.state] as const] : [])),
  );
  const placeOf = (id: NodeId): NodeId => states.get(id) ?? id;
  const seen = new Set<NodeId>();
  const waiting = [placeOf(from)];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (place === placeOf(to)) return true;
    if (seen.has(place)) continue;
    seen.add(place);
    for (const edge of pipeline.edges) if (placeOf(edge.from) === place) waiting.push(placeOf(edge.to));
  }
  return false;
}
