/**
 * Where things lie on disk: the repository this file is in, its examples, the built studio, the default data directory,
 * and the directory of the person who typed the command (npm changes into the repository and keeps theirs in INIT_CWD).
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = findRepositoryRoot(dirname(fileURLToPath(import.meta.url)));
export const examplesDirectory = join(repositoryRoot, 'examples');
export const studioDirectory = join(repositoryRoot, 'apps', 'web', 'dist');
export const dataDirectoryDefault = join(repositoryRoot, '.potoroo');

export function personDirectory(
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const initial = environment['INIT_CWD'];
  return initial !== undefined && isAbsolute(initial) && existsSync(initial) ? initial : resolve(workingDirectory);
}

/** The nearest directory above that holds a package.json beside packages/ and apps/. */
function findRepositoryRoot(start: string): string {
  for (let directory = start; ; directory = dirname(directory)) {
    if (
      existsSync(join(directory, 'package.json')) &&
      existsSync(join(directory, 'packages')) &&
      existsSync(join(directory, 'apps'))
    )
      return directory;
    if (dirname(directory) === directory) return resolve(start, '../../..');
  }
}
