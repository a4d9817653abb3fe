/**
 * The earlier versions of one pipeline: `<id>.history/<revision>-<saved at, ms>.json`, each the whole file as it was. Owns
 * their names, which of them are kept (thinning.ts), and what is told of them; whose turn it is to change is the store's.
 */
import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../files/regular-file.ts';
import { syncDirectory } from './atomic-write.ts';
import { parseStoredFile, storedFileBytesMax } from './stored-file.ts';
import type { StoredFile } from './stored-file.ts';
import { thinned } from './thinning.ts';
import type { VersionAge } from './thinning.ts';

export type KeptVersion = VersionAge & { readonly name: string };

/** Earlier Potoroos left the time out: then it is that of the file. */
const namePattern = /^(?<revision>\d{1,15})(?:-(?<savedAt>\d{1,15}))?\.json$/;

export class VersionHistory {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** A second name for the file costs nothing and cannot be half written; where there are no links, a copy. */
  async keep(path: string, version: VersionAge): Promise<void> {
    const kept = await this.#prepared(nameOf(version));
    await rm(kept, { force: true });
    await link(path, kept).catch(() => copyFile(path, kept));
  }

  /** The file itself moves into the history; one that cannot be read is kept beside the versions. */
  async take(path: string, version: VersionAge | null, nowMs: number): Promise<void> {
    await rename(path, await this.#prepared(version === null ? `damaged-${nowMs}.json` : nameOf(version)));
    await syncDirectory(this.#directory);
  }

  async thin(nowMs: number): Promise<void> {
    const versions = await this.versions();
    const kept = new Set(thinned(versions, nowMs).map(({ name }) => name));
    const superfluous = versions.filter(({ name }) => !kept.has(name));
    await Promise.all(superfluous.map(({ name }) => rm(join(this.#directory, name), { force: true })));
  }

  /** Newest first. */
  async versions(): Promise<readonly KeptVersion[]> {
    const names = await readdir(this.#directory).catch(ifMissing([]));
    const versions = await Promise.all(names.map((name) => this.#versionNamed(name)));
    return versions.flat().toSorted((a, b) => b.revision - a.revision);
  }

  /** Null where it is not kept or cannot be read. */
  async read({ name }: KeptVersion): Promise<StoredFile | null> {
    const text = await readRegularFile(join(this.#directory, name), storedFileBytesMax).catch(ifMissing(null));
    const parsed = text === null || !text.ok ? null : parseStoredFile(text.value);
    return parsed?.ok === true ? parsed.value : null;
  }

  /** None, or the one. */
  async #versionNamed(name: string): Promise<readonly KeptVersion[]> {
    const parts = namePattern.exec(name)?.groups;
    if (parts?.['revision'] === undefined) return [];
    const revision = Number(parts['revision']);
    if (parts['savedAt'] !== undefined) return [{ name, revision, savedAtMs: Number(parts['savedAt']) }];
    const written = await stat(join(this.#directory, name)).catch(ifMissing(null));
    return written === null ? [] : [{ name, revision, savedAtMs: written.mtimeMs }];
  }

  async #prepared(name: string): Promise<string> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    return join(this.#directory, name);
  }
}

const nameOf = ({ revision, savedAtMs }: VersionAge): string => `${revision}-${savedAtMs}.json`;

const ifMissing =
  <Otherwise>(otherwise: Otherwise) =>
  (error: unknown): Otherwise => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  };
