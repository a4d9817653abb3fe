/** Steps go from event to event: one that is missing cannot be stepped to. */
import type { TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { Recording } from '../run/recording.ts';
import { clockText } from './clock-text.ts';
import { momentsOf, textsAt } from './moments.ts';
import { slotsText } from './slots-text.ts';

const worker = (name: string, pid: number, phase: WorkerSample['phase'] = 'running') =>
  ({ name, pid, phase, objects: 0 }) as WorkerSample;
const frame = (sequence: number, workers: readonly WorkerSample[], placement: readonly number[]) =>
  ({
    sequence,
    atMs: sequence * 250,
    phase: 'running',
    workers,
    stages: [{ state: nodeId('s'), placement, objects: [], applied: [] }],
  }) as unknown as TelemetryFrame;

test('a join, its moves, a loss, the return and a drain are events, in their order', () => {
  const recording = new Recording();
  const [w1, w2] = [worker('w1', 1), worker('w2', 2)];
  recording.add(frame(1, [w1], [0, 0]));
  recording.add(frame(2, [w1, worker('w2', 0, 'starting')], [0, 0]));
  recording.add(frame(3, [w1, w2], [0, 1]));
  recording.add(frame(4, [worker('w1', 1, 'failed'), w2], [0, 1]));
  recording.add(frame(5, [worker('w1', 9), w2], [0, 1]));
  recording.add(frame(6, [w2], [1, 1]));
  expect(momentsOf(recording).map(({ atMs, tone, text }) => `${atMs} ${tone} ${text}`)).toEqual([
    '750 good w2 joined',
    '750 plain 1 slot moved',
    '1000 bad w1 was lost',
    '1250 good w1 is back',
    '1500 plain w1 left',
    '1500 plain 1 slot moved',
  ]);
  expect(textsAt(momentsOf(recording), 750)).toEqual(['w2 joined', '1 slot moved']);
  expect(textsAt(momentsOf(recording), 751)).toEqual([]);
});

test('what is done to the run is an event, and so is its end', () => {
  const recording = new Recording();
  const workers = [worker('w1', 1), worker('w2', 2)];
  const slow = { type: 'slow', worker: 'w1', factor: 5 } as const;
  const cut = { type: 'cut', worker: 'w1', peer: 'w2' } as const;
  recording.add(frame(1, workers, [0]));
  recording.add({ ...frame(2, workers, [0]), disturbances: [slow] });
  recording.add({ ...frame(3, workers, [0]), disturbances: [slow, cut] });
  recording.add({ ...frame(4, workers, [0]), disturbances: [cut] });
  recording.add(frame(5, workers, [0]));
  expect(momentsOf(recording).map(({ atMs, text }) => `${atMs} ${text}`)).toEqual([
    '500 w1 takes 5 times as long',
    '750 The link between w1 and w2 is cut',
    '1000 over: w1 takes 5 times as long',
    '1250 over: The link between w1 and w2 is cut',
  ]);
});

test('times and slots in words', () => {
  expect([clockText(0), clockText(62_560), clockText(3_600_000)]).toEqual(['0:00.0', '1:02.5', '1:00:00.0']);
  expect(slotsText([0, 0, 1, 0], 0)).toBe('3 slots: 0–1, 3');
  expect(slotsText([0], 4)).toBe('no slots');
  const everyOther = Array.from({ length: 40 }, (_, slot) => slot % 2);
  expect(slotsText(everyOther, 0)).toMatch(/^20 slots: 0, 2, .* and 12 stretches more$/);
});
