/** Writes the profiles of workers to a directory, one file each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerProfileReport } from '@potoroo/shared/control';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Refusal } from './failure.ts';

/** The files that were written. */
export function writeProfiles(
  directory: string,
  profiles: readonly WorkerProfileReport[],
): Result<readonly string[], Refusal> {
  try {
    mkdirSync(directory, { recursive: true });
    return ok(
      profiles.flatMap(({ worker, profile }) => {
        if (profile === null) return [];
        const file = join(directory, `${worker}.cpuprofile`);
        writeFileSync(file, profile);
        return [file];
      }),
    );
  } catch (error) {
    return err({
      message: `The profiles cannot be written to ${directory}: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Name a directory that you may write to.',
    });
  }
}
