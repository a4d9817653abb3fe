/** A sentence that blames the wrong worker costs an afternoon. */
import { nodeId } from '@potoroo/shared/ids';
import type { Movement, WorkerSample } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { bottleneckText } from './bottleneck.ts';
import type { Mate } from './roster.ts';

const mate = (index: number, busy: number, backPressured = 0, presence: Mate['presence'] = 'serving'): Mate => ({
  index,
  name: `w${index + 1}`,
  presence,
  sample: { busy, backPressured } as WorkerSample,
  goneMs: null,
  predecessors: 0,
  fallen: null,
});

test('a run that is over is not one whose workers are missing', () => {
  expect(bottleneckText([mate(0, 0, 0, 'ended'), mate(1, 0, 0, 'left')])).toBe('The run is over.');
  expect(bottleneckText([mate(0, 0, 0, 'left')])).toBe('No worker is there.');
});

test('names who is busy, who waits for it, and says when nobody is', () => {
  expect(bottleneckText([mate(0, 0.4), mate(1, 0.3)])).toBe('No bottleneck: every worker is below 41% busy.');
  expect(bottleneckText([mate(0, 0.97), mate(1, 0.3, 0.5)])).toBe(
    'w1 is the bottleneck: it is 97% busy, and w2 waits for others to take what it sent 50% of the time.',
  );
  expect(bottleneckText([mate(0, 0.97), mate(1, 0.9)])).toBe('Every worker is at its limit: the least busy is at 90%.');
  expect(bottleneckText([mate(0, 0.97), mate(1, 0.2)])).toMatch(/^w1 is the bottleneck/);
  expect(bottleneckText([mate(0, 0.1, 0.6)])).toMatch(/^w1 waits 60% of the time although no worker is busy/);
  expect(bottleneckText([mate(0, 1, 0, 'lost'), mate(1, 0.1)]), 'who is gone holds nobody back').toMatch(
    /^No bottleneck/,
  );
  expect(bottleneckText([])).toBe('No worker is there.');
});

test('names first what is done to the run on purpose, and what it leaves behind', () => {
  const waiting = [mate(0, 0.1, 0.4), mate(1, 0.1)];
  const burst = { type: 'burst', source: nodeId('numbers'), factor: 10 } as const;
  const slow = { type: 'slow', worker: 'w1', factor: 5 } as const;
  const cut = { type: 'cut', worker: 'w1', peer: 'w2' } as const;
  expect(bottleneckText(waiting, { disturbances: [burst, slow, cut] })).toMatch(
    /^The link between w1 and w2 is cut: no checkpoint completes/,
  );
  expect(bottleneckText(waiting, { disturbances: [burst, slow] })).toMatch(/^w1 takes 5 times as long, as was asked:/);
  expect(bottleneckText(waiting, { disturbances: [burst] })).toMatch(
    /^numbers gives 10 times its rate, as was asked\. w1 waits 40% of the time/,
  );
  expect(bottleneckText([mate(0, 0.1)], { disturbances: [burst] }), 'it holds nobody back').toMatch(/^No bottleneck/);
  const ended = { cause: { ...cut, forMs: 5_000 }, phase: 'done', times: { endedMs: 7_000 } } as Movement;
  const told = (nowMs: number) => bottleneckText(waiting, { entries: [ended], nowMs });
  expect(told(9_000)).toMatch(
    /^Until a moment ago: The link between w1 and w2 is cut; what has piled up is worked off\. w1 waits/,
  );
  expect([told(6_000), told(17_000)].every((text) => text.startsWith('w1 waits 40%'))).toBe(true);
  const way = { to: 'Rejections', queue: 0.8 };
  expect(bottleneckText(waiting, { way })).toMatch(/no worker is busy: the way to Rejections is 80% full\.$/);
});
