/**
 * A note drawn around nodes is their frame: it lies behind them and takes them along when it is moved. Nothing but where
 * things lie says so, so whoever moves a node out of a frame has taken it out. Pure.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { NoteNode, Pipeline, PipelineNode, Position } from '@potoroo/shared/pipeline';
import type { Size } from './free-place.ts';

export type SizeOf = (node: PipelineNode) => Size;
type Box = Position & Size;

/** Room for the note's text above, and a margin around. */
const padding = { side: 24, top: 52, bottom: 24 };

/** What lies wholly within the note; computations are where their state is. */
export function framedBy({ nodes }: Pipeline, note: NoteNode, sizeOf: SizeOf): readonly NodeId[] {
  const states = new Set(nodes.flatMap(({ id, kind }) => (kind === 'state' ? [id] : [])));
  return nodes
    .filter((node) => node.id !== note.id && !(node.kind === 'state-computation' && states.has(node.state)))
    .filter((node) => isWithin({ ...node.position, ...sizeOf(node) }, { ...note.position, ...note.size }))
    .map(({ id }) => id);
}

/** The box that frames these nodes; null where there are none. */
export function frameAround({ nodes }: Pipeline, members: readonly NodeId[], sizeOf: SizeOf): Box | null {
  const named = new Set(members);
  const boxes = nodes.filter(({ id }) => named.has(id)).map((node) => ({ ...node.position, ...sizeOf(node) }));
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map(({ x }) => x)) - padding.side;
  const top = Math.min(...boxes.map(({ y }) => y)) - padding.top;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + padding.side;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + padding.bottom;
  return { x: Math.round(left), y: Math.round(top), width: Math.round(right - left), height: Math.round(bottom - top) };
}

const isWithin = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
