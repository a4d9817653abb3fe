/** Tells what a disk cannot do for now (it is full, read-only, or fails) from what it will never do. Pure. */

const codes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM']);

export const isStorageTrouble = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.has(error.code);
