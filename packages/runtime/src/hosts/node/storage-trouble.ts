/** Tells what a disk cannot do for now (it is full, read-only, or fails) from what it will never do. Pure. */
import { sep } from 'node:path';

const codes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM']);

export const isStorageTrouble = (error: unknown): boolean => codes.has(codeOf(error));

/** Somebody has taken away what was there. */
export const isGone = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** The same, of a directory or of what lay in it. */
export const isGoneFrom = (error: unknown, directory: string): boolean =>
  isGone(error) &&
  error instanceof Error &&
  'path' in error &&
  typeof error.path === 'string' &&
  (error.path === directory || error.path.startsWith(`${directory}${sep}`));

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
