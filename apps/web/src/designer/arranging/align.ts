/**
 * Where nodes go when they are aligned or distributed. Pure, on boxes as drawn.
 *
 *   A1  what lies in a swimlane that moves, moves with it, and is not aligned by itself
 *   A2  a state computation stays within its swimlane
 *   A3  aligning uses the outermost edge (or the middle) of all; distributing keeps the outer two and makes the gaps equal
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeMove, Pipeline, PipelineNode, Position } from '@potoroo/shared/pipeline';
import type { Size } from '../graph/free-place.ts';

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'horizontal' | 'vertical';

type SizeOf = (node: PipelineNode) => Size;
type Layout = { readonly pipeline: Pipeline; readonly sizeOf: SizeOf };
type Box = Position & Size & { readonly id: NodeId };

export function alignmentMoves(layout: Layout, chosen: readonly NodeId[], alignment: Alignment): readonly NodeMove[] {
  const boxes = independentBoxes(layout, chosen);
  const lefts = boxes.map(({ x }) => x);
  const tops = boxes.map(({ y }) => y);
  const least = { x: Math.min(...lefts), y: Math.min(...tops) };
  const most = {
    x: Math.max(...boxes.map(({ x, width }) => x + width)),
    y: Math.max(...boxes.map(({ y, height }) => y + height)),
  };
  return movesTo(layout, boxes, (box) => {
    switch (alignment) {
      case 'left':
        return { x: least.x, y: box.y };
      case 'centre':
        return { x: (least.x + most.x - box.width) / 2, y: box.y };
      case 'right':
        return { x: most.x - box.width, y: box.y };
      case 'top':
        return { x: box.x, y: least.y };
      case 'middle':
        return { x: box.x, y: (least.y + most.y - box.height) / 2 };
      case 'bottom':
        return { x: box.x, y: most.y - box.height };
    }
  });
}

export function distributionMoves(layout: Layout, chosen: readonly NodeId[], axis: Axis): readonly NodeMove[] {
  const [start, extent] = axis === 'horizontal' ? (['x', 'width'] as const) : (['y', 'height'] as const);
  const boxes = independentBoxes(layout, chosen).toSorted((a, b) => a[start] - b[start]);
  const [first, last] = [boxes.at(0), boxes.at(-1)];
  if (first === undefined || last === undefined || boxes.length < 3) return [];
  const taken = boxes.reduce((sum, box) => sum + box[extent], 0);
  const gap = (last[start] + last[extent] - first[start] - taken) / (boxes.length - 1);
  const starts = new Map<NodeId, number>();
  let next = first[start];
  for (const box of boxes) {
    starts.set(box.id, next);
    next += box[extent] + gap;
  }
  return movesTo(layout, boxes, (box) => ({ x: box.x, y: box.y, [start]: starts.get(box.id) ?? box[start] }));
}

/** A1: a computation of a chosen state goes where its state goes. */
function independentBoxes({ pipeline, sizeOf }: Layout, chosen: readonly NodeId[]): readonly Box[] {
  const ids = new Set(chosen);
  return pipeline.nodes
    .filter((node) => ids.has(node.id) && !(node.kind === 'state-computation' && ids.has(node.state)))
    .map((node) => ({ id: node.id, ...node.position, ...sizeOf(node) }));
}

function movesTo(layout: Layout, boxes: readonly Box[], place: (box: Box) => Position): readonly NodeMove[] {
  const targets = new Map(boxes.map((box) => [box.id, { box, to: place(box) }]));
  return layout.pipeline.nodes.flatMap((node): readonly NodeMove[] => {
    const own = targets.get(node.id);
    const lane = node.kind === 'state-computation' ? targets.get(node.state) : undefined;
    const wanted =
      lane !== undefined
        ? shifted(node.position, { x: lane.to.x - lane.box.x, y: lane.to.y - lane.box.y })
        : own === undefined
          ? null
          : withinLane(layout, node, own.to);
    if (wanted === null) return [];
    const position = { x: Math.round(wanted.x), y: Math.round(wanted.y) };
    return position.x === node.position.x && position.y === node.position.y ? [] : [{ node: node.id, position }];
  });
}

function withinLane({ pipeline, sizeOf }: Layout, node: PipelineNode, to: Position): Position {
  const lane = node.kind === 'state-computation' ? pipeline.nodes.find(({ id }) => id === node.state) : undefined;
  if (lane === undefined || lane.kind !== 'state') return to;
  const { width, height } = sizeOf(node);
  const within = (value: number, from: number, room: number) =>
    Math.max(from, Math.min(value, from + Math.max(0, room)));
  return {
    x: within(to.x, lane.position.x, lane.size.width - width),
    y: within(to.y, lane.position.y, lane.size.height - height),
  };
}

const shifted = (from: Position, by: Position): Position => ({ x: from.x + by.x, y: from.y + by.y });
