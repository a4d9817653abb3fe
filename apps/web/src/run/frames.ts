/**
 * Rates and histories from telemetry frames. Pure. Counters in a frame only grow within a run; a rate is the difference
 * of two frames about a second apart, so that a number on screen is steady and still fresh.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { countsBetween, type NodeSample, percentile, type TelemetryFrame } from '@potoroo/shared/telemetry';

export type ThroughputPoint = { readonly atMs: number; readonly perSecond: number };

/** The newest frame and the one its rates are measured against. */
export type Span = {
  readonly newest: TelemetryFrame;
  readonly base: TelemetryFrame;
  /** The run has ended: its counters stand, and every rate is 0. */
  readonly ended: boolean;
};

const rateWindowMs = 1_000;
export const historyMs = 120_000;

/**
 * Keeps the frames that a rate may be measured against. A frame of another run, or out of order, starts anew; so does a
 * recovery, which counts again from a checkpoint: against the counts before it, nothing would seem to flow for a second.
 */
export function keepRecent(frames: readonly TelemetryFrame[], next: TelemetryFrame): readonly TelemetryFrame[] {
  const last = frames.at(-1);
  if (last === undefined || next.sequence <= last.sequence || next.atMs < last.atMs) return [next];
  const all = [...frames, next];
  const base = all.findLastIndex((frame) => next.atMs - frame.atMs >= rateWindowMs);
  return all.slice(
    Math.max(
      0,
      base,
      all.findLastIndex(({ recovering }) => recovering !== undefined),
    ),
  );
}

export function spanOf(frames: readonly TelemetryFrame[], ended = false): Span | null {
  const [base] = frames;
  const newest = frames.at(-1);
  return base === undefined || newest === undefined ? null : { newest, base, ended };
}

/** What a counter grew by, a second. Without a second frame: from the start of the run. No record flows while a loss is undone. */
export function ratePerSecond({ newest, base, ended }: Span, counterOf: (frame: TelemetryFrame) => number): number {
  if (ended || newest.recovering !== undefined) return 0;
  const isAlone = newest === base;
  const ms = isAlone ? newest.atMs : newest.atMs - base.atMs;
  const grown = counterOf(newest) - (isAlone ? 0 : counterOf(base));
  return ms <= 0 ? 0 : Math.max(0, (grown * 1_000) / ms);
}

/** Of the records of the last second, in microseconds; null while none came. */
export const recentLatency = ({ newest, base }: Span, share: number): number | null =>
  percentile(countsBetween(newest === base ? [] : (base.latency?.counts ?? []), newest.latency?.counts ?? []), share);

/** `checkpoint 7`; null where nobody goes back. */
export const goesBackTo = ({ recovering }: Pick<TelemetryFrame, 'recovering'>): string | null =>
  recovering === undefined
    ? null
    : recovering.checkpoint === null
      ? 'the last checkpoint'
      : `checkpoint ${recovering.checkpoint}`;

export const acceptedRate = (span: Span): number => ratePerSecond(span, ({ latest }) => latest.accepted);

/** Records that left a node for its edges, a second; for a sink, records released. */
export const outRate = (span: Span, node: NodeId): number =>
  ratePerSecond(span, (frame) => sampleOf(frame, node)?.recordsOut ?? 0);
export const inRate = (span: Span, node: NodeId): number =>
  ratePerSecond(span, (frame) => sampleOf(frame, node)?.recordsIn ?? 0);

/** Every node on the canvas asks several times a frame: a search through all of them would grow with their square. */
const indexed = new WeakMap<TelemetryFrame, ReadonlyMap<NodeId, NodeSample>>();

export function sampleOf(frame: TelemetryFrame, node: NodeId): NodeSample | undefined {
  const known = indexed.get(frame);
  if (known !== undefined) return known.get(node);
  const index = new Map(frame.nodes.map((sample) => [sample.node, sample]));
  indexed.set(frame, index);
  return index.get(node);
}

/** Records that a worker handled: applied to state objects, or where there is no state, accepted from its sources. */
export const workerRate = (span: Span, name: string): number =>
  ratePerSecond(span, ({ workers }) => workers.find((sample) => sample.name === name)?.records ?? 0);

export function extendHistory(history: readonly ThroughputPoint[], span: Span): readonly ThroughputPoint[] {
  const { atMs } = span.newest;
  const last = history.at(-1);
  const kept = last !== undefined && last.atMs >= atMs ? [] : history;
  return [...kept.filter((point) => atMs - point.atMs <= historyMs), { atMs, perSecond: acceptedRate(span) }];
}
