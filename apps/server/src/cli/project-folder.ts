/**
 * What an import reads besides the description: its project and nothing else. A project is a folder; where several lie in one
 * package and share modules, as the examples do, it is the package, and of what lies beside its own folder only code. A person
 * may say another folder.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOnDiskBelow } from '@potoroo/runtime/project';
import {
  importProject,
  type Imported,
  type PlaceOfSnippet,
  snippetPlaces,
  type SourceFiles,
} from '@potoroo/shared/code';

export type ImportedFromDisk = Imported & { readonly placeOf: PlaceOfSnippet };

/** `root`: everything below it may be read; null where nobody has said so. */
export function importFromDisk(entry: string, root: string | null): ImportedFromDisk {
  const own = dirname(entry);
  const folder = root ?? packageOf(own) ?? own;
  const files = root === null ? readableFrom(own, folder) : filesOnDiskBelow(root);
  const imported = importProject(files, entry, folder.replace(/[/\\]$/, ''));
  const { pipeline, snippets } = imported;
  return { ...imported, placeOf: pipeline === null ? () => null : snippetPlaces(files, snippets, pipeline) };
}

/** The nearest folder with a package.json, from this one upwards. */
function packageOf(folder: string): string | null {
  for (let directory = folder; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'package.json'))) return directory;
    if (dirname(directory) === directory) return null;
  }
}

/** A project that comes from somewhere else may lie below a package of the person's: settings and data there are not its. */
function readableFrom(own: string, folder: string): SourceFiles {
  const [inside, beside] = [filesOnDiskBelow(own), filesOnDiskBelow(folder)];
  return { read: (path) => inside.read(path) ?? (/\.[mc]?ts$/.test(path) ? beside.read(path) : null) };
}
