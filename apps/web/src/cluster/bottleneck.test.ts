/** A sentence that blames the wrong worker costs an afternoon. */
import type { WorkerSample } from '@potoroo/shared/telemetry';
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
  expect(bottleneckText([mate(0, 0.1), mate(1, 0.1)], [{ type: 'cut', worker: 'w1', peer: 'w2' }])).toMatch(
    /^The link between w1 and w2 is cut: no checkpoint completes/,
  );
});
