/** A disk that cannot be used is a matter of its person, and no fault of ours: what it is, and what to do, in words. Pure. */
export type DiskFault = {
  /** `the disk is full` */
  readonly reason: string;
  readonly remedy: string;
};

const makeRoom = 'Make room on it';
const faults: Readonly<Record<string, DiskFault>> = {
  ENOSPC: { reason: 'the disk is full', remedy: makeRoom },
  EDQUOT: { reason: 'the quota of this user on the disk is used up', remedy: makeRoom },
  EROFS: { reason: 'the disk is read-only', remedy: 'Mount it so that it can be written' },
  EIO: { reason: 'the disk fails', remedy: 'See what the system says of it' },
};

/** Null where it is something else. What may not be touched is none: which file that is, the system's own words tell. */
export function diskFaultOf(error: unknown): DiskFault | null {
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : null;
  return typeof code === 'string' && Object.hasOwn(faults, code) ? (faults[code] ?? null) : null;
}
