/** A chart that draws a line where nothing was measured, or none where something was, is believed all the same. */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { colourOfWorker, latencySeries, throughputSeries } from './series.ts';

const frame = (index: number, accepted: number, counts: readonly number[]): TelemetryFrame =>
  ({
    sequence: index,
    atMs: index * 250,
    ledger: { accepted: 0, applied: 0, released: 0, deadLetters: 0 },
    latest: { accepted, applied: accepted * 2 },
    workers: [
      { name: 'w10', records: accepted },
      ...(index >= 4 ? [{ name: 'w2', records: index * 50, latency: counts }] : []),
    ],
    nodes: [{ node: 'count', recordsIn: accepted, recordsOut: accepted / 4 }],
    latency: counts.length === 0 ? null : { p50: 0, p99: 0, counts },
    latencies: { nodes: [{ node: 'count', counts }], ways: [{ source: 'in', sink: 'out', counts }] },
  }) as unknown as TelemetryFrame;

test('rates over a second, a gap where a worker was not there', () => {
  const frames = Array.from({ length: 9 }, (_, index) => frame(index, index * 100, []));
  const run = throughputSeries(frames, { type: 'run' });
  expect(run.lines.map(({ title, values }) => [title, values.at(-1)])).toEqual([
    ['accepted', 400],
    ['applied', 800],
    ['released', 0],
  ]);
  const workers = throughputSeries(frames, 'workers');
  expect(workers.lines.map(({ title }) => title)).toEqual(['w2', 'w10']);
  expect(workers.lines[0]?.values.slice(0, 5)).toEqual([null, null, null, null, null]);
  expect(workers.lines[0]?.values.at(-1)).toBe(200);
  const last = (of: Parameters<typeof throughputSeries>[1]) =>
    throughputSeries(frames, of).lines.map(({ title, values }) => [title, values.at(-1)]);
  expect(last({ type: 'worker', name: 'w2' })).toEqual([['w2', 200]]);
  expect(last({ type: 'node', node: 'count' })).toEqual([
    ['in', 400],
    ['out', 100],
  ]);
  const left = Array.from({ length: 9 }, (_, index) => frame(index, 0, [0, index * 5, index * 20]));
  const way = { type: 'way', source: 'in', sink: 'out' } as const;
  expect(throughputSeries(left, way).lines.map(({ title, values }) => [title, values.at(-1)])).toEqual([['left', 100]]);
});

test('percentiles of the last second, and a gap while no record came', () => {
  const slow = Array.from({ length: 41 }, (_, bucket) => (bucket === 40 ? 100 : 0));
  const frames = Array.from({ length: 12 }, (_, index) => frame(index, 0, index < 2 ? [] : slow));
  const p50 = latencySeries(frames, { type: 'run' }).lines[0]?.values ?? [];
  expect(p50[1]).toBeNull();
  expect(p50[3]).toBeCloseTo(2 ** (41 / 4) / 1_000);
  expect(p50.at(-1), 'nothing for a second').toBeNull();
  const way = latencySeries(frames, { type: 'way', source: 'in', sink: 'out' }).lines[0]?.values ?? [];
  expect(way.slice(8, 11), 'what leaves once a second is looked for over two').toEqual([p50[3], p50[3], null]);
  expect(latencySeries(frames, { type: 'node', node: 'count' }).lines[0]?.values).toEqual(p50);
  expect(latencySeries(frames, { type: 'node', node: 'nobody' }).lines[0]?.values.at(3)).toBeNull();
  expect(latencySeries(frames, { type: 'worker', name: 'w2' }).lines.map(({ title }) => title)).toEqual([
    'p50',
    'p95',
    'p99',
    'p99.9',
    'p99.99',
  ]);
});

test('whoever has left keeps its line and its colour, and so does everybody behind it', () => {
  const workersAt = (index: number, names: readonly string[]): TelemetryFrame =>
    ({ atMs: index * 250, workers: names.map((name) => ({ name, records: index })) }) as unknown as TelemetryFrame;
  const frames = [workersAt(0, ['w1', 'w2', 'w4']), workersAt(1, ['w1', 'w4'])];
  const { lines } = throughputSeries(frames, 'workers');
  expect(lines.map(({ title }, line) => [title, colourOfWorker(line, title)])).toEqual([
    ['w1', 0],
    ['w2', 1],
    ['w4', 3],
  ]);
});
