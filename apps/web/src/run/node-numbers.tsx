/** The live numbers of one node, in the inspector. */
import { nodeKinds } from '@potoroo/shared/catalogue';
import type { NodeId } from '@potoroo/shared/ids';
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { count, percent, rate } from '../ui/numbers.ts';
import { inRate, outRate } from './frames.ts';
import { HotObjects } from './hot-objects.tsx';
import { LiveText } from './live-parts.tsx';
import type { Live } from './live-store.ts';
import { NodeLatency } from './node-latency.tsx';
import { allObjects, stageIn } from './stages.ts';

export function NodeNumbers({ node }: { readonly node: PipelineNode }) {
  const { inputs } = nodeKinds[node.kind];
  if (node.kind === 'note') return null;
  return (
    <section aria-label="Live numbers">
      <h3 className="section-title">This run</h3>
      <dl className="numbers">
        {node.kind === 'state' ? (
          <Row title="State objects" of={({ span }) => count(allObjects(stageIn(span, node.id)))} />
        ) : (
          <>
            {inputs.length > 0 && <Row title="Records in" of={(live) => total(live, node.id, 'recordsIn')} />}
            {inputs.length > 0 && (
              <Row title="In a second" of={({ span }) => (span === null ? unknown : rate(inRate(span, node.id)))} />
            )}
            <Row title="A record takes" of={(live) => costText(live, node.id)} />
            <Row title="Busy" of={(live) => shareText(live, node.id, 'busy')} />
            <Row title="Stands still" of={(live) => shareText(live, node.id, 'backPressured')} />
            <Row
              title={node.kind === 'sink' ? 'Records released' : 'Records out'}
              of={(live) => total(live, node.id, 'recordsOut')}
            />
            <Row
              title={node.kind === 'sink' ? 'Released a second' : 'Out a second'}
              of={({ span }) => (span === null ? unknown : rate(outRate(span, node.id)))}
            />
          </>
        )}
      </dl>
      {hasObjects(node) && <HotObjects state={node.kind === 'state' ? node.id : node.state} />}
      <NodeLatency node={node.id} />
    </section>
  );
}

const hasObjects = (node: PipelineNode): node is PipelineNode & { readonly kind: 'state' | 'state-computation' } =>
  node.kind === 'state' || node.kind === 'state-computation';

const Row = ({ title, of }: { readonly title: string; readonly of: (live: Live) => string }) => (
  <div>
    <dt>{title}</dt>
    <dd>
      <LiveText className="mono" of={of} />
    </dd>
  </div>
);

const total = ({ span }: Live, node: NodeId, side: 'recordsIn' | 'recordsOut'): string =>
  count(span?.newest.nodes.find((sample) => sample.node === node)?.[side] ?? 0);

/** Not measured yet, or not any more: the run is over. */
const unknown = '–';

function costText({ span }: Live, node: NodeId): string {
  const cost = span?.ended === false ? span.newest.nodes.find((sample) => sample.node === node)?.costMicros : null;
  return cost == null ? unknown : `${cost.toFixed(2)} µs`;
}

function shareText({ span }: Live, node: NodeId, share: 'busy' | 'backPressured'): string {
  const value = span?.ended === false ? span.newest.nodes.find((sample) => sample.node === node)?.[share] : null;
  return value == null ? unknown : percent(value);
}
