/** Writes what a command made, and says where it could not. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';
import { systemReason } from './system-reason.ts';

/** Folders on the way are made. */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<Result<string, Refusal>> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return ok(path);
  } catch (error) {
    return refuse(`${path} cannot be written: ${systemReason(error)}.`, 'Give a path that you may write to.');
  }
}
