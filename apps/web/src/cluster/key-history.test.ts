/** Where an object has been is what one asks after a move: one stay left out, and its history is a story. */
import { nodeId } from '@potoroo/shared/ids';
import type { Movement } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { historyText, keyHistory } from './key-history.ts';

const state = nodeId('symbols');
const moved = (id: number, cutMs: number, from: number, to: number, node = state): Movement => ({
  id,
  revision: 1,
  cause: { type: 'add', worker: `w${to + 1}` },
  phase: 'done',
  reason: null,
  generation: 1,
  barrier: id * 10,
  times: { askedMs: cutMs - 100, startedMs: cutMs - 50, cutMs, keptMs: cutMs + 40, endedMs: cutMs + 50 },
  moved: 1,
  total: 256,
  minimum: 1,
  objects: 1,
  bytes: 31,
  holdMs: null,
  stages: [
    {
      stage: 1,
      node,
      kind: 'keyed',
      slots: [7, 117],
      from: [0, from],
      to: [1, to],
      arrivedMs: [cutMs + 5, cutMs + 20],
      bytes: [9, 31],
      holdMs: [-1, 6],
    },
  ],
});

test('each passage with what it carried and why, and the stays between', () => {
  const entries = [moved(2, 9_000, 3, 4), moved(1, 4_000, 0, 3), moved(3, 9_500, 1, 2, nodeId('other'))];
  const history = keyHistory({ key: 'k', entries, state, slot: 117, owner: 4 });
  expect(history.stays).toEqual([
    { worker: 0, fromMs: 0, untilMs: 4_000 },
    { worker: 3, fromMs: 4_020, untilMs: 9_000 },
    { worker: 4, fromMs: 9_020, untilMs: null },
  ]);
  expect(history.passages.map(({ bytes, holdMs, reason }) => [bytes, holdMs, reason])).toEqual([
    [31, 6, 'w4 joins'],
    [31, 6, 'w5 joins'],
  ]);
  expect(historyText(history)).toBe('w1 until barrier 10 (w4 joins), w4 until barrier 20 (w5 joins), w5 since.');
});

test('a kill of the worker that has it is part of its history, and one of another worker is not', () => {
  const loss = (id: number, atMs: number, process: string): Movement => ({
    ...moved(id, atMs, 0, 0),
    cause: { type: 'kill', process },
    barrier: 164,
    times: { askedMs: atMs - 1, startedMs: atMs, cutMs: null, keptMs: null, endedMs: atMs + 400 },
    stages: [],
  });
  const entries = [loss(1, 1_000, 'w4'), moved(2, 4_000, 0, 3), loss(3, 62_500, 'w4'), loss(4, 70_000, 'w1')];
  const history = keyHistory({ key: 'k', entries, state, slot: 117, owner: 3 });
  expect(history.falls).toEqual([{ worker: 3, atMs: 62_500, reason: 'kill -9 of w4', checkpoint: 164 }]);
  expect(historyText(history)).toBe(
    'w1 until barrier 20 (w4 joins), w4 since. kill -9 of w4 at 1:02.5: it came back as checkpoint 164 had it.',
  );
});

test('five moves, with others and alone: every owner with its reason, and the last is where it is', () => {
  const row = (id: number, cause: Movement['cause'], [slot, from, to]: readonly [number, number, number]): Movement => {
    const entry = moved(id, id * 1_000, from, to);
    return { ...entry, cause, stages: entry.stages.map((stage) => ({ ...stage, slots: [7, slot] })) };
  };
  const alone = (entry: Movement): Movement => ({
    ...entry,
    stages: entry.stages.map((stage) => ({
      ...stage,
      ...Object.fromEntries(
        (['slots', 'from', 'to', 'arrivedMs', 'bytes', 'holdMs'] as const).map((name) => [name, stage[name].slice(1)]),
      ),
    })),
  });
  const key = 'AAPL';
  const entries = [
    row(1, { type: 'add', worker: 'w3' }, [117, 0, 2]),
    alone(row(2, { type: 'move', state, key, worker: 'w2' }, [256, 2, 1])),
    // Its old slot goes on without it, and another object is moved alone.
    row(3, { type: 'drain', worker: 'w3' }, [117, 2, 0]),
    alone(row(4, { type: 'move', state, key: 'MSFT', worker: 'w1' }, [257, 1, 0])),
    row(5, { type: 'drain', worker: 'w2' }, [256, 1, 3]),
    alone(row(6, { type: 'release', state, key }, [256, 3, 0])),
    row(7, { type: 'add', worker: 'w5' }, [117, 0, 4]),
  ];
  const history = keyHistory({ entries, state, key, slot: 117, owner: 4 });
  expect(historyText(history)).toBe(
    'w1 until barrier 10 (w3 joins), w3 until barrier 20 (symbols "AAPL" moves to w2), w2 until barrier 50 (w2 is drained), ' +
      'w4 until barrier 60 (symbols "AAPL" goes home), w1 until barrier 70 (w5 joins), w5 since.',
  );
});

test('what has never moved is where it began', () => {
  const history = keyHistory({ key: 'k', entries: [moved(1, 4_000, 0, 3)], state, slot: 8, owner: 2 });
  expect(history).toEqual({ falls: [], stays: [{ worker: 2, fromMs: 0, untilMs: null }], passages: [] });
  expect(historyText(history)).toBe('At w3: the movement ledger knows of no move.');
});
