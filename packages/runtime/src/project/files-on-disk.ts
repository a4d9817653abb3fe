/** The files of a project as they lie on a disk, for whoever reads its code. */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import type { SourceFiles } from '@potoroo/shared/code';

/** Only regular files that are text: a project may name a pipe that nobody writes to, or a device that never ends. */
export const filesOnDisk: SourceFiles = {
  read: (path) => {
    try {
      const descriptor = openSync(path, withoutWaiting);
      try {
        return fstatSync(descriptor).isFile() ? utf8.decode(readFileSync(descriptor)) : null;
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return null;
    }
  },
};

/** Bytes that are no text would come back as other characters than they were. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Opening a pipe waits for its writer without it. Windows has no such pipes, and no such flag. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Only those that lie below a folder, whatever links in it point to. */
export const filesOnDiskBelow = (folder: string): SourceFiles => ({
  read: (path) => (liesBelow(folder, path) ? filesOnDisk.read(path) : null),
});

function liesBelow(folder: string, path: string): boolean {
  try {
    const root = realpathSync(folder);
    return realpathSync(path).startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
  } catch {
    return false;
  }
}
