/**
 * The directory in which a server keeps what is its own. It is made where it is missing, one level at a time: Node's own
 * recursive way never ends where a file system refuses new names (nodejs/node: `mkdir` below /proc).
 */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where a directory cannot be had; which one is the person's to choose. */
export class DataDirectoryUnusable extends Error {
  constructor(directory: string, why: string) {
    super(`the data directory ${directory} cannot be used: ${why}. Give another with --data DIR.`);
  }
}

/** Throws where it is no directory, cannot become one, or may not be written. */
export function openDataDirectory(directory: string): void {
  try {
    for (const missing of missingLevels(directory)) makeLevel(missing);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataDirectoryUnusable(directory, error instanceof Error ? error.message : String(error));
  }
}

/** Outermost first. Throws where something on the way is no directory. */
function missingLevels(directory: string): readonly string[] {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return [];
  if (found !== undefined) throw new Error(`${directory} is not a directory`);
  const parent = dirname(directory);
  return parent === directory ? [] : [...missingLevels(parent), directory];
}

function makeLevel(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    // Another server may have made it meanwhile.
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
