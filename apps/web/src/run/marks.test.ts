/**
 * A click that shows nothing is clicked again. The order is what is promised: the mark stands before the request leaves, the
 * answer takes its place, and only what telemetry says is shown as in effect.
 */
import type { Disturbance, Movement } from '@potoroo/shared/telemetry';
import { afterEach, expect, test } from 'vitest';
import { asking, useAsked } from './asking.ts';
import { leftText, marksOf } from './marks.ts';
import { forgetMovements, useMovements } from './movement-store.ts';

const slow: Disturbance = { type: 'slow', worker: 'w2', factor: 10 };
const entry = (over: Partial<Movement> = {}): Movement => ({
  id: 3,
  revision: 1,
  cause: { ...slow, forMs: 5_000 },
  phase: 'lasting',
  reason: null,
  generation: 1,
  barrier: null,
  times: { askedMs: 1_000, startedMs: 1_001, cutMs: null, keptMs: null, endedMs: null },
  moved: 0,
  total: 0,
  minimum: 0,
  objects: 0,
  bytes: 0,
  holdMs: null,
  stages: [],
  ...over,
});
const shown = (disturbances: readonly Disturbance[] = []) =>
  marksOf({ asked: useAsked.getState().all, entries: useMovements.getState().entries, disturbances });

afterEach(() => {
  forgetMovements();
  useAsked.setState({ all: [] });
});

test('a mark is asked, then taken up, then in effect, then gone, and never missing in between', async () => {
  const stages: string[] = [];
  const look = (): void =>
    void stages.push(
      shown()
        .map(({ stage }) => stage)
        .join(' '),
    );
  useAsked.subscribe(look);
  useMovements.subscribe(look);
  let answer: (given: { ok: true; value: Movement }) => void = () => undefined;
  const over = asking({ ...slow, forMs: 5_000 }, () => {
    stages.push(
      `request with ${shown()
        .map(({ stage }) => stage)
        .join(' ')}`,
    );
    return new Promise<Parameters<typeof answer>[0]>((resolve) => (answer = resolve));
  });
  // Nothing has been waited for, and the mark stands.
  expect(shown()).toMatchObject([{ stage: 'asked', text: 'w2 takes 10 times as long', workers: [{ name: 'w2' }] }]);
  answer({ ok: true, value: entry() });
  await over;
  expect(stages).toEqual(['asked', 'request with asked', 'taken asked', 'taken']);
  expect(shown([slow])).toEqual([
    {
      id: 'slow w2',
      text: 'w2 takes 10 times as long',
      stage: 'in effect',
      workers: [{ name: 'w2', brief: '10 × slower' }],
      entry: 3,
      term: { startedMs: 1_001, forMs: 5_000 },
    },
  ]);
  useMovements.setState({ entries: [entry({ phase: 'done' })] });
  // What the ledger calls over is shown for as long as a worker says that it is so, and no longer.
  expect(shown([slow])).toMatchObject([{ stage: 'in effect', entry: null, term: null }]);
  expect(shown()).toEqual([]);
});

test('a refusal takes the mark away, and so does a request that never arrives', async () => {
  const refused = asking({ type: 'drain', worker: 'w2' }, async () => ({ ok: false as const }));
  expect(shown()).toMatchObject([{ stage: 'asked', text: 'w2 is drained', workers: [{ name: 'w2' }] }]);
  expect(await refused).toEqual({ ok: false });
  expect(shown()).toEqual([]);
  const lost = asking({ type: 'add' }, () => Promise.reject(new Error('no way')));
  await expect(lost).rejects.toThrow('no way');
  expect(shown()).toEqual([]);
});

test('never is more left of a disturbance than it was to last, though the newest frame may be of before its beginning', () => {
  const term = { startedMs: 20_400, forMs: 10_000 };
  expect([20_100, 20_400, 25_500, 30_399, 31_000].map((nowMs) => leftText(term, nowMs))).toEqual([
    ', 10 s left',
    ', 10 s left',
    ', 5 s left',
    ', 1 s left',
    ', 0 s left',
  ]);
  expect(leftText(term, null)).toBe('');
});
