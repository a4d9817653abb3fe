// A disk that is full for a while must cost nothing but time. Were a byte skipped, written twice elsewhere, or a release
// answered before everything before it is written, the output would have a hole after a crash.
import { closeSync, ftruncateSync, openSync, readFileSync, write, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { System } from './file-sink.ts';
import { fileSink } from './file-sink.ts';
import { temporaryDirectory } from './testing/real-run.ts';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const gone = Object.assign(new Error('EBADF: bad file descriptor, write'), { code: 'EBADF' });

/** A sink on a file whose device fails as often as it is told to. */
function sinkOn(failures: { writes: number }, error: NodeJS.ErrnoException = full) {
  const path = join(temporaryDirectory(), 'out');
  const descriptor = openSync(path, 'w');
  const notes: string[] = [];
  const faults: string[] = [];
  const troubles: (string | null)[] = [];
  const system: System = {
    write: (to, given, from, length, at, done) => {
      if (failures.writes-- > 0) done(error, 0);
      else write(to, given, from, Math.min(length, 3), at, done);
    },
  };
  const sink = fileSink({
    complaint: 'sink totals cannot write out',
    descriptor,
    fault: (message) => faults.push(message),
    note: (text) => notes.push(text),
    trouble: (what) => troubles.push(what),
    system,
    retryMs: 1,
  });
  const released = (): Promise<void> => new Promise((resolve) => sink.release(resolve));
  return { path, sink, released, notes, troubles, faults, text: () => readFileSync(path, 'utf8'), descriptor };
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it.each([
  ['nothing fails', { writes: 0 }, 0],
  ['the disk is full for a while', { writes: 5 }, 2],
])('writes every byte at its place before it is released, where %s', async (_what, failures, told) => {
  const { sink, released, notes, troubles, faults, text } = sinkOn({ ...failures });
  sink.open(0, { generation: 1, timeline: 0 });
  sink.write(0, bytes('one two '));
  sink.write(8, bytes('three'));
  await released();
  expect(text()).toBe('one two three');
  expect([notes.length, faults]).toEqual([told, []]);
  if (told > 0) {
    expect(troubles).toEqual([expect.stringMatching(/^sink totals cannot write out: ENOSPC/), null]);
    expect(notes[0]).toMatch(/^sink totals cannot write out: ENOSPC.*nothing is lost: it waits/);
    expect(notes[1]).toBe('sink totals writes out again');
  }
  await sink.close();
});

it.each([
  [0, 1, ''],
  [4, 2, 'left'],
])('opened at byte %i cuts off what an earlier run left after it', async (at, epoch, left) => {
  const { path, sink, text, faults } = sinkOn({ writes: 0 });
  writeFileSync(path, 'left by a longer run');
  sink.open(at, { generation: epoch, timeline: 0 });
  expect([text(), faults]).toEqual([left, []]);
  await sink.close();
});

it.each(['is on its way to the disk', 'waits for space'])(
  'opened again after a recovery gives up what was to be written before, also where that %s',
  async (how) => {
    const waits = how === 'waits for space';
    const failures = { writes: waits ? Number.POSITIVE_INFINITY : 0 };
    const { sink, released, faults, text } = sinkOn(failures);
    sink.open(0, { generation: 1, timeline: 0 });
    sink.write(0, bytes('kept'));
    const lost: string[] = [];
    if (!waits) await released();
    sink.write(4, bytes('taken back'));
    sink.release(() => lost.push('released'));
    failures.writes = 0;
    sink.open(waits ? 0 : 4, { generation: 2, timeline: 0 });
    if (waits) sink.write(0, bytes('kept'));
    sink.write(4, bytes(' anew'));
    await released();
    expect([text(), faults, lost]).toEqual(['kept anew', [], []]);
    sink.open(4, { generation: 3, timeline: 0 });
    await released();
    expect(text()).toBe('kept');
    await sink.close();
  },
);

// Were it to go on writing, it would write over what the worker writes whose sink it is now.
it.each(['is on its way to the disk', 'waits for space'])(
  'abandoned gives up what was to be written, also where that %s, and says when nothing of it comes any more',
  async (how) => {
    const waits = how === 'waits for space';
    const failures = { writes: waits ? Number.POSITIVE_INFINITY : 0 };
    const { sink, released, troubles, text } = sinkOn(failures);
    sink.open(0, { generation: 1, timeline: 0 });
    sink.write(0, bytes('taken back'));
    sink.write(10, bytes(' too'));
    const lost: string[] = [];
    sink.release(() => lost.push('released'));
    failures.writes = 0;
    await sink.abandon();
    const then = text();
    expect([then.length < 10, lost]).toEqual([true, []]);
    expect(troubles.at(-1) ?? null).toBe(null);
    sink.open(then.length, { generation: 2, timeline: 0 });
    await released();
    expect(text()).toBe(then);
    await sink.close();
  },
);

it('gives up where waiting does not help', async () => {
  const { sink, faults, notes, descriptor } = sinkOn({ writes: 1 }, gone);
  sink.write(0, bytes('one'));
  expect(faults).toEqual([expect.stringMatching(/^sink totals cannot write out: EBADF/)]);
  expect(notes).toEqual([]);
  closeSync(descriptor);
});

const wasCut = expect.stringMatching(
  /holds \d bytes, and the run has written 8: it was cut or replaced; put the file back/,
);

it('makes no hole in a file that is shorter than it was left', async () => {
  const { sink, faults, text } = sinkOn({ writes: 0 });
  sink.open(13, { generation: 2, timeline: 0 });
  sink.write(8, bytes('three'));
  expect([faults, text()]).toEqual([[wasCut], '']);
  await sink.close();
});

it('lets several epochs leave again into a file that a loss has left without them', async () => {
  const { sink, released, faults, text } = sinkOn({ writes: 0 });
  sink.open(0, { generation: 1, timeline: 0 });
  sink.write(0, bytes('one '));
  await released();
  sink.open(13, { generation: 2, timeline: 0 }, 4);
  const answered = [released()];
  sink.write(4, bytes('two '));
  answered.push(released());
  sink.write(8, bytes('three'));
  answered.push(released());
  await Promise.all(answered);
  expect([faults, text()]).toEqual([[], 'one two three']);
  await sink.close();
});

it('says so where somebody has cut the file meanwhile', async () => {
  const { sink, released, faults, descriptor } = sinkOn({ writes: 0 });
  sink.open(0, { generation: 1, timeline: 0 });
  sink.write(0, bytes('one two '));
  await released();
  ftruncateSync(descriptor, 3);
  sink.release(() => undefined);
  expect(faults).toEqual([wasCut]);
  await sink.close();
});

it('leaves only when what was written before is there', async () => {
  const { sink, text } = sinkOn({ writes: 2 });
  sink.open(0, { generation: 1, timeline: 0 });
  sink.write(0, bytes('one two'));
  await sink.leave();
  expect(text()).toBe('one two');
  await sink.close();
});
