/** What the drawings of several kinds of nodes share: ports, the sign of a problem, the dimming of what a drag may not end on. */
import type { NodeKind, PipelineNode } from '@potoroo/shared/pipeline';
import { nodeId } from '@potoroo/shared/ids';
import { Handle, Position, useConnection } from '@xyflow/react';
import { Icon } from '../../../ui/icon.tsx';
import { useCheck } from '../../code/check-store.ts';
import { refusalOf } from '../../code/assignability.ts';
import { useDocument } from '../../document/document-store.ts';
import { hasInput, hasOutput } from '../../graph/connection-rules.ts';
import type { ProblemSign } from '../node-problems.ts';

/** A port tells the type that it gives, or that its author demands, as soon as the compiler knows it. */
export function Ports({ node: { id, kind, name } }: { readonly node: PipelineNode }) {
  const given = useCheck(({ ports }) => ports.outputs[id]);
  const taken = useCheck(({ ports }) => ports.inputs[id]);
  return (
    <>
      {hasInput(kind) && (
        <Handle type="target" position={Position.Left} title={portText(`Input of ${name}`, taken ?? 'any record')} />
      )}
      {hasOutput(kind) && (
        <Handle type="source" position={Position.Right} title={portText(`Output of ${name}`, given)} />
      )}
    </>
  );
}

const portText = (port: string, type: string | undefined): string =>
  `${port}${type === undefined ? '' : `, ${type}`}: drag or click to connect`;

export const Problem = ({ sign }: { readonly sign: ProblemSign }) =>
  sign === null ? null : (
    <span className={`problem-sign problem-${sign.severity}`} title={sign.text}>
      <Icon name={sign.severity} size={14} />
      <span className="visually-hidden">{sign.severity === 'error' ? 'Error' : 'Warning'}</span>
    </span>
  );

/** Why the connection that is being dragged may not end here; null where it may, or while none is dragged. */
export function useDropFault(id: string): string | null {
  const end = useConnection((connection) =>
    connection.inProgress && connection.fromHandle.nodeId !== id
      ? `${connection.fromHandle.type} ${connection.fromHandle.nodeId}`
      : null,
  );
  const pipeline = useDocument((state) => (end === null ? null : state.pipeline));
  if (end === null || pipeline === null) return null;
  const other = nodeId(end.slice(end.indexOf(' ') + 1));
  const ends = end.startsWith('source') ? { from: other, to: nodeId(id) } : { from: nodeId(id), to: other };
  return refusalOf(pipeline, ends);
}

export const kindColours: Readonly<Record<NodeKind, string>> = {
  source: 'var(--source)',
  computation: 'var(--step)',
  key: 'var(--key)',
  state: 'var(--state)',
  'state-computation': 'var(--state)',
  sink: 'var(--sink)',
  note: 'var(--note)',
};
