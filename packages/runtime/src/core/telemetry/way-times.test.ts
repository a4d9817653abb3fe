// A latency that leaves out the slow records, or counts some twice, is worse than none.
import { percentile } from '@potoroo/shared/telemetry';
import { expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';
import { stretchesMax, WayTimes } from './way-times.ts';

function timesOf(isPreview = false) {
  const clock = { now: 0, readAt: 0, source: 1 };
  const histograms = new Map<number, LatencyHistogram>();
  const histogramOf = (source: number): LatencyHistogram => {
    const known = histograms.get(source) ?? new LatencyHistogram();
    histograms.set(source, known);
    return known;
  };
  const counted = (source: number): number => histograms.get(source)?.counts.reduce((sum, each) => sum + each, 0) ?? 0;
  return { clock, histograms, counted, times: new WayTimes({ clock, now: () => clock.now, histogramOf, isPreview }) };
}

it('counts what has left with its epoch, from the read at its own source', () => {
  const { clock, histograms, counted, times } = timesOf();
  times.came(1);
  times.came(2);
  times.came(5, { readAt: 50, source: 2 });
  times.came(9, { readAt: 50, source: 0 });
  times.seal(7);
  times.came(4);
  clock.now = 100;
  times.left(6);
  expect([counted(1), counted(2)]).toEqual([0, 0]);
  times.left(7);
  times.left(7);
  expect([counted(1), counted(2), counted(0)]).toEqual([3, 5, 0]);
  expect(
    [1, 2].map((source) => Math.round(percentile(histograms.get(source)?.counts ?? [], 0.5) ?? 0) / 1_000),
  ).toEqual([110.218, 55.109]);
});

it('counts what leaves at once when its turn ends or its epoch is cut, and nothing of what another worker releases', () => {
  const { clock, counted, histograms, times } = timesOf(true);
  times.came(2);
  expect(counted(1)).toBe(0);
  clock.now = 3;
  times.turned();
  expect(counted(1)).toBe(2);
  expect(Math.round(percentile(histograms.get(1)?.counts ?? [], 0.5) ?? 0)).toBe(3_444);
  times.came(1);
  times.seal(1);
  expect(counted(1)).toBe(3);
  times.left(1);
  expect(counted(1)).toBe(3);
  const moved = timesOf();
  moved.times.came(2);
  moved.times.seal(1);
  moved.times.forget();
  moved.times.left(1);
  expect(moved.counted(1)).toBe(0);
});

it('counts every record of a long epoch, in as many stretches as there is room for', () => {
  const { clock, counted, times } = timesOf();
  const turns = 5 * stretchesMax;
  for (let turn = 0; turn < turns; turn++) times.came(2, { readAt: turn, source: 1 + (turn % 3) });
  times.seal(1);
  clock.now = turns;
  times.left(1);
  expect(counted(1) + counted(2) + counted(3)).toBe(2 * turns);
});
