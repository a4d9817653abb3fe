// A chunk whose memory is read into too early is other bytes than the file has; one that is lost or read twice as well, and so is
// all of a file that took the place of the one that the run began with.
import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '@potoroo/shared/limits';
import { expect, onTestFinished, test } from 'vitest';
import type { SourceStage } from '@potoroo/shared/topology';
import type { WorkerEvent } from '../../core/index.ts';
import type { SourceDevice } from './source-devices.ts';
import { fileSource, Reading } from './file-source.ts';
import { inputFilesOf } from './input-files.ts';
import { countingTopology, fileSource as fileConnector } from './testing/counting-topology.ts';
import { temporaryDirectory } from './testing/real-run.ts';

const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8) + (i >> 16) * 31) & 255);

type Read = { readonly bytes: Uint8Array; readonly buffers: number };

/** Reads to the end; a chunk is looked at when it comes and again just before the next is asked for. */
function readAll(path: string, options: { at: number; keepsChunks: boolean; beforeEnd?: () => void }): Promise<Read> {
  const descriptor = openSync(path, 'r');
  onTestFinished(() => closeSync(descriptor));
  const taken: Uint8Array[] = [];
  const buffers = new Set<ArrayBufferLike>();
  return new Promise((resolve, reject) => {
    const reading: Reading = new Reading({
      descriptor,
      hasPlaces: true,
      ...options,
      chunk: (bytes) => {
        buffers.add(bytes.buffer);
        // A copy: `slice` of a Buffer would be a view of the same memory.
        const came = Uint8Array.from(bytes);
        setImmediate(() => {
          if (!Buffer.from(came).equals(bytes)) reject(new Error('the chunk changed while it was used'));
          taken.push(came);
          if (taken.length === 1) options.beforeEnd?.();
          reading.ask();
        });
      },
      ended: () => resolve({ bytes: Buffer.concat(taken), buffers: buffers.size }),
      failed: reject,
    });
    reading.ask();
  });
}

test.each([0, 1, 100_000])('reads a file from byte %i to its end, in two stretches of memory', async (at) => {
  const path = join(temporaryDirectory(), 'in');
  const content = bytesOf(limits.sourceReadBytes * 4 + 12_345);
  writeFileSync(path, content);
  const { bytes, buffers } = await readAll(path, { at, keepsChunks: false });
  expect(Buffer.from(content.subarray(at)).equals(bytes)).toBe(true);
  expect(buffers).toBe(2);
});

test('gives each chunk memory of its own where a snippet may keep it', async () => {
  const path = join(temporaryDirectory(), 'in');
  const content = bytesOf(limits.sourceReadBytes * 3);
  writeFileSync(path, content);
  const { bytes, buffers } = await readAll(path, { at: 0, keepsChunks: true });
  expect(Buffer.from(content).equals(bytes)).toBe(true);
  expect(buffers).toBe(3);
});

test.each([
  ['a decoder of its author, which may keep its bytes', 3, 'framed', 0],
  ['lines of JSON, whatever decoder its author left there', 2, 'ndjson', 0],
  ['no decoder of its author', 2, 'framed', null],
])('the device of a source with %s is given %d stretches of memory', async (_what, stretches, format, decode) => {
  const path = join(temporaryDirectory(), 'in');
  writeFileSync(path, bytesOf(limits.sourceReadBytes * 3));
  const memory = new Set<ArrayBufferLike>();
  await new Promise<void>((resolve, reject) => {
    const deliver = (event: WorkerEvent): void => {
      if (event.type === 'intake-bytes') memory.add(event.bytes.buffer);
      if (event.type === 'source-closed') resolve();
      else setImmediate(() => device?.read(0));
    };
    let device: SourceDevice | null = null;
    const connector = { type: 'file', path, format, rate: null };
    const stage = { id: 0, node: 'in', connector, decode } as unknown as SourceStage;
    void fileSource({ stage, deliver, known: null, fault: (message) => reject(new Error(message)) }, path).then(
      (made) => {
        device = made;
        made.open(0, { next: 0, open: [] });
      },
      reject,
    );
  });
  expect(memory.size).toBe(stretches);
});

test('reads what was added to a file before its end was asked for', async () => {
  const path = join(temporaryDirectory(), 'in');
  writeFileSync(path, 'one\n');
  const { bytes } = await readAll(path, { at: 0, keepsChunks: false, beforeEnd: () => appendFileSync(path, 'two\n') });
  expect(Buffer.from(bytes).toString()).toBe('one\ntwo\n');
});

test('says nothing more once it is closed', async () => {
  const path = join(temporaryDirectory(), 'in');
  writeFileSync(path, bytesOf(10));
  const descriptor = openSync(path, 'r');
  onTestFinished(() => closeSync(descriptor));
  const said: string[] = [];
  const reading = new Reading({
    descriptor,
    hasPlaces: true,
    keepsChunks: false,
    at: 0,
    chunk: () => void said.push('chunk'),
    ended: () => void said.push('ended'),
    failed: () => void said.push('failed'),
  });
  reading.ask();
  reading.close();
  await readAll(path, { at: 0, keepsChunks: false });
  expect(said).toEqual([]);
});

/** A file that a run began with, what is said of it when it is opened, and when a generation opens it again. */
async function begun() {
  const path = join(temporaryDirectory(), 'in');
  writeFileSync(path, 'one\ntwo\n');
  const topology = countingTopology({ source: fileConnector(path), sink: { type: 'live' } });
  const [known = null] = inputFilesOf(topology);
  const faults: string[] = [];
  const stage = topology.stages[0] as SourceStage;
  const parts = { stage, known, deliver: () => undefined, fault: (message: string) => void faults.push(message) };
  const open = (): Promise<SourceDevice> => fileSource(parts, path);
  return { path, known, faults, open };
}

test('opens the file that the run began with, which may have grown, and no other one', async () => {
  const { path, open, faults } = await begun();
  appendFileSync(path, 'three\n');
  const device = await open();
  device.open(4, { next: 0, open: [] });
  expect(faults).toEqual([]);
  device.close();
  renameSync(path, `${path}.before`);
  writeFileSync(path, 'one\ntwo\nthree\n');
  await expect(open()).rejects.toThrow(/^source numbers cannot read .*in: it is another file than the run began with/);
  renameSync(`${path}.before`, path);
  (await open()).close();
});

test('says so where the file was written anew, before it is opened and after', async () => {
  const { path, open, faults } = await begun();
  const device = await open();
  writeFileSync(path, 'two\none\n');
  await expect(open()).rejects.toThrow(/begins otherwise now; put back the file that it had$/);
  device.open(4, { next: 0, open: [] });
  expect(faults).toEqual([expect.stringContaining('begins otherwise now')]);
});

test('waits for nobody who would write a pipe in the place of a file', async () => {
  const { path, open } = await begun();
  rmSync(path);
  execFileSync('mkfifo', [path]);
  await expect(open()).rejects.toThrow(/it is another file than the run began with/);
});

test('knows a file by its beginning, and neither a pipe nor what is not there', () => {
  const path = join(temporaryDirectory(), 'in');
  const topology = countingTopology({ source: fileConnector(path), sink: { type: 'live' } });
  expect(inputFilesOf(topology)).toEqual([]);
  execFileSync('mkfifo', [path]);
  expect(inputFilesOf(topology)).toEqual([]);
  rmSync(path);
  writeFileSync(path, bytesOf(100_000));
  expect(inputFilesOf(topology)).toMatchObject([{ node: 'numbers', path, head: { bytes: 65_536 } }]);
});
