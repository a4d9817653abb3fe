/**
 * Checkpoints as files. The only process that writes them is the coordinator; a manifest is durable whole or not at all.
 *
 *   meta.json          the highest generation that was ever begun, and the records that are skipped
 *   manifest-<epoch>   what a recovery starts from: names sections by file, place, length and checksum
 *   seg-<gen>-<epoch>  the sections of one epoch, one after the other
 *
 * Three manifests are kept; one that is damaged, or names a section that is, gives way to the one before it, and says so.
 */
import { Buffer } from 'node:buffer';
import { randomInt } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { GoneProcess } from '@potoroo/shared/telemetry';
import type { Quarantined } from '../../api/index.ts';
import type { Chain, Chains, Durable, EpochAccount } from '../../core/index.ts';
import { moment } from './moments.ts';

/** Where a section lies. */
export type Place = { readonly file: string; readonly at: number; readonly length: number; readonly crc: number };
export type Manifest = {
  readonly generation: number;
  readonly codeHash: string;
  readonly durable: Durable;
  readonly chains: Chains<Place>;
  readonly account: EpochAccount;
  /** Absent in manifests that are older than this. */
  readonly gone?: readonly GoneProcess[];
  /** Of a manifest that another version of the pipeline was given: meta.json has that of the version before. */
  readonly quarantine?: readonly Quarantined[];
};

const version = 1;
const manifestsKept = 3;
const manifestName = /^manifest-(\d+)$/;
/** Nothing else in the directory is ours to delete. */
const segmentName = /^seg-\d+-\d+$/;
const draftName = /^(?:meta\.json|manifest-\d+\.\d+)\.tmp$/;

/** How bytes get to a place in a file; the count of those that did, as little as the system likes. */
export type WriteAt = (handle: FileHandle, bytes: Uint8Array, at: number) => Promise<number>;

type Segment = { readonly file: string; readonly handle: Promise<FileHandle>; at: number; written: Promise<unknown> };

export class CheckpointStore {
  readonly #directory: string;
  readonly #writeAt: WriteAt;
  readonly #kept: Manifest[];
  /** Why a manifest was passed over. */
  readonly damage: readonly string[];
  /** Drawn when the run began: part of the ids of its outputs. */
  readonly run: number;
  /** As the last generation left it. */
  readonly quarantine: readonly Quarantined[];
  #generation: number;
  #segment: Segment | null = null;

  /** Throws where the directory cannot be used. */
  constructor(directory: string, writeAt = systemWrite) {
    this.#directory = directory;
    this.#writeAt = writeAt;
    mkdirSync(directory, { recursive: true });
    const { generation, quarantine, run } = readMeta(directory);
    this.run = run;
    this.#generation = generation;
    const damage: string[] = [];
    this.#kept = readManifests(directory, damage);
    const { newest } = this;
    const isGiven = newest?.quarantine !== undefined && newest.generation >= generation;
    this.quarantine = isGiven ? (newest.quarantine ?? []) : quarantine;
    this.damage = damage;
    if (this.#kept.length === 0 && damage.length > 0)
      throw new Error(
        `no checkpoint in ${directory} can be used: ${damage.join('; ')}; start with an empty directory to begin anew`,
      );
    this.#clear();
  }

  get newest(): Manifest | null {
    return this.#kept.at(-1) ?? null;
  }

  /** Of the version of the pipeline that the newest one belongs to. */
  get oldest(): Manifest | null {
    return this.#kept.find(({ codeHash }) => codeHash === this.newest?.codeHash) ?? null;
  }

  /** Takes back the newest manifest, from which nothing has gone on, and with it what it says of records that are skipped. */
  withdraw(quarantine: readonly Quarantined[]): void {
    const withdrawn = this.#kept.pop();
    if (withdrawn !== undefined) rmSync(join(this.#directory, `manifest-${withdrawn.durable.epoch}`), { force: true });
    syncDirectory(this.#directory);
    this.begin(this.#generation, quarantine);
    this.#clear();
  }

  get generation(): number {
    return this.#generation;
  }

  /** Durable before anybody hears of the generation (I11). */
  begin(generation: number, quarantine: readonly Quarantined[]): void {
    this.#generation = generation;
    this.#giveUp();
    const path = join(this.#directory, 'meta.json');
    const descriptor = openSync(`${path}.tmp`, 'w');
    try {
      writeFileSync(descriptor, JSON.stringify({ version, generation, run: this.run, quarantine }));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(`${path}.tmp`, path);
    syncDirectory(this.#directory);
  }

  /** Takes a section of the checkpoint in the making; where it lies is known at once, that it is written at the commit. */
  store(epoch: number, section: Uint8Array): Place {
    const segment = this.#segmentOf(epoch);
    const place = { file: segment.file, at: segment.at, length: section.length, crc: crc32(section) };
    segment.at += section.length;
    segment.written = Promise.all([
      segment.written,
      segment.handle.then((handle) => writeWhole(this.#writeAt, handle, section, place.at)),
    ]);
    // The commit tells of a failure; until then nobody waits for this promise.
    segment.written.catch(() => undefined);
    return place;
  }

  /** The manifest is durable when this resolves. Rejects where it, or a section that it names, could not be written. */
  async commit(manifest: Manifest): Promise<void> {
    const segment = this.#segment;
    this.#segment = null;
    const path = join(this.#directory, `manifest-${manifest.durable.epoch}`);
    const draft = `${path}.${manifest.generation}.tmp`;
    try {
      if (segment !== null) await finish(segment);
      await writeDraft(draft, manifest);
      // One that was still being written when its generation ended must not take the place of a newer one.
      if (manifest.generation !== this.#generation) throw new Error('its generation is over');
    } catch (error) {
      // Nobody names them, and where the disk is full they would be in the way of the next one.
      const left = segment === null ? [draft] : [draft, join(this.#directory, segment.file)];
      for (const name of left) await rm(name, { force: true }).catch(() => undefined);
      throw error;
    }
    moment('does', 'rename-manifest');
    renameSync(draft, path);
    syncDirectory(this.#directory);
    moment('did', 'rename-manifest');
    const older = this.#kept.filter(({ durable }) => durable.epoch < manifest.durable.epoch);
    this.#kept.splice(0, this.#kept.length, ...older, manifest);
    // What is left behind costs space, and is cleared at the next start.
    await this.#forget().catch(() => undefined);
  }

  /** What a coordinator that was lost had begun to write. */
  #clear(): void {
    const named = new Set(this.#kept.flatMap((kept) => [...filesOf(kept)]));
    for (const name of readdirSync(this.#directory))
      if (draftName.test(name) || (segmentName.test(name) && !named.has(name)))
        rmSync(join(this.#directory, name), { force: true });
  }

  /** Reads a section back. Throws where it is not what was written. */
  read(place: Place): Uint8Array {
    return readSection(this.#directory, place);
  }

  /** Nobody will name what was written of a checkpoint in the making. */
  abandon(): void {
    this.#giveUp();
  }

  #giveUp(): void {
    const segment = this.#segment;
    this.#segment = null;
    if (segment === null) return;
    const path = join(this.#directory, segment.file);
    void segment.written
      .catch(() => undefined)
      .then(async () => (await segment.handle).close())
      .then(() => rm(path, { force: true }))
      .catch(() => undefined);
  }

  #segmentOf(epoch: number): Segment {
    if (this.#segment !== null) return this.#segment;
    const file = `seg-${this.#generation}-${epoch}`;
    const handle = open(join(this.#directory, file), 'w');
    handle.catch(() => undefined);
    this.#segment = { file, handle, at: 0, written: Promise.resolve() };
    return this.#segment;
  }

  /** I15: only what no kept manifest names is deleted. */
  async #forget(): Promise<void> {
    const dropped = this.#kept.splice(0, Math.max(0, this.#kept.length - manifestsKept));
    if (dropped.length === 0) return;
    for (const { durable } of dropped) await rm(join(this.#directory, `manifest-${durable.epoch}`), { force: true });
    const named = new Set(this.#kept.flatMap((kept) => [...filesOf(kept)]));
    const gone = new Set(dropped.flatMap((manifest) => [...filesOf(manifest)].filter((file) => !named.has(file))));
    for (const file of gone) await rm(join(this.#directory, file), { force: true });
  }
}

const systemWrite: WriteAt = async (handle, bytes, at) => (await handle.write(bytes, 0, bytes.length, at)).bytesWritten;

/** A disk that is nearly full takes a part and no error tells so. */
async function writeWhole(writeAt: WriteAt, handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const more = await writeAt(handle, bytes.subarray(written), at + written);
    if (more === 0) throw new Error(`only ${written} of ${bytes.length} bytes were taken`);
    written += more;
  }
}

/** The version of a pipeline whose run the directory holds; null where nothing can be read. Changes nothing. */
export function keptVersion(directory: string): string | null {
  const epochs = existsSync(directory) ? epochsIn(directory) : [];
  for (const epoch of epochs.toReversed()) {
    try {
      return unpackManifest(readFileSync(join(directory, `manifest-${epoch}`), 'utf8')).codeHash;
    } catch {
      // The one before it counts.
    }
  }
  return null;
}

/** The last checkpoint of a run that goes on. Null where there is none that can be read. Changes nothing. */
export type KeptCheckpoint = { readonly newest: Manifest; readonly read: (place: Place) => Uint8Array };
export function readKept(directory: string): KeptCheckpoint | null {
  const newest = existsSync(directory) ? readManifests(directory, []).at(-1) : undefined;
  return newest === undefined ? null : { newest, read: (place) => readSection(directory, place) };
}

/** Every section is on the disk. */
async function finish(segment: Segment): Promise<void> {
  try {
    await segment.written;
    await (await segment.handle).sync();
  } finally {
    await segment.handle.then((handle) => handle.close()).catch(() => undefined);
  }
}

async function writeDraft(draft: string, manifest: Manifest): Promise<void> {
  const handle = await open(draft, 'w');
  try {
    await writeFile(handle, packManifest(manifest));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const filesOf = ({ chains }: Manifest): ReadonlySet<string> =>
  new Set([...chains.values()].flatMap((chain) => chain.map(({ place }) => place.file)));

const isGeneration = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;

const drawnRun = (): number => randomInt(1, 2 ** 32);

type Meta = {
  readonly generation: number;
  readonly run?: number;
  readonly quarantine?: readonly Quarantined[];
};

function readMeta(directory: string): Required<Meta> {
  try {
    const meta: unknown = JSON.parse(readFileSync(join(directory, 'meta.json'), 'utf8'));
    if (typeof meta === 'object' && meta !== null && 'generation' in meta && isGeneration(meta.generation))
      return { quarantine: [], run: drawnRun(), ...(meta as Meta) };
    throw new Error('it holds no generation');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { generation: 1, quarantine: [], run: drawnRun() };
    throw new Error(
      `the file meta.json in ${directory} cannot be used: ${error instanceof Error ? error.message : String(error)}; start with an empty directory`,
      { cause: error },
    );
  }
}

/** Oldest first. */
const epochsIn = (directory: string): readonly number[] =>
  readdirSync(directory)
    .flatMap((name) => {
      const epoch = manifestName.exec(name)?.[1];
      return epoch === undefined ? [] : [Number(epoch)];
    })
    .toSorted((a, b) => a - b);

/** Oldest first; those that are damaged are left out. */
function readManifests(directory: string, damage: string[]): Manifest[] {
  const manifests: Manifest[] = [];
  for (const epoch of epochsIn(directory)) {
    try {
      manifests.push(unpackManifest(readFileSync(join(directory, `manifest-${epoch}`), 'utf8')));
    } catch (error) {
      damage.push(`checkpoint ${epoch} is damaged: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  // Only the one that a recovery would use is read whole; an older one takes its place where it cannot be.
  for (let newest = manifests.at(-1); newest !== undefined; newest = manifests.at(-1)) {
    try {
      for (const chain of newest.chains.values()) for (const { place } of chain) readSection(directory, place);
      break;
    } catch (error) {
      damage.push(
        `checkpoint ${newest.durable.epoch} is damaged: ${error instanceof Error ? error.message : String(error)}`,
      );
      manifests.pop();
    }
  }
  return manifests;
}

function readSection(directory: string, { file, at, length, crc }: Place): Uint8Array {
  const descriptor = openSync(join(directory, file), 'r');
  try {
    const section = Buffer.allocUnsafeSlow(length);
    let read = 0;
    while (read < length) {
      const more = readSyncAt(descriptor, section, read, at + read);
      if (more === 0) throw new Error(`${file} ends before ${at + length} bytes`);
      read += more;
    }
    if (crc32(section) !== crc) throw new Error(`the checksum of ${length} bytes at ${at} of ${file} is wrong`);
    return section;
  } finally {
    closeSync(descriptor);
  }
}

const readSyncAt = (descriptor: number, into: Buffer, from: number, at: number): number =>
  readSync(descriptor, into, from, into.length - from, at);

function packManifest({ durable, chains, ...rest }: Manifest): string {
  const body = JSON.stringify({
    ...rest,
    durable: { ...durable, released: [...durable.released] },
    chains: [...chains],
  });
  return JSON.stringify({ version, crc: crc32(body) }) + '\n' + body;
}

function unpackManifest(text: string): Manifest {
  const end = text.indexOf('\n');
  const head = JSON.parse(text.slice(0, end)) as { readonly version: number; readonly crc: number };
  const body = text.slice(end + 1);
  if (head.version !== version) throw new Error(`it is of version ${head.version}, and this program reads ${version}`);
  if (crc32(body) !== head.crc) throw new Error('its checksum is wrong');
  const { durable, chains, ...rest } = JSON.parse(body) as PackedManifest;
  return {
    ...rest,
    durable: { ...durable, solos: durable.solos ?? [], released: new Map(durable.released) },
    chains: new Map(chains),
  };
}

/** Maps as lists of pairs. */
type PackedManifest = Omit<Manifest, 'durable' | 'chains'> & {
  readonly durable: Omit<Durable, 'released' | 'solos'> & {
    readonly released: readonly (readonly [number, number])[];
    /** Programs before there were any left them out. */
    readonly solos?: Durable['solos'];
  };
  readonly chains: readonly (readonly [string, Chain<Place>])[];
};

/** A rename is durable once its directory is. */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
