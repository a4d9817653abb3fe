/**
 * What a list of versions tells of each: when it was saved, and in words what it changed. Telling that takes reading two
 * files, and neither ever changes, so it is remembered; the memory is bounded.
 */
import type { VersionEntry } from '@potoroo/shared/control';
import { diffPipelines, diffText } from '@potoroo/shared/pipeline';
import type { StoredFile } from './stored-file.ts';
import type { VersionAge } from './thinning.ts';

/** A version with the way to its text, newest first in a list. */
export type Readable = VersionAge & { readonly read: () => Promise<StoredFile | null> };
type Told = Pick<VersionEntry, 'name' | 'changes' | 'isReadable'>;

const rememberedMax = 5_000;

export class VersionEntries {
  readonly #told = new Map<string, Told>();

  async of(id: string, versions: readonly Readable[]): Promise<readonly VersionEntry[]> {
    const entries: VersionEntry[] = [];
    let read: Opened | null = null;
    for (const [index, version] of versions.entries()) {
      const older = versions[index + 1];
      const key = `${id} ${version.revision} ${version.savedAtMs} ${older?.revision ?? 0} ${older?.savedAtMs ?? 0}`;
      let told = this.#told.get(key);
      if (told === undefined) {
        const file = read?.version === version ? read.file : await version.read();
        read = older === undefined ? null : { version: older, file: await older.read() };
        told = tell(file, read === null ? 'first' : read.file);
        this.#remember(key, told);
      }
      entries.push({ revision: version.revision, savedAt: new Date(version.savedAtMs).toISOString(), ...told });
    }
    return entries;
  }

  #remember(key: string, told: Told): void {
    this.#told.set(key, told);
    const [oldest] = this.#told.keys();
    if (this.#told.size > rememberedMax && oldest !== undefined) this.#told.delete(oldest);
  }
}

type Opened = { readonly version: Readable; readonly file: StoredFile | null };

function tell(file: StoredFile | null, before: StoredFile | null | 'first'): Told {
  if (file === null) return { name: '', changes: '', isReadable: false };
  const { document } = file;
  const changes = before === null || before === 'first' ? '' : diffText(diffPipelines(before.document, document));
  return { name: document.name, changes, isReadable: true };
}
