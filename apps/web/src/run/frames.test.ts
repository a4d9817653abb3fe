import { nodeId } from '@potoroo/shared/ids';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import {
  acceptedRate,
  extendHistory,
  historyMs,
  inRate,
  keepRecent,
  outRate,
  spanOf,
  type ThroughputPoint,
} from './frames.ts';

const orders = nodeId('orders');
const frame = (sequence: number, atMs: number, accepted: number): TelemetryFrame => ({
  sequence,
  atMs,
  phase: 'running',
  epoch: 1,
  ledger: { accepted: 0, applied: 0, released: 0, deadLetters: 0, lost: 0, doubled: 0 },
  latest: { accepted, applied: 0 },
  workers: [],
  nodes: [
    {
      node: orders,
      recordsIn: accepted,
      recordsOut: accepted * 2,
      costMicros: null,
      busy: null,
      backPressured: 0,
      queue: 0,
    },
  ],
  stages: [],
  deadLetters: [],
  liveRows: [],
  tapped: [],
  latency: null,
});
const fed = (...frames: readonly TelemetryFrame[]) => spanOf(frames.reduce(keepRecent, []));

test('a rate is measured over about a second, not between two neighbouring frames', () => {
  const span = fed(
    frame(1, 250, 100),
    frame(2, 500, 200),
    frame(3, 750, 300),
    frame(4, 1_000, 400),
    frame(5, 1_250, 500),
    frame(6, 1_500, 700),
  );
  expect(span?.base.sequence).toBe(2);
  expect(acceptedRate(span!)).toBe(500);
  expect(inRate(span!, orders)).toBe(500);
  expect(outRate(span!, orders)).toBe(1_000);
});

test('the first frame of a run has a rate from the start of the run', () => {
  expect(acceptedRate(fed(frame(1, 500, 100))!)).toBe(200);
});

test('a node without a sample has the rate 0, not an error', () => {
  expect(outRate(fed(frame(1, 500, 100))!, nodeId('gone'))).toBe(0);
});

test('a new run does not mix with the one before', () => {
  const span = fed(frame(900, 225_000, 5_000_000), frame(1, 250, 10));
  expect(span?.base.sequence).toBe(1);
  expect(acceptedRate(span!)).toBe(40);
});

test('when a run has ended its rates are 0', () => {
  const ended = spanOf([frame(1, 250, 100), frame(2, 1_250, 900)], true);
  expect([acceptedRate(ended!), outRate(ended!, orders)]).toEqual([0, 0]);
});

test('while a loss is undone no record flows, whatever was counted within the last second', () => {
  const back = { ...frame(2, 1_250, 900), recovering: { sinceMs: 1_200, checkpoint: 3 } };
  expect([acceptedRate(fed(frame(1, 250, 100), back)!), outRate(fed(frame(1, 250, 100), back)!, orders)]).toEqual([
    0, 0,
  ]);
});

test('after a recovery rates are those of the records since then, which count again from a checkpoint', () => {
  const back = { ...frame(3, 1_300, 600), recovering: { sinceMs: 1_260, checkpoint: 3 } };
  const gone = fed(frame(1, 1_000, 800), frame(2, 1_250, 900), back, frame(4, 1_500, 680), frame(5, 1_700, 760));
  expect(gone?.base.sequence).toBe(3);
  expect(acceptedRate(gone!)).toBe(400);
});

test('the history holds the last two minutes of one run', () => {
  let history: readonly ThroughputPoint[] = [];
  for (let second = 1; second <= 200; second++)
    history = extendHistory(history, fed(frame(second, second * 1_000, second * 10))!);
  expect(history.at(-1)!.atMs - history[0]!.atMs).toBe(historyMs);
  expect(extendHistory(history, fed(frame(1, 250, 10))!)).toHaveLength(1);
});
