// A stop must neither take for ever nor throw away outputs that only wait for a disk, without a word.
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lastSummary, noRun } from './deployment-options.ts';
import { countingTopology, generator, numbers, totals } from './testing/counting-topology.ts';
import { Stopping } from './stopping.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const trouble = { waits: 'sink', node: null, text: 'sink out cannot write out: ENOSPC', sinceMs: 1 } as const;
const frameOf = (change: Partial<TelemetryFrame> & { readonly released?: number }): TelemetryFrame => {
  const { released = 0, ...rest } = change;
  const ledger = { accepted: 9, applied: 9, released, deadLetters: 0, lost: 0, doubled: 0 };
  return {
    sequence: 0,
    atMs: 0,
    phase: 'stopping',
    epoch: 3,
    ledger,
    latest: { accepted: 9, applied: 9 },
    workers: [],
    nodes: [],
    stages: [],
    deadLetters: [],
    liveRows: [],
    tapped: [],
    latency: null,
    ...rest,
  };
};
const waiting = frameOf({ troubles: [trouble] });

function stopping(keptIn: string | null = null) {
  const said: string[] = [];
  const failed: string[] = [];
  const standing = { pids: [7], stopped: null as string | null };
  const made = new Stopping({
    timeoutMs: 1_000,
    keptIn,
    standing: () => standing,
    ask: () => said.push('stop'),
    note: (text) => said.push(text),
    fail: (error) => failed.push(error),
  });
  return { made, said, failed, standing };
}

test('a run that waits for nothing is ended in time, which says that outputs are lost', () => {
  const { made, said, failed } = stopping();
  made.asked();
  made.asked();
  vi.advanceTimersByTime(1_000);
  expect(said).toEqual(['stop']);
  expect(failed).toEqual(['the run did not stop within 1 s and was ended; outputs that were not released are lost']);
});

test('one that waits for a disk is given all the time that it takes, and is ended when it is asked again', () => {
  const { made, said, failed } = stopping('/state');
  made.seen(waiting);
  made.asked();
  vi.advanceTimersByTime(60_000);
  expect(failed).toEqual([]);
  expect(said).toEqual(['stop', expect.stringMatching(/cannot stop yet, because sink out cannot write out: ENOSPC/)]);
  made.asked();
  expect(failed).toEqual([
    expect.stringMatching(
      /was ended while sink out cannot write out: ENOSPC; outputs .* are in the checkpoints in \/state/,
    ),
  ]);
});

test('what names the directory already does not name it again', () => {
  const { made, failed } = stopping('/state');
  made.seen(
    frameOf({
      troubles: [{ ...trouble, waits: 'checkpoint', text: 'checkpoint 4 could not be kept in /state: ENOSPC' }],
    }),
  );
  made.asked();
  vi.advanceTimersByTime(1_000);
  made.asked();
  expect(failed).toEqual([
    'the run was ended while checkpoint 4 could not be kept in /state: ENOSPC; outputs that were not released are in the checkpoints there: start the run with them to have them released',
  ]);
});

test('once it does not wait any more it has as long as any other', () => {
  const { made, failed } = stopping();
  made.seen(waiting);
  made.asked();
  vi.advanceTimersByTime(1_500);
  made.seen(frameOf({}));
  vi.advanceTimersByTime(1_000);
  expect(failed).toEqual([expect.stringMatching(/did not stop within 1 s/)]);
});

test('one of whose processes somebody has stopped is given time until it is taken for lost, and its successor as long as any other', () => {
  const { made, said, failed, standing } = stopping();
  standing.stopped = 'w2';
  made.asked();
  vi.advanceTimersByTime(10_500);
  expect(said).toEqual(['stop', expect.stringMatching(/cannot stop yet, because w2 is stopped/)]);
  Object.assign(standing, { pids: [8], stopped: null });
  vi.advanceTimersByTime(1_000);
  expect(failed).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(failed).toEqual([expect.stringMatching(/did not stop within 1 s/)]);
});

test('one that comes forward is given time as long as it does, says so once, and is ended when it is asked again', () => {
  const { made, said, failed } = stopping();
  made.seen(frameOf({}));
  made.asked();
  for (let released = 1; released < 20; released++) {
    made.seen(frameOf({ released }));
    vi.advanceTimersByTime(1_000);
  }
  expect([failed, said]).toEqual([
    [],
    ['stop', expect.stringMatching(/what it has accepted is still being worked off/)],
  ]);
  vi.advanceTimersByTime(1_000);
  expect(failed).toEqual([expect.stringMatching(/did not stop within 1 s/)]);
});

test('one that is asked again while it comes forward is ended at once', () => {
  const { made, failed } = stopping();
  made.asked();
  made.seen(frameOf({ released: 1 }));
  vi.advanceTimersByTime(1_000);
  made.asked();
  expect(failed).toEqual([expect.stringMatching(/was ended while it was stopping; outputs/)]);
});

test('a run that is ended tells what was last known of it', () => {
  const node = { costMicros: null, busy: null, backPressured: 0, queue: 0 };
  const frame = frameOf({
    nodes: [
      { ...node, node: numbers, recordsIn: 40, recordsOut: 40 },
      { ...node, node: totals, recordsIn: 30, recordsOut: 20 },
    ],
  });
  const topology = countingTopology({ source: generator(null), sink: { type: 'live' } });
  expect(lastSummary(topology, frame, { error: 'ended', seconds: 2 })).toMatchObject({
    ok: false,
    error: 'ended',
    sources: { numbers: 40 },
    sinks: { totals: 20 },
  });
  expect(lastSummary(topology, null, { error: 'ended', seconds: 0 })).toEqual({ ...noRun, error: 'ended' });
});
