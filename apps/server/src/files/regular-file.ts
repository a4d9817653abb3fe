/**
 * Reads a file that a person or a disk put in our way: only a regular file, and never more of it than may be there. A
 * pipe that nobody writes to, or a device that never ends, would hold the reader for ever.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';

export type Unread = 'not-regular' | 'too-large';

const chunkBytes = 65_536;
/** Opening a pipe waits for its writer without it. Windows has no such pipes, and no such flag. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The text of a file of at most `bytesMax` bytes. Rejects with what the operating system says where it cannot be read. */
export async function readRegularFile(path: string, bytesMax: number): Promise<Result<string, Unread>> {
  const file = await open(path, withoutWaiting);
  try {
    return (await file.stat()).isFile() ? await readAtMost(file, bytesMax) : err('not-regular');
  } finally {
    await file.close();
  }
}

/** The size that the file system tells may be wrong (/proc says 0) or change, so what counts is what was read. */
async function readAtMost(file: FileHandle, bytesMax: number): Promise<Result<string, Unread>> {
  const chunks: Buffer[] = [];
  for (let bytes = 0; ;) {
    const room = Math.min(chunkBytes, bytesMax + 1 - bytes);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(room), 0, room, null);
    bytes += bytesRead;
    if (bytes > bytesMax) return err('too-large');
    if (bytesRead === 0) return ok(Buffer.concat(chunks).toString('utf8'));
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
