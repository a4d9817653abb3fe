// A chunk whose memory is read into too early is other bytes than the file has; one that is lost or read twice as well.
import { appendFileSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '@potoroo/shared/limits';
import { expect, onTestFinished, test } from 'vitest';
import type { SourceStage } from '@potoroo/shared/topology';
import type { WorkerEvent } from '../../core/index.ts';
import type { SourceDevice } from './source-devices.ts';
import { fileSource, Reading } from './file-source.ts';
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
    void fileSource({ stage, deliver, fault: (message) => reject(new Error(message)) }, path).then((made) => {
      device = made;
      made.open(0, { next: 0, open: [] });
    }, reject);
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
