// The log of a journal by itself. What would break: a manifest that names bytes which a loss of power takes away.
import { Buffer } from 'node:buffer';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, temporaryDirectory } from '../testing/real-run.ts';
import { SegmentLog } from './segment-log.ts';

test('a sync that is asked for during another is over when both are', async () => {
  const [written, syncing]: [number[], (() => void)[]] = [[], []];
  const log = new SegmentLog({
    directory: temporaryDirectory(),
    segmentBytes: 1_000_000,
    preface: () => [],
    written: ({ at }) => written.push(at) > 0,
    found: () => false,
    trouble: () => undefined,
    torn: () => undefined,
    syncData: () => new Promise((resolve) => syncing.push(resolve)),
  });
  onTestFinished(() => log.close());
  log.append({ kind: 'bytes', connection: 0, at: 0, payload: [Buffer.from('abc')], length: 3 });
  await eventually(() => written.length === 1, 'the entry to be written');
  const over: string[] = [];
  const both = ['the first', 'the second'].map((name) => log.sync().then(() => over.push(name)));
  await eventually(() => syncing.length === 1, 'the first to sync');
  syncing[0]?.();
  await Promise.all(both);
  expect([over, syncing.length]).toEqual([['the first', 'the second'], 1]);
});
