/** The lines of the charts, read off the recording: throughput and percentiles of latency over the last minutes. Pure. */
import { countsBetween, percentile, type TelemetryFrame } from '@potoroo/shared/telemetry';
import { indexOfName } from './roster.ts';

export const latencyShares = [0.5, 0.95, 0.99, 0.999, 0.9999] as const;
export const shareNames = ['p50', 'p95', 'p99', 'p99.9', 'p99.99'] as const;

/** A value for each frame; null: nothing was measured then. */
export type Line = { readonly title: string; readonly values: readonly (number | null)[] };
export type Series = { readonly seconds: readonly number[]; readonly lines: readonly Line[] };

/** About a second; what leaves at barriers, once a second, is measured over two. */
const windowFrames = 4;
const barrierWindowFrames = 8;

/** Records a second, of the subject, or of each worker beside the others. */
export function throughputSeries(frames: readonly TelemetryFrame[], of: Subject | 'workers'): Series {
  const window = of !== 'workers' && (of.type === 'run' || of.type === 'way') ? barrierWindowFrames : windowFrames;
  return {
    seconds: secondsOf(frames),
    lines: countersOf(frames, of).map(([title, counterOf]) => ({
      title,
      values: frames.map((frame, index) => {
        const before = frames[Math.max(0, index - window)];
        const [from, to] = [before === undefined ? null : counterOf(before), counterOf(frame)];
        if (before === undefined || from === null || to === null || frame.atMs <= before.atMs) return null;
        return Math.max(0, ((to - from) * 1_000) / (frame.atMs - before.atMs));
      }),
    })),
  };
}

/** A count that grows; null in a frame that does not have it. */
type Counter = readonly [title: string, of: (frame: TelemetryFrame) => number | null];

function countersOf(frames: readonly TelemetryFrame[], of: Subject | 'workers'): readonly Counter[] {
  const handledBy = (name: string): Counter => [
    name,
    ({ workers }) => workers.find((worker) => worker.name === name)?.records ?? null,
  ];
  if (of === 'workers') {
    const names = new Set(frames.flatMap(({ workers }) => workers.map(({ name }) => name)));
    return [...names].toSorted(byNumber).map(handledBy);
  }
  switch (of.type) {
    case 'run':
      return [
        ['accepted', ({ latest }) => latest.accepted],
        ['applied', ({ latest }) => latest.applied],
        ['released', ({ ledger }) => ledger.released],
      ];
    case 'worker':
      return [handledBy(of.name)];
    case 'node': {
      const sampleIn = ({ nodes }: TelemetryFrame) => nodes.find(({ node }) => node === of.node);
      return [
        ['in', (frame) => sampleIn(frame)?.recordsIn ?? null],
        ['out', (frame) => sampleIn(frame)?.recordsOut ?? null],
      ];
    }
    case 'way':
      return [['left', (frame) => latencyCounts(frame, of).reduce((sum, count) => sum + count, 0)]];
  }
}

/** Whose numbers: the run's, a worker's, a computation's, or that of the way from a source to a sink. */
export type Subject =
  | { readonly type: 'run' }
  | { readonly type: 'worker'; readonly name: string }
  | { readonly type: 'node'; readonly node: string }
  | { readonly type: 'way'; readonly source: string; readonly sink: string };

/** In milliseconds, of the records of the second before each frame. */
export function latencySeries(frames: readonly TelemetryFrame[], subject: Subject): Series {
  const counts = frames.map((frame) => latencyCounts(frame, subject));
  const perFrame = counts.map((after, index) => {
    const before = Math.max(0, index - (subject.type === 'way' ? barrierWindowFrames : windowFrames));
    const recent = countsBetween(counts[before] ?? [], after);
    return latencyShares.map((share) => percentile(recent, share));
  });
  return {
    seconds: secondsOf(frames),
    lines: shareNames.map((title, index) => ({
      title,
      values: perFrame.map((values) => {
        const value = values[index] ?? null;
        return value === null ? null : value / 1_000;
      }),
    })),
  };
}

export function latencyCounts({ latency, latencies, workers }: TelemetryFrame, subject: Subject): readonly number[] {
  switch (subject.type) {
    case 'run':
      return latency?.counts ?? [];
    case 'worker':
      return workers.find(({ name }) => name === subject.name)?.latency ?? [];
    case 'node':
      return latencies?.nodes.find(({ node }) => node === subject.node)?.counts ?? [];
    case 'way':
      return (
        latencies?.ways.find(({ source, sink }) => source === subject.source && sink === subject.sink)?.counts ?? []
      );
  }
}

/** Lines that are no workers take colours that stand apart. */
export const plainColour = (line: number): number => [0, 1, 2, 3, 5][line] ?? 4;
/** By the name: a worker that has left keeps its line, and nobody takes its colour. */
export const colourOfWorker = (_line: number, name: string): number => indexOfName(name);

const secondsOf = (frames: readonly TelemetryFrame[]): readonly number[] => frames.map(({ atMs }) => atMs / 1_000);
const byNumber = (a: string, b: string): number => Number(a.slice(1)) - Number(b.slice(1));
