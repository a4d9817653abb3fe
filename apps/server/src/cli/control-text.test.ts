/** What a person reads after a control command, for the outcomes that a run does not show at will. */
import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { movementEntry } from '../testing/hand-driven-deployment.ts';
import { movementText, objectPlaceText, placementText, statusText } from './control-text.ts';

const times = { askedMs: 100, startedMs: 200, cutMs: 300, keptMs: 400, endedMs: 620 };

test('tells what moved, how little could have, and how long records waited', () => {
  const added = movementEntry({
    cause: { type: 'add', worker: 'w4' },
    phase: 'done',
    moved: 64,
    total: 256,
    minimum: 64,
    objects: 1_204,
    bytes: 85_200,
    holdMs: { p50: 0, p99: 2, max: 3.14 },
    times,
  });
  expect(movementText(added)).toBe(
    'w4 has joined: 64 of 256 slots moved (at least 64 had to) in 0.52 s; 1,204 state objects, 85.2 kB; records waited for their slot p50 0.0 ms, p99 2.0 ms, at most 3.1 ms\n',
  );
  expect(movementText({ ...added, holdMs: { p50: 0, p99: 0, max: 0 } })).toMatch(/; no record had to wait\n$/);
});

test('tells of what has not come to its end why', () => {
  const cause = { type: 'drain', worker: 'w1' } as const;
  const failed = movementEntry({ cause, phase: 'failed', reason: 'the run is stopping' });
  expect(movementText(failed)).toBe('drain w1: failed: the run is stopping\n');
  const idle = movementEntry({ cause: { type: 'kill', process: 'w2' }, phase: 'done', barrier: 7, redone: 0, times });
  expect(movementText(idle)).toMatch(/; no record read again\n$/);
  const lost = movementEntry({
    cause: { type: 'kill', process: 'w2' },
    phase: 'done',
    barrier: 7,
    redone: 1_204,
    times,
  });
  expect(movementText(lost)).toBe(
    'w2 was killed, and everything goes on from checkpoint 7 in 0.52 s; about 1,204 records read again\n',
  );
});

test('shows who has what', () => {
  const text = placementText({
    epoch: 3,
    workers: ['w1', 'w3'],
    states: [
      {
        state: nodeId('counters'),
        name: 'Counters',
        stage: 1,
        owners: [0, 2, 0, 2],
        ownerNames: ['w1', 'w3', 'w1', 'w3'],
        slots: { w1: 2, w3: 2 },
        solos: [{ key: 'a b', slot: 4, worker: 'w3' }],
      },
    ],
    sources: [{ node: nodeId('left'), name: 'left', worker: 'w3' }],
    sinks: [{ node: nodeId('totals'), name: 'Totals', worker: 'w1' }],
  });
  expect(text.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['w1', 'w3'],
    ['Counters', '4 slots', '2', '2'],
    ['left', 'source', 'here'],
    ['Totals', 'sink', 'here'],
    ['Counters "a b" was moved by itself, to w3'],
    [''],
  ]);
});

test('cannot be made to move the cursor by a key or a state', () => {
  const text = objectPlaceText({
    state: nodeId('counters'),
    key: '\u001b[2J',
    slot: 1,
    hasOwnSlot: false,
    owner: 'w1',
    value: null,
    isCut: false,
    live: true,
  });
  expect(text).not.toContain('\u001b');
  expect(text).toContain('no record with this key has come');
});

const status = {
  revision: 1,
  phase: 'failed',
  id: 'd',
  pipelineId: 'p',
  workers: 2,
  startedAt: null,
  summary: null,
} as const;

test('says what a loss would do, and not that there was one', () => {
  const cluster = {
    phase: 'running',
    generation: 1,
    epoch: 4,
    checkpoint: 3,
    recoverable: true,
    processes: [],
    workers: [],
    ledger: null,
    troubles: [],
    open: [],
  } as const;
  const text = (recoverable: boolean): string =>
    statusText({ status: { ...status, phase: 'running' }, cluster: { ...cluster, recoverable } });
  expect(text(true)).toMatch(/^a process that is lost would be replaced, and its work done again from the last/m);
  expect(text(false)).toMatch(/^a process that is lost would fail the run/m);
});

test('says that nothing runs', () => {
  expect(statusText({ status, cluster: null })).toBe('the last run is failed\n');
  expect(
    statusText({ status: { ...status, phase: 'running' }, cluster: null }),
    'one that goes on is no last one',
  ).toMatch(/running: its coordinator does not answer now/);
});
