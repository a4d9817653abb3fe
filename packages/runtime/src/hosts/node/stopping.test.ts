// A stop must neither take for ever nor throw away outputs that only wait for a disk, without a word.
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Stopping } from './stopping.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const trouble = { waits: 'sink', node: null, text: 'sink out cannot write out: ENOSPC', sinceMs: 1 } as const;
const waiting = { troubles: [trouble] } as unknown as TelemetryFrame;

function stopping(keptIn: string | null = null) {
  const said: string[] = [];
  const failed: string[] = [];
  const made = new Stopping({
    timeoutMs: 1_000,
    keptIn,
    ask: () => said.push('stop'),
    note: (text) => said.push(text),
    fail: (error) => failed.push(error),
  });
  return { made, said, failed };
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

test('once it does not wait any more it has as long as any other', () => {
  const { made, failed } = stopping();
  made.seen(waiting);
  made.asked();
  vi.advanceTimersByTime(1_500);
  made.seen({} as TelemetryFrame);
  vi.advanceTimersByTime(1_000);
  expect(failed).toEqual([expect.stringMatching(/did not stop within 1 s/)]);
});
