/**
 * A TypeScript project to a document: what its description says, and the words in which it says it where those are a person's
 * own, so that an export gives them back.
 */
import { filesToRemember } from './as-written.ts';
import { type Imported, readDescription } from './read-description.ts';
import { folderOf, isBelow, type SourceFiles } from './source-files.ts';

/** `folder` is what is not left; it is that of the entry, unless several projects lie in one. */
export function importProject(files: SourceFiles, entry: string, folder = folderOf(entry)): Imported {
  const { pipeline, diagnostics, places, snippets, isComplete } = readDescription(files, entry, folder);
  const imported = { pipeline, diagnostics, places, snippets };
  if (pipeline === null || !isComplete) return imported;
  const asTheyAre: SourceFiles = { read: (path) => (isBelow(folder, path) ? files.read(path) : null) };
  const written = filesToRemember(asTheyAre, entry, pipeline);
  return written === null ? imported : { ...imported, pipeline: { ...pipeline, written } };
}
