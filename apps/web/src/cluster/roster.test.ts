/** A worker that vanishes from the screen takes with it what happened to it. */
import type { TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { membersText, rosterOf } from './roster.ts';

const worker = (name: string, pid: number, phase: WorkerSample['phase'] = 'running'): WorkerSample => ({
  name,
  pid,
  phase,
  slots: 1,
  objects: pid,
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

test('who looks only now sees who has left, who was killed, and that its successor is not there yet', () => {
  const gone = [
    { worker: 'w2', pid: 12, how: 'left', atMs: 3, records: 700 },
    { worker: 'w1', pid: 11, how: 'lost', atMs: 9, records: null },
  ] as const;
  const recovering = { sinceMs: 9, checkpoint: 4 };
  const frames: readonly TelemetryFrame[] = [
    { ...frame(10, [worker('w1', 0, 'starting'), worker('w3', 13, 'recovering')]), gone, recovering },
    { ...frame(11, [worker('w1', 21, 'starting'), worker('w3', 13, 'recovering')]), gone, recovering },
    { ...frame(12, [worker('w1', 21), worker('w3', 13)]), gone },
  ];
  const lost = [
    { name: 'w1', presence: 'lost', goneMs: 9, predecessors: 0 },
    { name: 'w2', presence: 'left', goneMs: 3, predecessors: 0 },
    { name: 'w3', presence: 'recovering', goneMs: null, predecessors: 0 },
  ];
  expect(told(frames.slice(0, 1))).toEqual(lost);
  expect(told(frames.slice(0, 2))).toEqual(lost);
  const roster = rosterOf(frames);
  expect(told(frames)).toEqual([
    { name: 'w1', presence: 'serving', goneMs: null, predecessors: 1 },
    { name: 'w2', presence: 'left', goneMs: 3, predecessors: 0 },
    { name: 'w3', presence: 'serving', goneMs: null, predecessors: 0 },
  ]);
  expect([roster[0]?.fallen?.pid, roster[1]?.sample.records]).toEqual([11, 700]);
});

test('who is lost stays so while others are lost after it, and has one predecessor when its next process is there', () => {
  const lost = (name: string, pid: number, atMs: number) =>
    ({ worker: name, pid, how: 'lost', atMs, records: null }) as const;
  const [first, second] = [lost('w1', 11, 2), lost('w2', 12, 3)];
  const frames: readonly TelemetryFrame[] = [
    frame(1, [worker('w1', 11), worker('w2', 12)]),
    { ...frame(2, [worker('w1', 0, 'starting'), worker('w2', 12, 'recovering')]), gone: [first] },
    { ...frame(3, [worker('w1', 0, 'recovering'), worker('w2', 0, 'starting')]), gone: [first, second] },
    { ...frame(4, [worker('w1', 21, 'recovering'), worker('w2', 0, 'starting')]), gone: [first, second] },
    { ...frame(5, [worker('w1', 21), worker('w2', 22)]), gone: [first, second] },
  ];
  expect(told(frames.slice(0, 3)).map(({ presence, goneMs }) => [presence, goneMs])).toEqual([
    ['lost', 2],
    ['lost', 3],
  ]);
  expect(told(frames.slice(0, 4))[0]).toMatchObject({ presence: 'recovering', predecessors: 1 });
  expect(told(frames).map(({ predecessors }) => predecessors)).toEqual([1, 1]);
});

test('at the end of the run everybody has ended, and nobody is missed', () => {
  expect(told([frame(1, [worker('w1', 1)]), frame(2, [worker('w1', 1)], 'finished')])).toEqual([
    { name: 'w1', presence: 'ended', goneMs: null, predecessors: 0 },
  ]);
});

test('who is replaced still has its slots, who joins has none yet, and who has left is no member', () => {
  const joining = { ...worker('w3', 3, 'starting'), slots: 0 };
  const text = (...frames: readonly TelemetryFrame[]): string => membersText(rosterOf(frames));
  const three = frame(1, [worker('w1', 1), worker('w2', 2), worker('w4', 4)]);
  expect(text(three)).toBe('on 3 workers');
  expect(text(three, frame(2, [worker('w1', 1, 'recovering'), worker('w2', 0, 'failed'), worker('w4', 4)]))).toBe(
    'on 3 workers, w2 lost',
  );
  expect(text(three, frame(2, [worker('w1', 1), worker('w4', 4), joining]))).toBe('on 2 workers, w3 joining');
  expect(text(frame(1, [joining])), 'when nobody is there yet').toBe('on 1 worker');
  expect(text(three, frame(2, [worker('w1', 1)], 'finished')), 'of an end').toBe('on 1 worker');
});
