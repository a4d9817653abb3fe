/**
 * The person's pipelines as JSON files: `DATA/pipelines/<id>.json`, with earlier revisions in `<id>.history/`.
 *
 *   S1  a file changes as a whole or not at all, also in a crash (atomic-write.ts).
 *   S2  a change names the revision it was made from; if that is no longer the newest, it is refused with the newest.
 *   S3  changes to one pipeline happen one after another.
 *   S4  what a change replaces, and what is deleted or damaged, stays in the history, the last `revisionsKept` of it.
 *   S5  a damaged file is listed with its reason and never makes the others unreadable.
 */
import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipelineEntry, StoredPipeline } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { readRegularFile } from '../files/regular-file.ts';
import type { Unread } from '../files/regular-file.ts';
import { syncDirectory, temporaryPrefix, writeAtomically } from './atomic-write.ts';
import { isPipelineId, newPipelineId } from './pipeline-id.ts';
import { parseStoredFile, storedFileBytesMax, storedFileText } from './stored-file.ts';
import type { StoredFile } from './stored-file.ts';

export type Found =
  | { readonly type: 'found'; readonly pipeline: StoredPipeline }
  | { readonly type: 'damaged'; readonly reason: string }
  | { readonly type: 'missing' };
export type Saved = Found | { readonly type: 'conflict'; readonly newest: StoredPipeline };
export type Change = { readonly document: Pipeline; readonly revision: number };
export type StoreOptions = { readonly directory: string; readonly now: () => Date };

const revisionsKept = 20;
const pipelinesMax = 2_000;
const unreadReasons: Readonly<Record<Unread, string>> = {
  'not-regular': 'it is not a regular file',
  'too-large': 'it is larger than any document can be',
};

export class PipelineStore {
  readonly #directory: string;
  readonly #now: () => Date;
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
      return this.#write(id, { document, revision: 1 });
    });
  }

  update(id: string, { document, revision }: Change): Promise<Saved> {
    return this.#inTurn(id, async () => {
      const current = await this.read(id);
      if (current.type !== 'found') return current;
      if (current.pipeline.revision !== revision) return { type: 'conflict', newest: current.pipeline };
      await this.#keep(id, `${revision}`);
      return { type: 'found', pipeline: await this.#write(id, { document, revision: revision + 1 }) };
    });
  }

  /** S4: the file moves into the history, from where a person can take it back. */
  remove(id: string): Promise<boolean> {
    return this.#inTurn(id, async () => {
      const current = await this.read(id);
      if (current.type === 'missing') return false;
      await mkdir(this.#history(id), { recursive: true, mode: 0o700 });
      const name = current.type === 'found' ? `${current.pipeline.revision}` : 'damaged';
      await rename(this.#path(id), join(this.#history(id), `${name}-deleted-${this.#now().getTime()}.json`));
      await syncDirectory(this.#directory);
      return true;
    });
  }

  async #write(id: string, { document, revision }: Change): Promise<StoredPipeline> {
    const file: StoredFile = { revision, savedAt: this.#now().toISOString(), document };
    await writeAtomically(this.#path(id), storedFileText(file));
    return storedOf(id, file);
  }

  /** A second name for the present file costs nothing and cannot be half written; where there are no links, a copy. */
  async #keep(id: string, name: string): Promise<void> {
    await mkdir(this.#history(id), { recursive: true, mode: 0o700 });
    const kept = join(this.#history(id), `${name}.json`);
    await rm(kept, { force: true });
    await link(this.#path(id), kept).catch(() => copyFile(this.#path(id), kept));
    const revisions = (await readdir(this.#history(id)))
      .flatMap((entry) => (/^\d+\.json$/.test(entry) ? [Number.parseInt(entry, 10)] : []))
      .toSorted((a, b) => b - a);
    await Promise.all(
      revisions
        .slice(revisionsKept)
        .map((revision) => rm(join(this.#history(id), `${revision}.json`), { force: true })),
    );
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

  #history(id: string): string {
    return join(this.#directory, `${id}.history`);
  }
}

const storedOf = (id: string, { revision, savedAt, document }: StoredFile): StoredPipeline => ({
  id,
  name: document.name,
  revision,
  savedAt,
  document,
});
const entryOf = ({ id, name, revision, savedAt }: StoredPipeline): PipelineEntry => ({ id, name, revision, savedAt });
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
