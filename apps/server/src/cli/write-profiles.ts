/** Writes the profiles of workers to a directory, one file each. */
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerProfileReport } from '@potoroo/shared/control';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Refusal } from './failure.ts';
import { errorCode, systemReason } from './system-reason.ts';

/** Before anything is profiled. */
export function makeProfileDirectory(directory: string): Result<null, Refusal> {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return ok(null);
  } catch (error) {
    return err(unwritable(directory, error));
  }
}

const unwritable = (directory: string, error: unknown): Refusal => ({
  message: `The profiles cannot be written to ${directory}: ${errorCode(error) === 'EEXIST' ? 'it is a file' : systemReason(error)}.`,
  remedy: 'Name a directory that you may write to.',
});

/** The files that were written. */
export function writeProfiles(
  directory: string,
  profiles: readonly WorkerProfileReport[],
): Result<readonly string[], Refusal> {
  try {
    return ok(
      profiles.flatMap(({ worker, profile }) => {
        if (profile === null) return [];
        const file = join(directory, `${worker}.cpuprofile`);
        writeFileSync(file, profile);
        return [file];
      }),
    );
  } catch (error) {
    return err(unwritable(directory, error));
  }
}
