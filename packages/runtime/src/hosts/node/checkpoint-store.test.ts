import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '@potoroo/shared/assert';
import { afterEach, expect, test } from 'vitest';
import type { WriteAt } from './checkpoint-store.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import type { Manifest, Place } from './kept-manifests.ts';

const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'potoroo-checkpoints-'));
  directories.push(directory);
  return directory;
}

const section = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 7) % 251);

function manifestOf(place: Place): Manifest {
  return {
    generation: 1,
    codeHash: 'code',
    durable: { epoch: 1, members: [0], placement: [[0]], solos: [], covered: [], released: new Map(), stopping: false },
    chains: new Map([['0.0', [{ place, epoch: 1, full: true }]]]),
    account: { accepted: 0, applied: 0, deadLetters: 0, stages: [] },
  };
}

/** Takes at most `most` bytes at a time: what a disk that fills up does without a word. */
function sparing(most: number, calls: { count: number }): WriteAt {
  return async (handle, bytes, at) => {
    calls.count++;
    const { bytesWritten } = await handle.write(bytes, 0, Math.min(most, bytes.length), at);
    return bytesWritten;
  };
}

test('a section that the system takes in parts is whole in the checkpoint', async () => {
  const directory = await emptyDirectory();
  const calls = { count: 0 };
  const store = new CheckpointStore(directory, sparing(300, calls));
  store.begin(1, []);
  const [first, second] = [section(1_000), section(700)];
  const places = [store.store(1, first), store.store(1, second)];
  const last = places[1];
  assert(last !== undefined, 'two sections are stored');
  await store.commit(manifestOf(last));
  expect(calls.count).toBe(4 + 3);
  const again = new CheckpointStore(directory);
  expect(again.damage).toEqual([]);
  expect(again.newest?.durable.epoch).toBe(1);
  expect(places.map((place) => Uint8Array.from(again.read(place)))).toEqual([first, second]);
});

test('a section of which no more is taken fails its checkpoint, and leaves nothing', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory, async () => 0);
  store.begin(1, []);
  await expect(store.commit(manifestOf(store.store(1, section(10))))).rejects.toThrow('only 0 of 10 bytes were taken');
  expect(store.newest).toBeNull();
  expect(readdirSync(directory)).toEqual(['meta.json']);
});
