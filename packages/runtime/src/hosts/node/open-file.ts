/**
 * Opens the files of sources and sinks: without holding up the process, and without harming another file of the pipeline.
 * A sink's file is given only once it is known to be none of the others, by device and inode: two names of one file
 * (hard or symbolic links) would otherwise cost an input.
 */
import { closeSync, constants, fstatSync, open, statSync } from 'node:fs';
import { promisify } from 'node:util';

/** A number and no handle object, which would close the file when it is collected. */
export const openDescriptor: (path: string, flags: number) => Promise<number> = promisify(open);

export type SinkFile = {
  readonly path: string;
  /** The files of the other sources and sinks of the pipeline. */
  readonly others: readonly string[];
};

/** An open descriptor; whoever writes decides what of an older file stays. A pipe without a reader is waited for, without holding up the process. */
export async function openSinkFile({ path, others }: SinkFile): Promise<number> {
  const descriptor = await openDescriptor(path, constants.O_WRONLY | constants.O_CREAT);
  const own = fstatSync(descriptor);
  if (!own.isFile()) return descriptor;
  const same = others.find((other) => isSameFile(other, own));
  if (same === undefined) return descriptor;
  closeSync(descriptor);
  throw new Error(`it is the same file as ${same}, which the pipeline reads or writes too`);
}

function isSameFile(path: string, own: { readonly dev: number; readonly ino: number }): boolean {
  const other = statSync(path, { throwIfNoEntry: false });
  return other !== undefined && other.dev === own.dev && other.ino === own.ino;
}
