/** Where a new node has room. Pure: boxes are as drawn, as far as that is known without the browser. */
import type { Pipeline, PipelineNode, Position } from '@potoroo/shared/pipeline';

export type Size = { readonly width: number; readonly height: number };
export type Box = Position & Size;

/** A source, computation, state computation or sink, without what only the browser can measure. */
export const drawnSize: Size = { width: 196, height: 54 };
export const keySize: Size = { width: 136, height: 32 };
export const gap = 24;
/** To the right of a node, with room for the type on the edge between. */
const besideGap = 64;

export const sizeOf = (node: PipelineNode): Size =>
  'size' in node ? node.size : node.kind === 'key' ? keySize : drawnSize;

/** Straight down from where it is wanted, until nothing is overlapped: swimlanes, notes and what lies in them included. */
export function freePlace({ nodes }: Pipeline, wanted: Position, size: Size): Position {
  const boxes = nodes.map(boxOf);
  let place: Position = { x: Math.round(wanted.x), y: Math.round(wanted.y) };
  for (;;) {
    const own = { ...place, ...size };
    const hit = boxes.filter((box) => overlap(box, own));
    if (hit.length === 0) return place;
    place = { x: place.x, y: Math.max(...hit.map(({ y, height }) => y + height)) + gap };
  }
}

/** To the right of a node, and of the swimlane that it lies in. */
export function placeBeside({ nodes }: Pipeline, node: PipelineNode): Position {
  const lane = node.kind === 'state-computation' ? nodes.find(({ id }) => id === node.state) : undefined;
  const { x, width } = boxOf(lane ?? node);
  return { x: x + width + besideGap, y: node.position.y };
}

export const boxOf = (node: PipelineNode): Box => ({ ...node.position, ...sizeOf(node) });

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width + gap / 2 &&
  b.x < a.x + a.width + gap / 2 &&
  a.y < b.y + b.height + gap / 2 &&
  b.y < a.y + a.height + gap / 2;
