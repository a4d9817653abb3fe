/** A state: the swimlane that holds the state computations which share its objects. Resized by its borders. */
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import { counted } from '../../../ui/numbers.ts';
import { useShownRun } from '../../../run/shown-run.ts';
import { LiveText } from '../../../run/live-parts.tsx';
import type { FlowNode } from '../flow-model.ts';
import { useProblemSign } from '../node-problems.ts';
import { commitSize } from '../resize.ts';
import { shownName } from '../../graph/names.ts';
import { drawnSize } from '../../graph/free-place.ts';
import { Problem, useDropFault } from './node-parts.tsx';

export const StateNodeView = memo(({ data: { node }, selected }: NodeProps<FlowNode>) => {
  const sign = useProblemSign(node.id);
  const fault = useDropFault(node.id);
  const isShown = useShownRun();
  return (
    <div
      className="state-node"
      data-dimmed={fault !== null || undefined}
      data-problem={sign?.severity}
      title={fault ?? undefined}
    >
      <NodeResizer
        isVisible={selected}
        minWidth={drawnSize.width + 24}
        minHeight={100}
        onResizeEnd={(_, { x, y, width, height }) => commitSize(node.id, { x, y, width, height })}
      />
      <div className="state-head">
        <b>{shownName(node)}</b>
        <Problem sign={sign} />
        {isShown && (
          <LiveText
            of={({ span }) => {
              const stage = span?.newest.stages.find(({ state }) => state === node.id);
              return stage === undefined
                ? ''
                : counted(
                    stage.objects.reduce((sum, objects) => sum + objects, 0),
                    'state object',
                  );
            }}
          />
        )}
      </div>
    </div>
  );
});
