import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { assert } from '@potoroo/shared/assert';
import { moduleId, stageId } from '@potoroo/shared/ids';
import { afterEach, expect, test, vi } from 'vitest';
import { freshStart } from '../../core/index.ts';
import type { StoreSystem } from './checkpoint-store.ts';
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

function manifestOf(place: Place, epoch = 1, codeHash = 'code'): Manifest {
  return {
    generation: 1,
    codeHash,
    durable: { ...freshStart([0], [[0]]), epoch },
    chains: new Map([['0.0', [{ place, epoch, full: true }]]]),
    account: { accepted: 0, applied: 0, deadLetters: 0, stages: [] },
  };
}

const manifestsIn = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => name.startsWith('manifest'));

async function keep(store: CheckpointStore, epoch: number): Promise<void> {
  await store.commit({ ...manifestOf(store.store(epoch, section(10)), epoch), generation: store.generation });
  await store.forgotten;
}

/** Takes at most `most` bytes at a time: what a disk that fills up does without a word. */
function sparing(most: number, calls: { count: number }): Pick<StoreSystem, 'writeAt'> {
  return {
    writeAt: async (handle, bytes, at) => {
      calls.count++;
      const { bytesWritten } = await handle.write(bytes, 0, Math.min(most, bytes.length), at);
      return bytesWritten;
    },
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
  const store = new CheckpointStore(directory, { writeAt: async () => 0 });
  store.begin(1, []);
  await expect(store.commit(manifestOf(store.store(1, section(10))))).rejects.toThrow('only 0 of 10 bytes were taken');
  expect(store.newest).toBeNull();
  expect(readdirSync(directory)).toEqual(['meta.json']);
});

test('a manifest that cannot get its name fails its checkpoint, and leaves nothing', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(1, []);
  await mkdir(join(directory, 'manifest-1'));
  await expect(store.commit(manifestOf(store.store(1, section(10))))).rejects.toThrow('rename');
  expect(readdirSync(directory).toSorted()).toEqual(['manifest-1', 'meta.json']);
});

test('a manifest whose name may not survive fails its checkpoint, and nobody goes on from it', async () => {
  const directory = await emptyDirectory();
  const syncDirectory = vi.fn<StoreSystem['syncDirectory']>();
  const store = new CheckpointStore(directory, { syncDirectory });
  store.begin(1, []);
  syncDirectory.mockImplementationOnce(() => {
    throw new Error('EIO: i/o error, fsync');
  });
  await expect(store.commit(manifestOf(store.store(1, section(10))))).rejects.toThrow('EIO');
  expect(readdirSync(directory)).toEqual(['meta.json']);
  expect([store.newest, new CheckpointStore(directory).newest]).toEqual([null, null]);
  await store.commit(manifestOf(store.store(2, section(10)), 2));
  expect(new CheckpointStore(directory).newest?.durable.epoch).toBe(2);
});

// Were anything decided between the two, such as a roll-back to the one before, whoever starts again would go on from another one.
test('a manifest that is there is told of in the same turn, and then those are forgotten that nobody needs', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(1, []);
  for (const epoch of [1, 2, 3]) await store.commit(manifestOf(store.store(epoch, section(10)), epoch));
  let isTold = false;
  const told = store.commit(manifestOf(store.store(4, section(10)), 4)).then(() => {
    isTold = true;
  });
  while (!existsSync(join(directory, 'manifest-4'))) await setImmediate();
  expect(isTold).toBe(true);
  await told;
  await store.forgotten;
  expect(readdirSync(directory).toSorted()).toEqual(
    [2, 3, 4].map((epoch) => `manifest-${epoch}`).concat('meta.json', ...[2, 3, 4].map((epoch) => `seg-1-${epoch}`)),
  );
});

const skipped = [{ source: stageId(0), intake: 0, offset: 7, module: moduleId(1), why: 'it loops' }];

/** A version with two checkpoints, and what another one was given. */
async function handedOver() {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(1, skipped);
  for (const epoch of [1, 2]) await store.commit(manifestOf(store.store(epoch, section(10)), epoch));
  await store.commit({ ...manifestOf(store.store(3, section(20)), 3, 'next'), quarantine: [] });
  return directory;
}

test('what another version was given is taken back, and with it what it skips', async () => {
  const directory = await handedOver();
  new CheckpointStore(directory).begin(2, []);
  new CheckpointStore(directory).withdraw('code', skipped);
  const back = new CheckpointStore(directory);
  expect(back.newest).toMatchObject({ codeHash: 'code', durable: { epoch: 2 } });
  expect([back.generation, back.quarantine]).toEqual([2, skipped]);
  expect(readdirSync(directory).toSorted()).toEqual(['manifest-1', 'manifest-2', 'meta.json', 'seg-1-1', 'seg-1-2']);
});

test('taking back what the other version has not begun with needs no space', async () => {
  const directory = await handedOver();
  const store = new CheckpointStore(directory);
  vi.spyOn(store, 'begin').mockImplementation(() => {
    throw new Error('no space is left');
  });
  store.withdraw('code', skipped);
  const { newest, quarantine } = new CheckpointStore(directory);
  expect([newest?.durable.epoch, quarantine]).toEqual([2, skipped]);
});

test('nothing is taken back of a version that would have nothing left, or that goes on', async () => {
  for (const codeHash of ['other', 'next']) {
    const store = new CheckpointStore(await handedOver());
    store.withdraw(codeHash, []);
    expect(store.newest?.codeHash).toBe('next');
  }
});

test('without meta.json it goes on from the checkpoints, in no generation that was before them', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(7, []);
  await store.commit({ ...manifestOf(store.store(1, section(10))), generation: 7 });
  writeFileSync(join(directory, 'meta.json'), '');
  expect(() => new CheckpointStore(directory)).toThrow(/meta.json .* cannot be used: .*; take that file away to go on/);
  await rm(join(directory, 'meta.json'));
  const again = new CheckpointStore(directory);
  expect([again.generation, again.newest?.durable.epoch]).toEqual([7, 1]);
});

test('outputs have a timeline of their own from the generation on that passes a damaged checkpoint over', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(2, []);
  for (const epoch of [1, 2])
    await store.commit({ ...manifestOf(store.store(epoch, section(10)), epoch), generation: 2 });
  expect([store.timeline, new CheckpointStore(directory).timeline]).toEqual([0, 0]);
  writeFileSync(join(directory, 'manifest-2'), 'nothing');
  const next = new CheckpointStore(directory);
  expect(next.newest?.durable.epoch).toBe(1);
  expect(next.timeline).toBe(3);
  next.begin(3, []);
  await next.commit({ ...manifestOf(next.store(2, section(10)), 2), generation: 3 });
  expect(new CheckpointStore(directory).timeline, 'it stays').toBe(3);
});

test('an older checkpoint that is damaged is passed over by nobody, and goes', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(2, []);
  for (const epoch of [1, 2, 3]) await keep(store, epoch);
  writeFileSync(join(directory, 'manifest-1'), 'nothing');
  const next = new CheckpointStore(directory);
  expect([next.newest?.durable.epoch, next.timeline, next.damage]).toEqual([3, 0, []]);
  next.begin(3, []);
  expect(manifestsIn(directory)).toEqual(['manifest-2', 'manifest-3']);
});

test('what was passed over begins one timeline, and goes when that is kept', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(2, []);
  for (const epoch of [1, 2, 3]) await keep(store, epoch);
  for (const name of ['manifest-2', 'manifest-3']) writeFileSync(join(directory, name), 'nothing');
  const next = new CheckpointStore(directory);
  expect([next.newest?.durable.epoch, next.timeline, next.damage.length]).toEqual([1, 3, 2]);
  expect(new CheckpointStore(directory).damage, 'nobody has begun').toHaveLength(2);
  next.begin(3, []);
  const last = new CheckpointStore(directory);
  expect([last.newest?.durable.epoch, last.timeline, last.damage]).toEqual([1, 3, []]);
});

test('a checkpoint that is given to another version in the place of a damaged one does not hide it', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(2, []);
  for (const epoch of [1, 2]) await keep(store, epoch);
  writeFileSync(join(directory, 'manifest-2'), 'nothing');
  const giving = new CheckpointStore(directory);
  expect(giving.damage).toEqual([expect.stringMatching(/^checkpoint 2 is damaged: .*; the one before it is used$/)]);
  giving.keepTimeline();
  await keep(giving, 2);
  const next = new CheckpointStore(directory);
  expect([next.newest?.durable.epoch, next.generation, next.timeline, next.damage]).toEqual([2, 2, 3, []]);
});

test('nothing is kept in a directory that took the place of the run’s own, and it goes on where that is back', async () => {
  const directory = await emptyDirectory();
  const store = new CheckpointStore(directory);
  store.begin(7, skipped);
  await keep(store, 1);
  const away = `${directory}-away`;
  directories.push(away);
  await rename(directory, away);
  await mkdir(directory);
  await expect(keep(store, 2)).rejects.toThrow(/ENOENT.*meta\.json/);
  expect(() => store.begin(8, [])).toThrow(/ENOENT.*meta\.json/);
  expect(manifestsIn(directory)).toEqual([]);
  await rm(directory, { recursive: true });
  await rename(away, directory);
  await keep(store, 3);
  const next = new CheckpointStore(directory);
  expect([next.newest?.durable.epoch, next.generation, next.run, next.quarantine]).toEqual([3, 7, store.run, skipped]);
});
