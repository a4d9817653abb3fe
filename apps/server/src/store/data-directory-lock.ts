/**
 * One server per data directory: revisions are compared in one process, so two would overwrite each other's changes. A lock
 * that is left by a killed server is taken over.
 */
import { join } from 'node:path';
import type { LockHolder, ProcessLock } from '@potoroo/runtime/node';
import { lockFile } from '@potoroo/runtime/node';
import type { Result } from '@potoroo/shared/result';

/** Where a directory cannot be had because another server has it. */
export class DataDirectoryTaken extends Error {
  constructor(directory: string, { pid, path }: LockHolder) {
    super(
      `another Potoroo, process ${pid}, uses the data directory ${directory} (its lock is ${path}). ` +
        'Open that one, end it, or give another directory with --data DIR.',
    );
  }
}

/** The lock, or who holds it. */
export const lockDataDirectory = (directory: string): Result<ProcessLock, LockHolder> =>
  lockFile(join(directory, 'server.lock'));
