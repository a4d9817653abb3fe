/** An edge: a curve, the type of what flows on it, and its live rate. Never animated: that would keep the GPU busy. */
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { nodeId } from '@potoroo/shared/ids';
import { memo } from 'react';
import { outRate, sampleOf } from '../../run/frames.ts';
import { LiveText } from '../../run/live-parts.tsx';
import type { Live } from '../../run/live-store.ts';
import { useShownRun } from '../../run/shown-run.ts';
import { compactRate, percent } from '../../ui/numbers.ts';
import { rests } from './distance.ts';
import { useEdgeUnder } from './edge-under.ts';
import { edgeLabel } from './edge-label.ts';
import { useCheck } from '../code/check-store.ts';
import type { FlowEdge } from './flow-model.ts';
import { useProblemSign } from './node-problems.ts';

export const PipelineEdgeView = memo((props: EdgeProps<FlowEdge>) => {
  const [path, labelX, labelY] = getBezierPath(props);
  const type = useCheck(({ edgeTypes }) => edgeTypes[props.id] ?? null);
  const sign = useProblemSign(props.id);
  const label = type === null ? null : edgeLabel(type, Math.abs(props.targetX - props.sourceX));
  const meaning = sign?.text ?? `Records of type ${type}`;
  const isShown = useShownRun();
  const isUnder = useEdgeUnder(({ edge }) => edge === props.id);
  return (
    <>
      {/* Where there is no room for the type it is told of the whole edge. */}
      {label === null && type !== null && <title>{meaning}</title>}
      <BaseEdge
        id={props.id}
        path={path}
        interactionWidth={18}
        className={isUnder ? 'edge-under' : sign === null ? '' : `edge-${sign.severity}`}
      />
      {label !== null && (
        <EdgeLabelRenderer>
          <div
            className="edge-label-place"
            data-edge={props.id}
            style={{ left: labelX - label.room / 2, top: labelY - 23, width: label.room }}
          >
            <span className="edge-label" title={meaning}>
              {label.text}
            </span>
          </div>
        </EdgeLabelRenderer>
      )}
      {isShown && (
        <EdgeLabelRenderer>
          <LiveText
            className="edge-rate"
            edge={props.id}
            rests={() => rests(props.source, props.target)}
            style={{ left: labelX - 36, top: labelY + 6 }}
            of={(live) => edgeText(live, props)}
          />
        </EdgeLabelRenderer>
      )}
    </>
  );
});

type Ends = { readonly source: string; readonly target: string };

/** The rate, and where many records wait on the way to another stage, below it how full it is. */
function edgeText({ span }: Live, { source, target }: Ends): string {
  if (span === null || span.ended) return '';
  const { queue = 0 } = sampleOf(span.newest, nodeId(target)) ?? {};
  const rate = compactRate(outRate(span, nodeId(source)));
  return queue < 0.3 ? rate : `${rate}\n${percent(queue)} full`;
}
