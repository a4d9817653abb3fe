/** How busy a node is: what it takes for a record, and its share of a worker's time, or for how long it stands still. */
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeSample } from '@potoroo/shared/telemetry';
import { sampleOf } from '../../run/frames.ts';
import { LiveShares, LiveText } from '../../run/live-parts.tsx';
import type { Live } from '../../run/live-store.ts';
import { useShownRun } from '../../run/shown-run.ts';
import { rests } from './distance.ts';
import { microseconds, percent } from '../../ui/numbers.ts';

const meaning =
  'What its code takes for a record, and the share of a worker’s time that is busy with it or stands still because what follows is full; of all workers the worst';

export function LiveLoad({ node }: { readonly node: NodeId }) {
  const isShown = useShownRun();
  if (!isShown) return null;
  return (
    <div className="live-load" title={meaning}>
      <LiveShares
        className="load-bar"
        rests={() => rests(node)}
        of={(live) => {
          const sample = sampleIn(live, node);
          return { '--busy': drawn(sample?.busy), '--waiting': drawn(sample?.backPressured) };
        }}
      />
      <LiveText className="mono" rests={() => rests(node)} of={(live) => loadText(sampleIn(live, node))} />
    </div>
  );
}

/** Less would be a dot, which looks like dirt; the number says it. */
const drawn = (share: number | null | undefined): number => (share == null || share < 0.03 ? 0 : share);

function loadText(sample: NodeSample | null): string {
  if (sample === null) return '';
  const { costMicros, busy, backPressured } = sample;
  if (backPressured >= 0.01) return `stands still ${percent(backPressured)}`;
  if (costMicros === null || busy === null) return '';
  return `${costText(costMicros)}, busy ${percent(busy)}`;
}

/** Below a hundred microseconds the digits behind the point are what one looks for. */
const costText = (micros: number): string => (micros < 100 ? `${micros.toFixed(2)} µs` : microseconds(micros));

const sampleIn = ({ span }: Live, node: NodeId): NodeSample | null =>
  span === null || span.ended ? null : (sampleOf(span.newest, node) ?? null);
