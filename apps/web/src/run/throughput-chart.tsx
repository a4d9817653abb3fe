/** Records accepted a second over the last two minutes. */
import { rate } from '../ui/numbers.ts';
import { Canvas2d, type Pencil } from './canvas-2d.tsx';
import { historyMs } from './frames.ts';
import { LiveText } from './live-parts.tsx';
import type { Live } from './live-store.ts';

export const ThroughputChart = () => (
  <figure className="throughput">
    <figcaption>
      <span>Throughput, last 2 min</span>
      <LiveText className="mono" of={(live) => (live.history.length === 0 ? '' : `peak ${rate(peakOf(live))}`)} />
    </figcaption>
    <Canvas2d
      className="throughput-canvas"
      draw={draw}
      label="Records accepted a second over the last two minutes, as a line"
    />
  </figure>
);

const peakOf = ({ history }: Live): number => Math.max(0, ...history.map(({ perSecond }) => perSecond));

function draw({ context, width, height, colour }: Pencil, live: Live): void {
  const base = height - 1.5;
  context.strokeStyle = colour;
  context.globalAlpha = 0.25;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, base);
  context.lineTo(width, base);
  context.stroke();
  const newest = live.history.at(-1);
  if (newest === undefined) return;
  const top = Math.max(1, peakOf(live)) * 1.08;
  const points = live.history.map(({ atMs, perSecond }) => ({
    x: width - ((newest.atMs - atMs) * width) / historyMs,
    y: base - (perSecond / top) * (base - 3),
  }));
  trace(context, points);
  context.globalAlpha = 0.9;
  context.lineWidth = 1.4;
  context.lineJoin = 'round';
  context.stroke();
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return;
  context.lineTo(last.x, base);
  context.lineTo(first.x, base);
  context.closePath();
  context.globalAlpha = 0.07;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}

function trace(context: CanvasRenderingContext2D, points: readonly { readonly x: number; readonly y: number }[]): void {
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
}
