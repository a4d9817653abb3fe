/** A note: plain text for readers. */
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import type { FlowNode } from '../flow-model.ts';
import { commitSize } from '../resize.ts';
import { useDropFault } from './node-parts.tsx';

export const NoteNodeView = memo(({ data: { node }, selected }: NodeProps<FlowNode>) => {
  const fault = useDropFault(node.id);
  return (
    <div className="note-node" data-dimmed={fault !== null || undefined} title={fault ?? undefined}>
      <NodeResizer
        isVisible={selected}
        minWidth={120}
        minHeight={48}
        onResizeEnd={(_, { x, y, width, height }) => commitSize(node.id, { x, y, width, height })}
      />
      <p>{node.kind === 'note' ? node.text : ''}</p>
    </div>
  );
});
