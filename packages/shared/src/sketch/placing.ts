/**
 * Where nodes stand that no layout knows: in columns by their distance from a source, states as swimlanes around their
 * state computations. Good enough to read and to start from; a person arranges the rest in the designer.
 */
import type { NodeId } from '../ids.ts';
import type { NodeLayout } from './layout.ts';
import type { SketchedEdge, SketchedNode } from './sketch.ts';

const column = 260;
const row = 130;
const noteSize = { width: 252, height: 84 };
const lane = { side: 28, top: 48, nodeWidth: 196, nodeHeight: 58, bottom: 24 };

type Known = ReadonlyMap<NodeId, NodeLayout>;

export function placed<Ref>(
  nodes: readonly SketchedNode<Ref>[],
  edges: readonly SketchedEdge[],
  known: Known,
): (id: NodeId) => Required<NodeLayout> {
  const places = new Map<NodeId, Required<NodeLayout>>();
  const firstFree = Math.max(-row, ...[...known.values()].map(({ y, height }) => y + (height ?? 0))) + row;
  const depth = depths(nodes, edges);
  const rows = new Map<number, number>();
  for (const node of nodes) {
    const at = known.get(node.id);
    const own = depth.get(node.id) ?? 0;
    const line = rows.get(own) ?? 0;
    if (at === undefined && node.kind !== 'state') rows.set(own, line + 1);
    places.set(node.id, { id: node.id, ...noteSize, x: own * column, y: firstFree + lane.top + line * row, ...at });
  }
  for (const node of nodes) {
    if (node.kind !== 'state' || isSized(known.get(node.id))) continue;
    const inside = nodes.filter((each) => each.kind === 'state-computation' && each.state === node.id);
    places.set(
      node.id,
      swimlane(
        node.id,
        inside.flatMap(({ id }) => places.get(id) ?? []),
        known.get(node.id),
      ),
    );
  }
  return (id) => places.get(id) ?? { id, x: 0, y: 0, ...noteSize };
}

const isSized = (layout: NodeLayout | undefined): boolean => layout?.width !== undefined;

/** Around what is inside, or an empty one. */
function swimlane(id: NodeId, inside: readonly NodeLayout[], at: NodeLayout | undefined): Required<NodeLayout> {
  const width = lane.nodeWidth + 2 * lane.side;
  if (inside.length === 0) return { id, x: 0, y: 0, width, height: row, ...at };
  const left = Math.min(...inside.map(({ x }) => x)) - lane.side;
  const top = Math.min(...inside.map(({ y }) => y)) - lane.top;
  const right = Math.max(...inside.map(({ x }) => x)) + lane.nodeWidth + lane.side;
  const bottom = Math.max(...inside.map(({ y }) => y)) + lane.nodeHeight + lane.bottom;
  return { id, x: left, y: top, width: right - left, height: bottom - top, ...at };
}

/** The longest way from a node without predecessors; a cycle is walked once. */
function depths<Ref>(nodes: readonly SketchedNode<Ref>[], edges: readonly SketchedEdge[]): ReadonlyMap<NodeId, number> {
  const depth = new Map<NodeId, number>(nodes.map(({ id }) => [id, 0]));
  for (let round = 1; round < nodes.length; round += 1) {
    const later = edges.filter(({ from, to }) => {
      const wanted = (depth.get(from) ?? 0) + 1;
      if (wanted > round || wanted <= (depth.get(to) ?? 0)) return false;
      depth.set(to, wanted);
      return true;
    });
    if (later.length === 0) break;
  }
  return depth;
}
