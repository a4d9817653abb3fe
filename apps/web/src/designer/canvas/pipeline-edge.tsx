/** An edge: a curve, the type of what flows on it, and its live rate. Never animated: that would keep the GPU busy. */
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { useCheck } from '../code/check-store.ts';
import type { FlowEdge } from './flow-model.ts';
import { useProblemSign } from './node-problems.ts';

export const PipelineEdgeView = memo((props: EdgeProps<FlowEdge>) => {
  const [path, labelX, labelY] = getBezierPath(props);
  const type = useCheck(({ edgeTypes }) => edgeTypes[props.id] ?? null);
  const sign = useProblemSign(props.id);
  const room = Math.max(40, props.targetX - props.sourceX - 12);
  const place = `translate(-50%, -100%) translate(${labelX}px, ${labelY - 5}px)`;
  return (
    <>
      <BaseEdge id={props.id} path={path} interactionWidth={18} className={sign === null ? '' : `edge-${sign.severity}`} />
      {type !== null && (
        <EdgeLabelRenderer>
          <div className="edge-label" style={{ transform: place, maxWidth: room }} title={sign?.text ?? `Records of type ${type}`}>
            {type}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
