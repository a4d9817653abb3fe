/** A worker that vanishes from the screen takes with it what happened to it. */
import type { TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { rosterOf } from './roster.ts';

const worker = (name: string, pid: number, phase: WorkerSample['phase'] = 'running'): WorkerSample => ({
  name,
  pid,
  phase,
  slots: 1,
  objects: pid,
  applied: 0,
  records: 0,
  sentRecords: 0,
  sentBytes: 0,
  busy: 0,
  backPressured: 0,
  queuedBytes: 0,
  memoryBytes: 0,
});
const frame = (atMs: number, workers: readonly WorkerSample[], phase: TelemetryFrame['phase'] = 'running') =>
  ({ sequence: atMs, atMs, phase, workers }) as TelemetryFrame;
const told = (frames: readonly TelemetryFrame[]) =>
  rosterOf(frames).map(({ name, presence, goneMs, predecessors }) => ({ name, presence, goneMs, predecessors }));

test('who left stays on the list, with what was last heard of it, in join order', () => {
  const frames = [
    frame(1, [worker('w1', 11), worker('w2', 12), worker('w3', 13)]),
    frame(2, [worker('w1', 11), worker('w3', 13), worker('w4', 0, 'starting')]),
    frame(3, [worker('w1', 11), worker('w3', 13), worker('w4', 14)]),
  ];
  expect(told(frames)).toEqual([
    { name: 'w1', presence: 'serving', goneMs: null, predecessors: 0 },
    { name: 'w2', presence: 'left', goneMs: 2, predecessors: 0 },
    { name: 'w3', presence: 'serving', goneMs: null, predecessors: 0 },
    { name: 'w4', presence: 'serving', goneMs: null, predecessors: 0 },
  ]);
  expect(rosterOf(frames)[1]?.sample.objects).toBe(12);
  expect(told(frames.slice(0, 2))[3]?.presence).toBe('joining');
});

test('a seat whose process died is lost until its next process is there, which is counted', () => {
  const frames = [
    frame(1, [worker('w1', 11)]),
    frame(2, [worker('w1', 11, 'failed')]),
    frame(3, [worker('w1', 0, 'failed')]),
    frame(4, [worker('w1', 21, 'starting')]),
    frame(5, [worker('w1', 21)]),
  ];
  expect(told(frames.slice(0, 3))).toEqual([{ name: 'w1', presence: 'lost', goneMs: 2, predecessors: 0 }]);
  expect(told(frames)).toEqual([{ name: 'w1', presence: 'serving', goneMs: null, predecessors: 1 }]);
});

test('at the end of the run everybody has ended, and nobody is missed', () => {
  expect(told([frame(1, [worker('w1', 1)]), frame(2, [worker('w1', 1)], 'finished')])).toEqual([
    { name: 'w1', presence: 'ended', goneMs: null, predecessors: 0 },
  ]);
});
