/**
 * The person's pipelines as JSON files: `DATA/pipelines/<id>.json`, with earlier revisions in `<id>.history/`.
 *
 *   S1  a file changes as a whole or not at all, also in a crash (atomic-write.ts).
 *   S2  a change names the revision it was made from; if that is no longer the newest, it is refused with the newest.
 *   S3  changes to one pipeline happen one after another.
 *   S4  what a change replaces, and what is deleted or damaged, stays in the history, fewer with age (thinning.ts).
 *   S5  a damaged file is listed with its reason and never makes the others unreadable.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineEntry, StoredPipeline, VersionEntry } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { readRegularFile } from '../files/regular-file.ts';
import type { Unread } from '../files/regular-file.ts';
import { syncDirectory, temporaryPrefix, writeAtomically } from './atomic-write.ts';
import { isPipelineId, newPipelineId } from './pipeline-id.ts';
import { parseStoredFile, storedFileBytesMax, storedFileText } from './stored-file.ts';
import type { StoredFile } from './stored-file.ts';
import type { VersionAge } from './thinning.ts';
import { VersionEntries } from './version-entries.ts';
import { VersionHistory } from './version-history.ts';

export type Found =
  | { readonly type: 'found'; readonly pipeline: StoredPipeline }
  | { readonly type: 'damaged'; readonly reason: string }
  | { readonly type: 'missing' };
export type Saved = Found | { readonly type: 'conflict'; readonly newest: StoredPipeline };
/** `revision` is the one that the document was made from. */
export type Change = { readonly document: Pipeline; readonly revision: number; readonly savedBy: string | null };
export type StoreOptions = { readonly directory: string; readonly now: () => Date };

const pipelinesMax = 2_000;
const deletedShownMax = 200;
const historyEnding = '.history';
const unreadReasons: Readonly<Record<Unread, string>> = {
  'not-regular': 'it is not a regular file',
  'too-large': 'it is larger than any document can be',
};

export class PipelineStore {
  readonly #directory: string;
  readonly #now: () => Date;
  readonly #entries = new VersionEntries();
  /** S3: the last change of each pipeline that has one under way. */
  readonly #changes = new Map<string, Promise<unknown>>();

  constructor({ directory, now }: StoreOptions) {
    this.#directory = directory;
    this.#now = now;
  }

  /** Makes the directory, and clears what a crash left half written. */
  async open(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const names = await readdir(this.#directory);
    await Promise.all(
      names
        .filter((name) => name.startsWith(temporaryPrefix))
        .map((name) => rm(join(this.#directory, name), { force: true })),
    );
  }

  /** All pipelines, the one saved last first; damaged ones at the end with their reason. */
  async list(): Promise<readonly PipelineEntry[]> {
    const entries: PipelineEntry[] = [];
    for (const id of await this.#ids()) {
      const found = await this.read(id);
      if (found.type === 'found') entries.push(entryOf(found.pipeline));
      if (found.type === 'damaged') entries.push({ id, name: id, revision: 0, savedAt: '', damaged: found.reason });
    }
    return entries.toSorted((a, b) => b.savedAt.localeCompare(a.savedAt) || a.id.localeCompare(b.id));
  }

  /** What was deleted and can be restored, the one saved last first. */
  async deleted(): Promise<readonly PipelineEntry[]> {
    const names = new Set(await readdir(this.#directory));
    const gone = [...names]
      .filter((name) => name.endsWith(historyEnding))
      .map((name) => name.slice(0, -historyEnding.length))
      .filter((id) => isPipelineId(id) && !names.has(`${id}.json`));
    const entries: PipelineEntry[] = [];
    for (const id of gone.slice(0, deletedShownMax)) {
      const file = await this.#newestReadable(id);
      if (file !== null) entries.push(entryOf(storedOf(id, file)));
    }
    return entries.toSorted((a, b) => b.savedAt.localeCompare(a.savedAt));
  }

  async read(id: string): Promise<Found> {
    if (!isPipelineId(id)) return { type: 'missing' };
    try {
      const text = await readRegularFile(this.#path(id), storedFileBytesMax);
      if (!text.ok) return { type: 'damaged', reason: unreadReasons[text.error] };
      const parsed = parseStoredFile(text.value);
      return parsed.ok
        ? { type: 'found', pipeline: storedOf(id, parsed.value) }
        : { type: 'damaged', reason: parsed.error };
    } catch (error) {
      return isMissing(error)
        ? { type: 'missing' }
        : { type: 'damaged', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Null when the store is full. */
  async create(document: Pipeline): Promise<StoredPipeline | null> {
    if ((await this.#ids()).length >= pipelinesMax) return null;
    return this.plant(
      newPipelineId(document.name, () => randomBytes(4).toString('hex')),
      document,
    );
  }

  /** Creates under a given id; an existing pipeline of that id stays as it is and null is returned. */
  plant(id: string, document: Pipeline): Promise<StoredPipeline | null> {
    return this.#inTurn(id, async () => {
      const existing = await this.read(id);
      if (existing.type !== 'missing' || !isPipelineId(id)) return null;
      return this.#write(id, { document, revision: 1, savedBy: null });
    });
  }

  update(id: string, { revision, ...change }: Change): Promise<Saved> {
    return this.#inTurn(id, async () => {
      const current = await this.read(id);
      if (current.type !== 'found') return current;
      if (current.pipeline.revision !== revision) return { type: 'conflict', newest: current.pipeline };
      await this.#historyOf(id).keep(this.#path(id), this.#ageOf(current.pipeline));
      const saved = await this.#write(id, { ...change, revision: revision + 1 });
      await this.#historyOf(id).thin(this.#now().getTime());
      return { type: 'found', pipeline: saved };
    });
  }

  /** S4: the file moves into the history, from where `restore` takes it back. */
  remove(id: string): Promise<boolean> {
    return this.#inTurn(id, async () => {
      const current = await this.read(id);
      if (current.type === 'missing') return false;
      await this.#setAside(id, current);
      return true;
    });
  }

  /**
   * Brings back what was deleted or is damaged: the newest version that can be read, as a new revision. What is there and
   * readable stays as it is.
   */
  restore(id: string): Promise<Found> {
    return this.#inTurn(id, async () => {
      const current = await this.read(id);
      if (current.type === 'found' || !isPipelineId(id)) return current;
      const file = await this.#newestReadable(id);
      if (file === null) return current;
      if (current.type === 'damaged') await this.#setAside(id, current);
      const [newest] = await this.#historyOf(id).versions();
      const revision = 1 + (newest?.revision ?? file.revision);
      return { type: 'found', pipeline: await this.#write(id, { document: file.document, revision, savedBy: null }) };
    });
  }

  /** The present one first. Empty where there is no such pipeline. */
  async versions(id: string): Promise<readonly VersionEntry[]> {
    const current = await this.read(id);
    if (current.type !== 'found') return [];
    const { pipeline } = current;
    const present = { ...this.#ageOf(pipeline), read: () => Promise.resolve(pipeline) };
    const earlier = (await this.#historyOf(id).versions())
      .filter(({ revision }) => revision < pipeline.revision)
      .map((version) => ({ ...version, read: () => this.#historyOf(id).read(version) }));
    return this.#entries.of(id, [present, ...earlier]);
  }

  /** Null where it is not kept or cannot be read. */
  async version(id: string, revision: number): Promise<StoredPipeline | null> {
    const current = await this.read(id);
    if (current.type !== 'found') return null;
    if (current.pipeline.revision === revision) return current.pipeline;
    const kept = (await this.#historyOf(id).versions()).find((version) => version.revision === revision);
    const file = kept === undefined ? null : await this.#historyOf(id).read(kept);
    return file === null ? null : storedOf(id, file);
  }

  /** One after another: a version can be a megabyte, and mostly the first is good. */
  async #newestReadable(id: string): Promise<StoredFile | null> {
    const history = this.#historyOf(id);
    for (const version of await history.versions()) {
      const file = await history.read(version);
      if (file !== null) return file;
    }
    return null;
  }

  async #setAside(id: string, current: Exclude<Found, { readonly type: 'missing' }>): Promise<void> {
    const age = current.type === 'found' ? this.#ageOf(current.pipeline) : null;
    await this.#historyOf(id).take(this.#path(id), age, this.#now().getTime());
    await syncDirectory(this.#directory);
  }

  async #write(id: string, { document, revision, savedBy }: Change): Promise<StoredPipeline> {
    const file: StoredFile = { revision, savedAt: this.#now().toISOString(), savedBy, document };
    await writeAtomically(this.#path(id), storedFileText(file));
    return storedOf(id, file);
  }

  /** A file that was written by hand may tell no time. */
  #ageOf({ revision, savedAt }: StoredPipeline): VersionAge {
    const savedAtMs = Date.parse(savedAt);
    return { revision, savedAtMs: Number.isNaN(savedAtMs) ? this.#now().getTime() : savedAtMs };
  }

  async #ids(): Promise<readonly string[]> {
    const names = await readdir(this.#directory);
    return names.flatMap((name) =>
      name.endsWith('.json') && isPipelineId(name.slice(0, -5)) ? [name.slice(0, -5)] : [],
    );
  }

  #inTurn<Value>(id: string, change: () => Promise<Value>): Promise<Value> {
    const turn = (this.#changes.get(id) ?? Promise.resolve()).then(change, change);
    this.#changes.set(id, turn);
    const forget = (): void => {
      if (this.#changes.get(id) === turn) this.#changes.delete(id);
    };
    turn.then(forget, forget);
    return turn;
  }

  #path(id: string): string {
    return join(this.#directory, `${id}.json`);
  }

  #historyOf(id: string): VersionHistory {
    return new VersionHistory(join(this.#directory, `${id}${historyEnding}`));
  }
}

const storedOf = (id: string, { revision, savedAt, savedBy, document }: StoredFile): StoredPipeline => ({
  id,
  name: document.name,
  revision,
  savedAt,
  savedBy,
  document,
});
const entryOf = ({ id, name, revision, savedAt }: StoredPipeline): PipelineEntry => ({ id, name, revision, savedAt });
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
