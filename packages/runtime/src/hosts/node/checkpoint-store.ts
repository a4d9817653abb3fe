/**
 * Checkpoints as files. The only process that writes them is the coordinator; a manifest is durable whole or not at all.
 *
 *   meta.json          the highest generation that was ever begun, and the records that are skipped
 *   manifest-<epoch>   what a recovery starts from: names sections by file, place, length and checksum
 *   seg-<gen>-<epoch>  the sections of one epoch, one after the other
 *
 * Three manifests are kept; one that is damaged, or names a section that is, gives way to the one before it, and says so.
 */
import { randomInt } from 'node:crypto';
import {
  accessSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Quarantined } from '../../api/index.ts';
import type { FoundManifests, Manifest, Place } from './kept-manifests.ts';
import {
  damagesText,
  damageText,
  filesOf,
  findManifests,
  findManifestsSlowly,
  packManifest,
  readSection,
  SectionFiles,
  version,
} from './kept-manifests.ts';
import { moment } from './moments.ts';

const manifestsKept = 3;
/** Nothing else in the directory is ours to delete. */
const segmentName = /^seg-\d+-\d+$/;
const draftName = /^(?:meta\.json|manifest-\d+\.\d+)\.tmp$/;

/** What the system does, except in tests. */
export type StoreSystem = {
  /** How bytes get to a place in a file; the count of those that did, as little as the system likes. */
  readonly writeAt: (handle: FileHandle, bytes: Uint8Array, at: number) => Promise<number>;
  /** A rename is durable once its directory is. */
  readonly syncDirectory: (directory: string) => void;
};

type Segment = { readonly file: string; readonly handle: Promise<FileHandle>; at: number; written: Promise<unknown> };

export class CheckpointStore {
  readonly #directory: string;
  readonly #system: StoreSystem;
  readonly #kept: Manifest[];
  /** Of each manifest that was passed over, why: those that are newer than the newest that can be used. */
  readonly damage: readonly string[];
  /** Of manifests that nobody can use. */
  readonly #damaged: number[];
  /** Drawn when the run began: part of the ids of its outputs. */
  readonly run: number;
  /**
   * Of committed outputs: 0, or the first generation after a checkpoint that was passed over because it is damaged. What had left with
   * it is made anew, and not in the same order.
   */
  readonly timeline: number;
  /** As the last generation left it. */
  readonly quarantine: readonly Quarantined[];
  #generation: number;
  #hasBegun = false;
  /** As meta.json has it. */
  #skipped: readonly Quarantined[];
  #segment: Segment | null = null;
  /** What no kept manifest names any more is gone. */
  forgotten: Promise<unknown> = Promise.resolve();

  /** Throws where the directory cannot be used. `found`: what it holds, where that was read before. */
  constructor(directory: string, given: Partial<StoreSystem> = {}, found: FoundManifests | null = null) {
    this.#directory = directory;
    this.#system = { ...system, ...given };
    mkdirSync(directory, { recursive: true });
    const { generation, quarantine, run, timeline } = readMeta(directory);
    this.run = run;
    this.#skipped = quarantine;
    const { manifests, damage } = found ?? findManifests(directory);
    this.#kept = manifests;
    // Where meta.json is gone: I11, no generation begins that a checkpoint is older than.
    this.#generation = Math.max(generation, ...manifests.map((manifest) => manifest.generation));
    const { newest } = this;
    const isGiven = newest?.quarantine !== undefined && newest.generation >= generation;
    this.quarantine = isGiven ? (newest.quarantine ?? []) : quarantine;
    const passedOver = damage.filter(({ epoch }) => newest === null || epoch > newest.durable.epoch);
    this.damage = passedOver.map((each) => `${damageText(each)}; the one before it is used`);
    this.#damaged = damage.map(({ epoch }) => epoch);
    this.timeline = passedOver.length === 0 ? timeline : this.#generation + 1;
    if (this.#kept.length === 0 && damage.length > 0)
      throw new Error(
        `no checkpoint in ${directory} can be used: ${damagesText(damage)}; start with an empty directory to begin anew`,
      );
    this.#clear();
  }

  /** The same without holding up a process that serves others. */
  static async open(directory: string): Promise<CheckpointStore> {
    return new CheckpointStore(directory, {}, await findManifestsSlowly(directory));
  }

  get newest(): Manifest | null {
    return this.#kept.at(-1) ?? null;
  }

  /** Of the version of the pipeline that the newest one belongs to. */
  get oldest(): Manifest | null {
    return this.#kept.find(({ codeHash }) => codeHash === this.newest?.codeHash) ?? null;
  }

  /**
   * Takes back what another version than this was given, from which nothing has gone on, and with it what it says of records that
   * are skipped. May be tried again where it throws: the manifest goes last. On a full disk it is what makes space.
   */
  withdraw(codeHash: string, quarantine: readonly Quarantined[]): void {
    if (this.newest?.codeHash === codeHash || !this.#kept.some((kept) => kept.codeHash === codeHash)) return;
    if (JSON.stringify(this.#skipped) !== JSON.stringify(quarantine)) this.begin(this.#generation, quarantine);
    for (let { newest } = this; newest !== null && newest.codeHash !== codeHash; newest = this.newest) {
      rmSync(join(this.#directory, `manifest-${newest.durable.epoch}`), { force: true });
      this.#kept.pop();
    }
    this.#system.syncDirectory(this.#directory);
    this.#clear();
  }

  get generation(): number {
    return this.#generation;
  }

  /** Durable before anybody hears of the generation (I11). */
  begin(generation: number, quarantine: readonly Quarantined[]): void {
    this.#checkPlace();
    this.#generation = generation;
    this.#giveUp();
    const path = join(this.#directory, 'meta.json');
    const descriptor = openSync(`${path}.tmp`, 'w');
    try {
      writeFileSync(
        descriptor,
        JSON.stringify({ version, generation, run: this.run, timeline: this.timeline, quarantine }),
      );
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(`${path}.tmp`, path);
    this.#skipped = quarantine;
    this.#system.syncDirectory(this.#directory);
    this.#hasBegun = true;
    // What is made anew has its timeline now: the next start shall not begin another one for the same damage.
    for (const epoch of this.#damaged.splice(0)) rmSync(join(this.#directory, `manifest-${epoch}`), { force: true });
  }

  /** Throws where the directory was taken away, also where another one is in its place: what that holds is not all there is of the run. */
  #checkPlace(): void {
    if (this.#hasBegun) accessSync(join(this.#directory, 'meta.json'));
  }

  /** Before another version of the pipeline is given a checkpoint, which takes the place of one that was passed over. */
  keepTimeline(): void {
    if (this.damage.length > 0) this.begin(this.#generation, this.#skipped);
  }

  /** Takes a section of the checkpoint in the making; where it lies is known at once, that it is written at the commit. */
  store(epoch: number, section: Uint8Array): Place {
    const segment = this.#segmentOf(epoch);
    const place = { file: segment.file, at: segment.at, length: section.length, crc: crc32(section) };
    segment.at += section.length;
    segment.written = Promise.all([
      segment.written,
      segment.handle.then((handle) => writeWhole(this.#system, handle, section, place.at)),
    ]);
    // The commit tells of a failure; until then nobody waits for this promise.
    segment.written.catch(() => undefined);
    return place;
  }

  /**
   * The manifest is durable when this resolves, in the same turn: nothing else is decided between the two. Rejects where it, or a
   * section that it names, could not be written; then it is not there.
   */
  async commit(manifest: Manifest): Promise<void> {
    const segment = this.#segment;
    this.#segment = null;
    const path = join(this.#directory, `manifest-${manifest.durable.epoch}`);
    const draft = `${path}.${manifest.generation}.tmp`;
    const left = segment === null ? [draft] : [draft, join(this.#directory, segment.file)];
    try {
      await this.forgotten;
      if (segment !== null) await finish(segment);
      await writeDraft(draft, manifest);
      // One that was still being written when its generation ended must not take the place of a newer one.
      if (manifest.generation !== this.#generation) throw new Error('its generation is over');
      this.#checkPlace();
      moment('does', 'rename-manifest');
      renameSync(draft, path);
      left.unshift(path);
      this.#system.syncDirectory(this.#directory);
    } catch (error) {
      // Nobody goes on from them, and where the disk is full they would be in the way of the next one.
      for (const name of left) await rm(name, { force: true }).catch(() => undefined);
      throw error;
    }
    moment('did', 'rename-manifest');
    const older = this.#kept.filter(({ durable }) => durable.epoch < manifest.durable.epoch);
    this.#kept.splice(0, this.#kept.length, ...older, manifest);
    // What is left behind costs space, and is cleared at the next start.
    this.forgotten = this.#forget().catch(() => undefined);
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

  /** To read many of them without holding up a process that serves others. */
  get sections(): SectionFiles {
    return new SectionFiles(this.#directory);
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
    const handle = this.#openIn(file);
    handle.catch(() => undefined);
    this.#segment = { file, handle, at: 0, written: Promise.resolve() };
    return this.#segment;
  }

  async #openIn(file: string): Promise<FileHandle> {
    this.#checkPlace();
    return open(join(this.#directory, file), 'w');
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

const system: StoreSystem = {
  writeAt: async (handle, bytes, at) => (await handle.write(bytes, 0, bytes.length, at)).bytesWritten,
  syncDirectory: (directory) => {
    const descriptor = openSync(directory, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};

/** A disk that is nearly full takes a part and no error tells so. */
async function writeWhole({ writeAt }: StoreSystem, handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const more = await writeAt(handle, bytes.subarray(written), at + written);
    if (more === 0) throw new Error(`only ${written} of ${bytes.length} bytes were taken`);
    written += more;
  }
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

const isGeneration = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31;

const drawnRun = (): number => randomInt(1, 2 ** 32);

type Meta = {
  readonly generation: number;
  readonly run?: number;
  readonly timeline?: number;
  readonly quarantine?: readonly Quarantined[];
};

function readMeta(directory: string): Required<Meta> {
  try {
    const meta: unknown = JSON.parse(readFileSync(join(directory, 'meta.json'), 'utf8'));
    if (typeof meta === 'object' && meta !== null && 'generation' in meta && isGeneration(meta.generation))
      return { quarantine: [], run: drawnRun(), timeline: 0, ...(meta as Meta) };
    throw new Error('it holds no generation');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { generation: 1, quarantine: [], run: drawnRun(), timeline: 0 };
    throw new Error(
      `the file meta.json in ${directory} cannot be used: ${error instanceof Error ? error.message : String(error)}; take that file away to go on from the checkpoints (records that are skipped are found again, and outputs over TCP get other ids), or start with an empty directory to begin anew`,
      { cause: error },
    );
  }
}
