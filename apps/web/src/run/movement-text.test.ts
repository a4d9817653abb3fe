/** The ledger is what a person quotes: each number in it is one of the entry's. */
import { nodeId } from '@potoroo/shared/ids';
import type { Movement } from '@potoroo/shared/telemetry';
import { beforeEach, expect, test } from 'vitest';
import { forgetMovements, takeMovement, useMovements } from './movement-store.ts';
import { arrivedIn, causeText, newsText, outcomeText, phaseText, tookMs } from './movement-text.ts';

const entry = (over: Partial<Movement> = {}): Movement => ({
  id: 1,
  revision: 1,
  cause: { type: 'add', worker: 'w4' },
  phase: 'done',
  reason: null,
  generation: 1,
  barrier: 7,
  times: { askedMs: 1_000, startedMs: 1_010, cutMs: 1_500, keptMs: 1_700, endedMs: 1_800 },
  moved: 2,
  total: 256,
  minimum: 2,
  objects: 30,
  bytes: 6_200_000,
  holdMs: { p50: 1, p99: 38, max: 38 },
  stages: [
    {
      stage: 1,
      node: nodeId('s'),
      kind: 'keyed',
      slots: [3, 4],
      from: [0, 0],
      to: [3, 3],
      arrivedMs: [1_600, -1],
      bytes: [10, -1],
      holdMs: [38, -1],
    },
  ],
  ...over,
});

beforeEach(forgetMovements);

test('an entry in words', () => {
  expect(causeText(entry())).toBe('w4 joins');
  expect(causeText(entry({ cause: { type: 'kill', process: 'coordinator' } }))).toBe('kill -9 of the coordinator');
  expect(outcomeText(entry())).toBe(
    '2 of 256 slots moved, least possible 2, 30 objects, 6.2 MB, records waited for their slot p50 1.0 ms, p99 38 ms, at most 38 ms, took 800 ms',
  );
  expect(outcomeText(entry({ holdMs: { p50: 0, p99: 0, max: 0 } }))).toMatch(/6\.2 MB, no record had to wait, took/);
  expect(
    outcomeText(entry({ moved: 0, objects: 0, bytes: 0, holdMs: null, times: { ...entry().times, endedMs: null } })),
  ).toBe('');
  expect(phaseText(entry({ phase: 'refused', reason: 'the last worker cannot leave' }))).toBe(
    'refused: the last worker cannot leave',
  );
  expect([tookMs(entry()), arrivedIn(entry())]).toEqual([800, { arrived: 1, of: 2 }]);
});

test('what is planned is not told as done, and what was given up not at all', () => {
  const under = { times: { ...entry().times, endedMs: null }, objects: 0, bytes: 0, holdMs: null };
  expect(outcomeText(entry({ ...under, phase: 'moving' }))).toBe(
    '2 of 256 slots to move, least possible 2, 1 has arrived',
  );
  expect(outcomeText(entry({ ...under, phase: 'moving', stages: [] }))).toMatch(/to move, .*, none has arrived yet$/);
  expect(outcomeText(entry({ ...under, phase: 'failed' }))).toBe('2 of 256 slots were to move');
  expect(phaseText(entry({ phase: 'asked' }))).toBe('asked for: the coordinator has yet to take it up');
  expect(phaseText(entry({ phase: 'queued', cause: { type: 'drain', worker: 'w1' } }))).toBe(
    'waits for the next barrier',
  );
});

test('a later revision replaces an earlier one, whatever the order in which they are heard', () => {
  takeMovement(entry({ id: 2, revision: 3, phase: 'done' }));
  takeMovement(entry({ id: 2, revision: 2, phase: 'moving' }));
  takeMovement(entry({ id: 1 }));
  expect(useMovements.getState().entries.map(({ id, phase }) => `${id} ${phase}`)).toEqual(['1 done', '2 done']);
});

test('what is said when something has come of it', () => {
  expect(newsText(entry())).toBe(
    'w4 has joined: 2 of 256 slots moved, least possible 2, 30 objects, 6.2 MB, records waited for their slot p50 1.0 ms, p99 38 ms, at most 38 ms, took 800 ms.',
  );
  const lost = entry({ cause: { type: 'loss', process: 'coordinator', how: 'was killed' }, barrier: 9 });
  expect(newsText(lost)).toBe(
    'The coordinator was lost and replaced: everything went on from checkpoint 9 after 800 ms.',
  );
  expect(newsText({ ...lost, cause: { type: 'kill', process: 'w2' } })).toMatch(/^w2 was killed and replaced/);
  expect(newsText(entry({ phase: 'failed', reason: 'the run is over' }))).toBe('w4 joins: failed: the run is over.');
});
