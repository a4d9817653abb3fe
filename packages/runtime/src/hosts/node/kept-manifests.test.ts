// What a directory of checkpoints holds is read in two ways. Were they to differ, a run would go on elsewhere than it was
// handed over; were the slow one not slow, the studio would stand still while it reads a million objects.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countingTopology, fileSink, fileSource } from './testing/counting-topology.ts';
import { expect, it, test } from 'vitest';
import { EpochLedger, firstPlacement, freshStart } from '../../core/index.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import type { FoundManifests, Place } from './kept-manifests.ts';
import { damagesText, findManifests, findManifestsSlowly, readKept } from './kept-manifests.ts';
import { temporaryDirectory } from './testing/real-run.ts';

const topology = countingTopology({ source: fileSource('in'), sink: fileSink('out') });
const slots = 64;
const sectionOf = (epoch: number, slot: number): Uint8Array => new Uint8Array(100).fill(epoch * slots + slot);

/** Two checkpoints of so many slots each. */
async function kept(): Promise<{ readonly directory: string; readonly places: readonly (readonly Place[])[] }> {
  const directory = join(temporaryDirectory(), 'state');
  mkdirSync(directory);
  const store = new CheckpointStore(directory);
  const durable = freshStart([0, 1], firstPlacement(topology, [0, 1]));
  const places: Place[][] = [];
  for (const epoch of [1, 2]) {
    const own = Array.from({ length: slots }, (_, slot) => store.store(epoch, sectionOf(epoch, slot)));
    places.push(own);
    const chains = new Map(own.map((place, slot) => [`1.${slot}`, [{ epoch, full: true, place }]]));
    const account = new EpochLedger(topology).atCut();
    const manifest = { generation: store.generation, codeHash: 'counting', chains, account, gone: [] };
    await store.commit({ ...manifest, durable: { ...durable, epoch } });
  }
  return { directory, places };
}

function damage(directory: string, { file, at }: Place): void {
  const path = join(directory, file);
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

const epochsOf = ({ manifests }: FoundManifests): readonly number[] => manifests.map(({ durable }) => durable.epoch);

test.each([
  ['at once', findManifests],
  ['a little at a time', findManifestsSlowly],
])('read %s, a checkpoint of which one byte has changed gives way to the one before it', async (_how, find) => {
  const { directory, places } = await kept();
  expect(epochsOf(await find(directory))).toEqual([1, 2]);
  const last = places[1]?.[slots - 1];
  if (last === undefined) throw new Error('there is no last section');
  damage(directory, last);
  const found = await find(directory);
  expect(epochsOf(found)).toEqual([1]);
  expect(found.damage).toEqual([{ epoch: 2, why: expect.stringMatching(/^the checksum of 100 bytes at/) }]);
  const whole = readFileSync(join(directory, 'manifest-1'), 'utf8');
  writeFileSync(join(directory, 'manifest-1'), whole.slice(0, -1));
  expect(epochsOf(await find(directory))).toEqual([]);
});

it('lets a process that serves others do so between any two sections', async () => {
  const { directory } = await kept();
  let [turns, isDone] = [0, false];
  const turn = (): void => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await findManifestsSlowly(directory);
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(slots);
});

it('gives the sections of the newest as they were written, and nothing where there is none', async () => {
  const { directory, places } = await kept();
  const found = await readKept(directory);
  const place = places[1]?.[7];
  if (found === null || place === undefined) throw new Error('there is no checkpoint');
  expect([found.newest.durable.epoch, new Uint8Array(await found.read(place))]).toEqual([2, sectionOf(2, 7)]);
  await found.close();
  expect(await readKept(join(directory, 'elsewhere'))).toBeNull();
});

// The trial of a migration would end without a word, and only the run that was handed over would say that it cannot be.
it('reads a checkpoint to its end that the run has collected meanwhile', async () => {
  const { directory, places } = await kept();
  const found = await readKept(directory);
  if (found === null) throw new Error('there is no checkpoint');
  for (const { file } of places.flat()) rmSync(join(directory, file), { force: true });
  const all = await Promise.all((places[1] ?? []).map((place) => found.read(place)));
  expect(all.map((section) => new Uint8Array(section))).toEqual(
    Array.from({ length: slots }, (_, slot) => sectionOf(2, slot)),
  );
  await found.close();
});

test('what several checkpoints suffer from is told once', () => {
  const why = 'its checksum is wrong';
  const other = { epoch: 4, why: 'seg-1-4 ends before 9 bytes' };
  expect(damagesText([{ epoch: 3, why }, other, { epoch: 5, why }])).toBe(
    'checkpoints 3, 5 are damaged: its checksum is wrong; checkpoint 4 is damaged: seg-1-4 ends before 9 bytes',
  );
});
