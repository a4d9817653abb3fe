/** A connection as one edit; where the target needs keyed records and gets none, with the key function in between. */
import { palette } from '@potoroo/shared/catalogue';
import { type Edit, freshEdgeId, type NodeMove, type Pipeline, type PipelineNode } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import { connectionFault, type Ends, needsKeyBetween } from './connection-rules.ts';
import { created } from './add-node.ts';
import { drawnSize, keySize } from './free-place.ts';

const keyGap = 36;

/** The edit, or why the two cannot be connected. */
export function connectEdit(pipeline: Pipeline, ends: Ends): Result<Edit, string> {
  const fault = connectionFault(pipeline, ends);
  if (fault !== null) return err(fault);
  const source = pipeline.nodes.find(({ id }) => id === ends.from);
  const target = pipeline.nodes.find(({ id }) => id === ends.to);
  if (source === undefined || target === undefined) return err('One of the two nodes is gone.');
  const throughKey = needsKeyBetween(source, target) ? connectThroughKey(pipeline, source, target) : null;
  return ok(throughKey ?? connect(pipeline, ends));
}

const connect = (pipeline: Pipeline, { from, to }: Ends): Edit => ({
  type: 'connect',
  edge: { id: freshEdgeId(pipeline, from, to), from, to },
});

function connectThroughKey(pipeline: Pipeline, source: PipelineNode, target: PipelineNode): Edit | null {
  const entry = palette.find(({ kind }) => kind === 'key');
  const begin = outerOf(pipeline, target).position.x;
  const room = begin - source.position.x - drawnSize.width;
  // A target that begins further to the left than the source stays: the edge goes round anyway.
  const shift = begin <= source.position.x ? 0 : Math.max(0, keySize.width + 2 * keyGap - room);
  const moves = pipeline.nodes.filter(({ position }) => shift > 0 && position.x >= begin).map(movedBy(shift));
  const place = {
    x: Math.round(source.position.x + drawnSize.width + Math.max(keyGap, (room - keySize.width) / 2)),
    y: Math.round((source.position.y + target.position.y + drawnSize.height - keySize.height) / 2),
  };
  const key = entry === undefined ? null : created(pipeline, entry, place, null);
  if (key === null) return null;
  const withKey = { ...pipeline, nodes: [...pipeline.nodes, key] };
  return {
    type: 'sequence',
    edits: [
      ...(moves.length === 0 ? [] : [{ type: 'move-nodes', moves } as const]),
      { type: 'add-node', node: key },
      connect(withKey, { from: source.id, to: key.id }),
      connect(withKey, { from: key.id, to: target.id }),
    ],
  };
}

/** What begins at the target or to the right of it gives way together, so that the drawing keeps its order. */
const movedBy =
  (shift: number) =>
  ({ id, position }: PipelineNode): NodeMove => ({ node: id, position: { x: position.x + shift, y: position.y } });

/** The swimlane around the target, or the target where it lies in none. */
const outerOf = ({ nodes }: Pipeline, target: PipelineNode): PipelineNode =>
  (target.kind === 'state-computation' ? nodes.find(({ id }) => id === target.state) : undefined) ?? target;
