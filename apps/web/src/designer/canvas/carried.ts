/**
 * What a moving frame takes along: the same move for each node that lay in it when the move began. Keeps, for the length of
 * a drag, which those are; an arrow key is a move of its own.
 */
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { NodeChange, NodePositionChange } from '@xyflow/react';
import { framedBy, type SizeOf } from '../graph/frame.ts';
import type { FlowNode } from './flow-model.ts';

type Scene = { readonly pipeline: Pipeline; readonly nodes: readonly FlowNode[]; readonly sizeOf: SizeOf };

const held = new Map<string, readonly string[]>();

/** The changes with those that follow from them. */
export function withCarried(changes: readonly NodeChange<FlowNode>[], scene: Scene): NodeChange<FlowNode>[] {
  const moved = changes.filter((change): change is NodePositionChange => change.type === 'position');
  const own = new Set(moved.map(({ id }) => id));
  const carried = moved.flatMap((change) => carriedBy(change, scene).filter(({ id }) => !own.has(id)));
  return [...changes, ...new Map(carried.map((change) => [change.id, change])).values()];
}

function carriedBy({ id, position, dragging }: NodePositionChange, scene: Scene): readonly NodePositionChange[] {
  const frame = scene.nodes.find((node) => node.id === id);
  if (frame?.data.node.kind !== 'note') return [];
  const members = held.get(id) ?? framedBy(scene.pipeline, frame.data.node, scene.sizeOf);
  if (dragging === true) held.set(id, members);
  else held.delete(id);
  if (position === undefined) return [];
  const by = { x: position.x - frame.position.x, y: position.y - frame.position.y };
  return scene.nodes
    .filter((node) => members.includes(node.id))
    .map((node) => ({
      type: 'position',
      id: node.id,
      position: { x: node.position.x + by.x, y: node.position.y + by.y },
      ...(dragging === undefined ? {} : { dragging }),
    }));
}
