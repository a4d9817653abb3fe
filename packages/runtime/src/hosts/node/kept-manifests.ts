/**
 * What a directory of checkpoints holds, whoever wrote it: reads it and changes nothing. A process that serves others besides reads
 * it a little at a time; one that has nothing else to do reads it at once.
 */
import { Buffer } from 'node:buffer';
import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { GoneProcess } from '@potoroo/shared/telemetry';
import type { Quarantined } from '../../api/index.ts';
import type { Chain, Chains, Durable, EpochAccount } from '../../core/index.ts';
import { nextNameAfter } from '../../core/index.ts';

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

/** Of the files of manifests as well as of meta.json. */
export const version = 1;
const manifestName = /^manifest-(\d+)$/;

/** Oldest first. */
const epochsIn = (directory: string): readonly number[] =>
  readdirSync(directory)
    .flatMap((name) => {
      const epoch = manifestName.exec(name)?.[1];
      return epoch === undefined ? [] : [Number(epoch)];
    })
    .toSorted((a, b) => a - b);

/**
 * What is wanted of the directory next: the text of a file, that files stay readable whatever becomes of their names, or that a
 * section is what was written.
 */
type Wanted = { readonly file: string } | { readonly hold: ReadonlySet<string> } | { readonly place: Place };

/** Oldest first; those that are damaged are left out. Whoever drives it reads what it wants, and throws into it what went wrong. */
function* soundManifests(epochs: readonly number[], damage: Damage[]): Generator<Wanted, Manifest[], string> {
  const manifests: Manifest[] = [];
  for (const epoch of epochs) {
    try {
      manifests.push(unpackManifest(yield { file: `manifest-${epoch}` }));
    } catch (error) {
      damage.push({ epoch, why: error instanceof Error ? error.message : String(error) });
    }
  }
  // Only the one that a recovery would use is read whole; an older one takes its place where it cannot be.
  for (let newest = manifests.at(-1); newest !== undefined; newest = manifests.at(-1)) {
    try {
      yield { hold: filesOf(newest) };
      for (const chain of newest.chains.values()) for (const { place } of chain) yield { place };
      break;
    } catch (error) {
      damage.push({ epoch: newest.durable.epoch, why: error instanceof Error ? error.message : String(error) });
      manifests.pop();
    }
  }
  return manifests;
}

/** Why a checkpoint cannot be used. */
export type Damage = { readonly epoch: number; readonly why: string };
export type FoundManifests = { readonly manifests: Manifest[]; readonly damage: readonly Damage[] };

export const damageText = ({ epoch, why }: Damage): string => `checkpoint ${epoch} is damaged: ${why}`;

/** What several have in common is said once. */
export function damagesText(damage: readonly Damage[]): string {
  const texts = [...new Set(damage.map(({ why }) => why))].map((why) => {
    const [first, ...more] = damage.filter((each) => each.why === why);
    if (first === undefined || more.length === 0) return first === undefined ? '' : damageText(first);
    return `checkpoints ${[first, ...more].map(({ epoch }) => epoch).join(', ')} are damaged: ${why}`;
  });
  return texts.join('; ');
}

/** At once: the process does nothing else meanwhile. */
export function findManifests(directory: string): FoundManifests {
  const damage: Damage[] = [];
  const steps = soundManifests(epochsIn(directory), damage);
  let step = steps.next();
  while (step.done !== true) {
    let text: string;
    try {
      text = readNow(directory, step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(text);
  }
  return { manifests: step.value, damage };
}

/** A section at a time. */
export async function findManifestsSlowly(directory: string): Promise<FoundManifests> {
  const sections = new SectionFiles(directory);
  try {
    return await findBy(directory, sections);
  } finally {
    await sections.close();
  }
}

/** Where the run goes on, what is read may be collected meanwhile: `sections` hold it. */
async function findBy(directory: string, sections: SectionFiles): Promise<FoundManifests> {
  const damage: Damage[] = [];
  const steps = soundManifests(epochsIn(directory), damage);
  let step = steps.next();
  while (step.done !== true) {
    let text: string;
    try {
      text = await readSlowly({ directory, sections }, step.value);
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(text);
  }
  return { manifests: step.value, damage };
}

function readNow(directory: string, wanted: Wanted): string {
  if ('file' in wanted) return readFileSync(join(directory, wanted.file), 'utf8');
  if ('place' in wanted) readSection(directory, wanted.place);
  return '';
}

type Slowly = { readonly directory: string; readonly sections: SectionFiles };
async function readSlowly({ directory, sections }: Slowly, wanted: Wanted): Promise<string> {
  if ('file' in wanted) return readFile(join(directory, wanted.file), 'utf8');
  if ('hold' in wanted) await sections.hold(wanted.hold);
  else await sections.read(wanted.place);
  return '';
}

export const filesOf = ({ chains }: Manifest): ReadonlySet<string> =>
  new Set([...chains.values()].flatMap((chain) => chain.map(({ place }) => place.file)));

/** Throws where the section is not what was written. */
export function readSection(directory: string, place: Place): Uint8Array {
  const descriptor = openSync(join(directory, place.file), 'r');
  try {
    const section = Buffer.allocUnsafeSlow(place.length);
    let read = 0;
    while (read < place.length) {
      const more = readSync(descriptor, section, read, place.length - read, place.at + read);
      if (more === 0) throw endsEarly(place);
      read += more;
    }
    return checked(section, place);
  } finally {
    closeSync(descriptor);
  }
}

/** The same without holding up the process; each file is opened once. */
export class SectionFiles {
  readonly #directory: string;
  readonly #handles = new Map<string, Promise<FileHandle>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** They can be read from now on, also once the run has collected them. Rejects where one is gone. */
  async hold(files: ReadonlySet<string>): Promise<void> {
    await Promise.all(Array.from(files, (file) => this.#handleOf(file)));
  }

  /** Rejects where the section is not what was written. */
  readonly read = async (place: Place): Promise<Uint8Array> => {
    const handle = await this.#handleOf(place.file);
    const section = Buffer.allocUnsafeSlow(place.length);
    let read = 0;
    while (read < place.length) {
      const { bytesRead } = await handle.read(section, read, place.length - read, place.at + read);
      if (bytesRead === 0) throw endsEarly(place);
      read += bytesRead;
    }
    return checked(section, place);
  };

  async close(): Promise<void> {
    const handles = [...this.#handles.values()];
    this.#handles.clear();
    for (const handle of handles) await handle.then((open) => open.close()).catch(() => undefined);
  }

  #handleOf(file: string): Promise<FileHandle> {
    const known = this.#handles.get(file);
    if (known !== undefined) return known;
    const handle = open(join(this.#directory, file), 'r');
    this.#handles.set(file, handle);
    return handle;
  }
}

const endsEarly = ({ file, at, length }: Place): Error => new Error(`${file} ends before ${at + length} bytes`);

function checked(section: Uint8Array, { file, at, length, crc }: Place): Uint8Array {
  if (crc32(section) !== crc) throw new Error(`the checksum of ${length} bytes at ${at} of ${file} is wrong`);
  return section;
}

/** The version of a pipeline whose run the directory holds; null where nothing can be read. */
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

/** The last checkpoint of a run that goes on. */
export type KeptCheckpoint = { readonly newest: Manifest } & Pick<SectionFiles, 'read' | 'close'>;

/** Null where there is none that can be read. It can be read to its end, whatever the run keeps meanwhile. */
export async function readKept(directory: string): Promise<KeptCheckpoint | null> {
  if (!existsSync(directory)) return null;
  const sections = new SectionFiles(directory);
  let newest: Manifest | undefined;
  try {
    newest = (await findBy(directory, sections)).manifests.at(-1);
  } finally {
    if (newest === undefined) await sections.close();
  }
  return newest === undefined ? null : { newest, read: sections.read, close: () => sections.close() };
}

export function packManifest({ durable, chains, ...rest }: Manifest): string {
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
    durable: {
      ...durable,
      nextWorker: durable.nextWorker ?? nextNameAfter(durable.members),
      solos: durable.solos ?? [],
      released: new Map(durable.released),
    },
    chains: new Map(chains),
  };
}

/** Maps as lists of pairs. */
type PackedManifest = Omit<Manifest, 'durable' | 'chains'> & {
  readonly durable: Omit<Durable, 'released' | 'solos' | 'nextWorker'> & {
    readonly released: readonly (readonly [number, number])[];
    /** Earlier programs left them out. */
    readonly solos?: Durable['solos'];
    readonly nextWorker?: Durable['nextWorker'];
  };
  readonly chains: readonly (readonly [string, Chain<Place>])[];
};
