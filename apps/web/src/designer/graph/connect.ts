/** A connection as one edit; where the target needs keyed records and gets none, with the key function in between. */
import { palette } from '@potoroo/shared/catalogue';
import { type Edit, freshEdgeId, type Pipeline, type PipelineNode } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import { connectionFault, type Ends, needsKeyBetween } from './connection-rules.ts';
import { created } from './add-node.ts';
import { drawnSize } from './free-place.ts';

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
  const key = entry === undefined ? null : created(pipeline, entry, between(source, target), null);
  if (key === null) return null;
  const withKey = { ...pipeline, nodes: [...pipeline.nodes, key] };
  return {
    type: 'sequence',
    edits: [
      { type: 'add-node', node: key },
      connect(withKey, { from: source.id, to: key.id }),
      connect(withKey, { from: key.id, to: target.id }),
    ],
  };
}

function between(source: PipelineNode, target: PipelineNode) {
  const room = target.position.x - source.position.x - drawnSize.width;
  return {
    x: Math.round(source.position.x + drawnSize.width + Math.max(24, (room - 110) / 2)),
    y: Math.round((source.position.y + target.position.y) / 2 + 10),
  };
}
