/**
 * A pipeline as the graph that ELK lays out, and what it found back as one edit: swimlanes hold their computations, edges
 * cross their borders, records flow to the right. Notes take no part: a frame is fitted anew around its nodes, others in the way are moved below. Pure.
 */
import { type NodeId, nodeId } from '@potoroo/shared/ids';
import type { Edit, NodeMove, Pipeline, PipelineNode, Position } from '@potoroo/shared/pipeline';
import { lanePadding } from '../graph/add-node.ts';
import { type Draft, draftOf, editOf, extended } from '../graph/draft.ts';
import { framedBy, frameAround, type SizeOf } from '../graph/frame.ts';
import { freePlace, type Size } from '../graph/free-place.ts';

/** The part of ELK's JSON that is used. */
export type ElkNode = {
  readonly id: string;
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly layoutOptions?: Readonly<Record<string, string>>;
  readonly children?: readonly ElkNode[];
  readonly edges?: readonly {
    readonly id: string;
    readonly sources: readonly string[];
    readonly targets: readonly string[];
  }[];
};

const rootOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.layered.spacing.nodeNodeBetweenLayers': '72',
  'elk.spacing.nodeNode': '32',
  'elk.spacing.componentComponent': '48',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
};
const laneOptions = {
  'elk.padding': `[top=${lanePadding.top},left=${lanePadding.side},bottom=${lanePadding.bottom},right=${lanePadding.side}]`,
};

export function elkGraphOf({ nodes, edges }: Pipeline, sizeOf: SizeOf): ElkNode {
  const leaf = (node: PipelineNode): ElkNode => ({ id: node.id, ...sizeOf(node) });
  const insideOf = (lane: NodeId) => nodes.filter((node) => node.kind === 'state-computation' && node.state === lane);
  const states = new Set(nodes.flatMap(({ id, kind }) => (kind === 'state' ? [id] : [])));
  const isInside = (node: PipelineNode) => node.kind === 'state-computation' && states.has(node.state);
  const children = nodes
    .filter((node) => node.kind !== 'note' && !isInside(node))
    .map((node): ElkNode => {
      const inside = node.kind === 'state' ? insideOf(node.id) : [];
      return inside.length === 0 ? leaf(node) : { id: node.id, layoutOptions: laneOptions, children: inside.map(leaf) };
    });
  return {
    id: 'root',
    layoutOptions: rootOptions,
    children,
    edges: edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  };
}

type Placed = Position & Size;

/** One edit; null where nothing moves. What is laid out keeps the place of its top left corner. */
export function layoutEdit(pipeline: Pipeline, laidOut: ElkNode, sizeOf: SizeOf): Edit | null {
  const found = new Map<NodeId, Placed>();
  collect(laidOut, { x: 0, y: 0 }, found);
  const shift = shiftTo(pipeline, found);
  const resized = pipeline.nodes.reduce((draft, node) => {
    const place = found.get(node.id);
    if (node.kind !== 'state' || place === undefined) return draft;
    const size = { width: Math.round(place.width), height: Math.round(place.height) };
    const isSame = size.width === node.size.width && size.height === node.size.height;
    return isSame ? draft : extended(draft, { type: 'change-node', node: { ...node, size } });
  }, draftOf(pipeline));
  const moves = pipeline.nodes.flatMap((node): readonly NodeMove[] => {
    const place = found.get(node.id);
    if (place === undefined) return [];
    const position = { x: Math.round(place.x + shift.x), y: Math.round(place.y + shift.y) };
    return position.x === node.position.x && position.y === node.position.y ? [] : [{ node: node.id, position }];
  });
  const moved = moves.length === 0 ? resized : extended(resized, { type: 'move-nodes', moves });
  const cleared = notesOutOfTheWay(refittedFrames(pipeline, moved, sizeOf), sizeOf);
  return cleared.edits.length === 0 ? null : editOf(cleared);
}

function collect(
  { id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode,
  origin: Position,
  into: Map<NodeId, Placed>,
): void {
  const place = { x: origin.x + x, y: origin.y + y };
  if (id !== 'root') into.set(nodeId(id), { ...place, width, height });
  for (const child of children) collect(child, place, into);
}

function shiftTo({ nodes }: Pipeline, found: ReadonlyMap<NodeId, Placed>): Position {
  const laid = nodes.filter(({ id }) => found.has(id));
  const corner = (places: readonly Position[]) => ({
    x: Math.min(...places.map(({ x }) => x)),
    y: Math.min(...places.map(({ y }) => y)),
  });
  if (laid.length === 0) return { x: 0, y: 0 };
  const [before, after] = [corner(laid.map(({ position }) => position)), corner([...found.values()])];
  return { x: before.x - after.x, y: before.y - after.y };
}

/** A note that framed nodes frames the same nodes where they lie now. */
const refittedFrames = (before: Pipeline, begun: Draft, sizeOf: SizeOf): Draft =>
  before.nodes.reduce((draft, note) => {
    if (note.kind !== 'note') return draft;
    const box = frameAround(draft.pipeline, framedBy(before, note, sizeOf), currentSize(draft, sizeOf));
    if (box === null) return draft;
    const { x, y, width, height } = box;
    return extended(draft, {
      type: 'change-node',
      node: { ...note, position: { x, y }, size: { width, height } },
    });
  }, begun);

/** A swimlane may have been resized since it was measured. */
const currentSize =
  ({ pipeline }: Draft, sizeOf: SizeOf): SizeOf =>
  (node) => {
    const now = pipeline.nodes.find(({ id }) => id === node.id);
    return now !== undefined && 'size' in now ? now.size : sizeOf(node);
  };

const notesOutOfTheWay = (begun: Draft, sizeOf: SizeOf): Draft =>
  begun.pipeline.nodes.reduce((draft, note) => {
    if (note.kind !== 'note' || framedBy(draft.pipeline, note, sizeOf).length > 0) return draft;
    const others = { ...draft.pipeline, nodes: draft.pipeline.nodes.filter(({ id }) => id !== note.id) };
    const position = freePlace(others, note.position, note.size);
    const stays = position.x === note.position.x && position.y === note.position.y;
    return stays ? draft : extended(draft, { type: 'move-nodes', moves: [{ node: note.id, position }] });
  }, begun);
