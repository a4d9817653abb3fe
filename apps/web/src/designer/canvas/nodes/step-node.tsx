/** A source, computation, state computation or sink: a card with its name, where its records come from or a line of its code, and its live rate. */
import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useShownRun } from '../../../run/shown-run.ts';
import { shownName } from '../../graph/names.ts';
import { cutLine, firstLinesOf } from '../code-preview.ts';
import type { FlowNode } from '../flow-model.ts';
import { LiveRate } from '../live-rate.tsx';
import { NodeLoad } from '../node-load.tsx';
import { useProblemSign } from '../node-problems.ts';
import { subtitleOf } from '../node-subtitle.ts';
import { kindColours, Ports, Problem, useDropFault } from './node-parts.tsx';

/** What a card of its width has room for. */
const codeChars = { alone: 26, besideRate: 15 } as const;

export const StepNode = memo(({ data: { node } }: NodeProps<FlowNode>) => {
  const sign = useProblemSign(node.id);
  const fault = useDropFault(node.id);
  const subtitle = subtitleOf(node);
  const room = useShownRun() ? codeChars.besideRate : codeChars.alone;
  return (
    <div
      className="step-node"
      data-dimmed={fault !== null || undefined}
      data-problem={sign?.severity}
      title={fault ?? undefined}
    >
      <div className="step-head">
        <i style={{ background: kindColours[node.kind] }} />
        <b>{shownName(node)}</b>
        <Problem sign={sign} />
      </div>
      <div className="step-body">
        {'code' in node ? (
          <code title={firstLinesOf(node.code)}>{cutLine(subtitle, room)}</code>
        ) : (
          <span title={subtitle}>{subtitle}</span>
        )}
        <LiveRate node={node.id} side={node.kind === 'sink' ? 'out' : node.kind === 'source' ? 'out' : 'in'} />
      </div>
      <NodeLoad node={node.id} />
      <Ports node={node} />
    </div>
  );
});
