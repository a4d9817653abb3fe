/** How long records of the last seconds were on their way to a node, as a histogram, with the numbers that are read off it. */
import type { NodeId } from '@potoroo/shared/ids';
import { countsBetween, percentile, type TelemetryFrame } from '@potoroo/shared/telemetry';
import { microseconds } from '../ui/numbers.ts';
import { bucketText } from './bucket-text.ts';
import { Canvas2d, type Pencil } from './canvas-2d.tsx';
import { latencyBars } from './latency-bars.ts';
import { LiveText, useLive } from './live-parts.tsx';
import { type Live, recording } from './live-store.ts';

const meaning = `From the read at a source until a record has met this node, in the last ten seconds. ${bucketText}`;
const windowMs = 10_000;

export function NodeLatency({ node }: { readonly node: NodeId }) {
  const isMeasured = useLive((live) => recentCounts(live, node).some((count) => count > 0));
  if (!isMeasured) return null;
  const at = (share: number) => (live: Live) => {
    const value = percentile(recentCounts(live, node), share);
    return value === null ? '' : microseconds(value);
  };
  const end = (which: 'fromMicros' | 'toMicros') => (live: Live) => {
    const bars = latencyBars(recentCounts(live, node));
    return bars === null ? '' : microseconds(bars[which]);
  };
  return (
    <section className="node-latency" aria-label="Latency to here" title={meaning}>
      <h3 className="section-title">Latency to here</h3>
      <Canvas2d
        className="latency-bars"
        draw={(pencil, live) => draw(pencil, recentCounts(live, node))}
        label="How many records took how long; half of them and nearly all of them stand below"
      />
      <p className="mono">
        <LiveText of={end('fromMicros')} />
        <span>
          p50 <LiveText of={at(0.5)} /> · p99 <LiveText of={at(0.99)} />
        </span>
        <LiveText of={end('toMicros')} />
      </p>
    </section>
  );
}

function draw({ context, width, height, colour }: Pencil, counts: readonly number[]): void {
  const bars = latencyBars(counts);
  if (bars === null) return;
  const step = width / bars.heights.length;
  context.fillStyle = colour;
  bars.heights.forEach((share, index) => {
    if (share === 0) return;
    const tall = Math.max(1.5, share * height);
    context.beginPath();
    context.roundRect(index * step, height - tall, Math.max(1, step - 1.5), tall, [1.5, 1.5, 0, 0]);
    context.fill();
  });
}

/** Counted since the generation began: what came in the window is a difference. Several ask for it in one frame. */
let made: { readonly of: unknown; readonly node: NodeId; readonly counts: readonly number[] } | null = null;

function recentCounts({ span }: Live, node: NodeId): readonly number[] {
  if (span === null) return [];
  if (made?.of === span && made.node === node) return made.counts;
  const { newest } = span;
  const before = recording.frames[recording.indexAt(newest.atMs - windowMs)];
  const counts = countsBetween(countsIn(before, node), countsIn(newest, node));
  made = { of: span, node, counts };
  return counts;
}

const countsIn = (frame: TelemetryFrame | undefined, node: NodeId): readonly number[] =>
  frame?.latencies?.nodes.find((each) => each.node === node)?.counts ?? [];
