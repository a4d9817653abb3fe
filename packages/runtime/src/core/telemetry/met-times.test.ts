// A latency that only knows what came from elsewhere is empty where there is one worker, and too good where there are two.
import { percentile } from '@potoroo/shared/telemetry';
import { expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';
import { MetTimes } from './met-times.ts';

const total = ({ counts }: LatencyHistogram): number => counts.reduce((sum, each) => sum + each, 0);
const newest = ({ counts }: LatencyHistogram): number => Math.round(percentile(counts, 1) ?? 0);

it('gives what was counted since the last stretch the time of this one, per computation, and looks at the clock only for it', () => {
  const clock = { now: 0, looks: 0 };
  const times = new MetTimes({
    now: () => {
      clock.looks++;
      return clock.now;
    },
  });
  const [first, second] = [
    { recordsIn: 7, recordsOut: 0 },
    { recordsIn: 0, recordsOut: 0 },
  ];
  const [ofFirst, ofSecond, ofBoth] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
  times.measure(first, [ofFirst, ofBoth]);
  times.measure(second, [ofSecond, ofBoth]);

  times.through(0);
  expect([clock.looks, total(ofBoth)]).toEqual([0, 0]);

  // 3 ms after their read.
  first.recordsIn += 4;
  second.recordsIn += 1;
  clock.now = 8;
  times.through(5);
  expect([clock.looks, total(ofFirst), total(ofSecond), total(ofBoth)]).toEqual([1, 4, 1, 5]);
  expect([newest(ofFirst), newest(ofSecond)]).toEqual([3_444, 3_444]);

  // Others, read at another time: those of before keep theirs.
  second.recordsIn += 2;
  clock.now = 108;
  times.through(8);
  times.through(8);
  expect([clock.looks, total(ofFirst), total(ofSecond), total(ofBoth)]).toEqual([2, 4, 3, 7]);
  expect([newest(ofFirst), newest(ofSecond)]).toEqual([3_444, 110_218]);
});
