/** Who looks back at a run must see what was, and each move once. */
import { nodeId } from '@potoroo/shared/ids';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { homeSlotOf } from './owner-changes.ts';
import { framesKeptMax, Recording } from './recording.ts';

const state = nodeId('s');
const frame = (sequence: number, placement: readonly number[], applied = 0): TelemetryFrame => ({
  sequence,
  atMs: sequence * 250,
  phase: 'running',
  epoch: 0,
  ledger: { accepted: applied, applied, released: 0, deadLetters: 0, lost: 0, doubled: 0 },
  latest: { accepted: applied, applied },
  workers: [],
  nodes: [],
  stages: [{ state, placement, objects: placement.map(() => 1), applied: placement.map(() => applied) }],
  deadLetters: [],
  liveRows: [{ node: state, sequence, text: 'large' }],
  tapped: [],
  latency: null,
});

test('keeps the last minutes, and finds the frame of a time with the one of a second before', () => {
  const recording = new Recording();
  for (let sequence = 1; sequence <= framesKeptMax + 20; sequence += 1)
    recording.add(frame(sequence, [0, 1], sequence));
  expect(recording.frames.length).toBe(framesKeptMax);
  expect(recording.frames[0]?.sequence).toBe(21);
  const span = recording.spanAt(100 * 250 + 249);
  expect([span?.newest.sequence, span?.base.sequence]).toEqual([100, 96]);
  expect(recording.spanAt(0)?.newest.sequence, 'before all that is kept: the oldest').toBe(21);
  expect(recording.spanAt(1e9)?.newest.sequence).toBe(framesKeptMax + 20);
  expect(recording.frames.every(({ liveRows }) => liveRows.length === 0)).toBe(true);
  expect(recording.frames[5]?.stages[0]?.placement, 'not kept twice').toBe(recording.frames[4]?.stages[0]?.placement);
});

test('what a recovery has undone is no base of a rate, as it is none while it happens', () => {
  const recording = new Recording();
  for (const sequence of [1, 2, 3]) recording.add(frame(sequence, [0, 1], 10 * sequence));
  recording.add({ ...frame(4, [0, 1], 5), recovering: { sinceMs: 990, checkpoint: 1 } });
  recording.add(frame(5, [0, 1], 9));
  expect([3, 5].map((sequence) => recording.spanAt(sequence * 250)?.base.sequence)).toEqual([1, 4]);
});

test('each change of an owner is noted once, at the first frame that has it', () => {
  const recording = new Recording();
  recording.add(frame(1, [0, 0, 1]));
  recording.add(frame(2, [0, 2, 1]));
  recording.add(frame(3, [0, 2, 1]));
  recording.add(frame(4, [1, 2, 1]));
  expect(recording.changes).toEqual([
    { state, slot: 1, key: null, from: 0, to: 2, atMs: 500 },
    { state, slot: 0, key: null, from: 0, to: 1, atMs: 1_000 },
  ]);
  recording.add(frame(1, [0, 0, 0]));
  expect([recording.frames.length, recording.changes.length], 'another run').toEqual([1, 0]);
});

test('what was missed is put in where it belongs, with the moves in it, and nothing that is still on its way', () => {
  const recording = new Recording();
  recording.add(frame(9, [1, 0]));
  recording.add(frame(10, [1, 0]));
  recording.add(frame(20, [1, 1]));
  recording.fill([frame(1, [0, 0]), frame(5, [1, 0]), frame(9, [1, 0]), frame(16, [1, 1]), frame(21, [0, 0])]);
  expect(recording.frames.map(({ sequence }) => sequence)).toEqual([1, 5, 9, 10, 16, 20]);
  expect(recording.changes.map(({ slot, to, atMs }) => [slot, to, atMs])).toEqual([
    [0, 1, 1_250],
    [1, 1, 4_000],
  ]);
  const { revision } = recording;
  recording.fill([frame(5, [1, 0])]);
  recording.add(frame(21, [1, 1]));
  expect([recording.frames.length, recording.revision], 'nothing new').toEqual([7, revision]);
});

test('an object that moves alone comes from where its hash leads, goes on from there, and comes home', () => {
  const recording = new Recording();
  const [key, slots] = ['AAPL', 4];
  const home = homeSlotOf(key, slots);
  const others: readonly number[] = Array.from({ length: slots }, (_, slot) => (slot === home ? 0 : 1));
  const alone = (worker: number) => ({ solos: [{ slot: slots, key, worker, objects: 1, applied: 0 }] });
  const add = (sequence: number, solos: object, placement: readonly number[] = others): void => {
    const { stages, ...rest } = frame(sequence, placement);
    recording.add({ ...rest, stages: stages.map((stage) => ({ ...stage, ...solos })) });
  };
  add(1, {});
  // Alone, and still where it was: nothing is seen to move.
  add(2, alone(0));
  add(3, alone(2));
  add(4, alone(1));
  // Its slot moves without it, and it follows.
  add(5, alone(1), others.with(home, 3));
  add(6, alone(3), others.with(home, 3));
  add(7, {}, others.with(home, 3));
  expect(recording.changes.map(({ slot, key: of, from, to }) => [of ?? slot, from, to])).toEqual([
    [key, 0, 2],
    [key, 2, 1],
    [home, 0, 3],
    [key, 1, 3],
  ]);
});
