/** Tells what a disk cannot do for now (it is full, read-only, or fails) from what it will never do. Pure. */

const codes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM']);

export const isStorageTrouble = (error: unknown): boolean => codes.has(codeOf(error));

/** Somebody has taken away what was there. */
export const isGone = (error: unknown): boolean => codeOf(error) === 'ENOENT';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
