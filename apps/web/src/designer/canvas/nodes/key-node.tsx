/** A key function: a pill on the way to a state computation. */
import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { Icon } from '../../../ui/icon.tsx';
import { shownName } from '../../graph/names.ts';
import type { FlowNode } from '../flow-model.ts';
import { useProblemSign } from '../node-problems.ts';
import { Ports, Problem, useDropFault } from './node-parts.tsx';

export const KeyNodeView = memo(({ data: { node } }: NodeProps<FlowNode>) => {
  const sign = useProblemSign(node.id);
  const fault = useDropFault(node.id);
  return (
    <div
      className="key-node"
      data-dimmed={fault !== null || undefined}
      data-problem={sign?.severity}
      title={fault ?? undefined}
    >
      <Icon name="key" size={14} />
      <span>key</span>
      <b>{shownName(node)}</b>
      <Problem sign={sign} />
      <Ports node={node} />
    </div>
  );
});
