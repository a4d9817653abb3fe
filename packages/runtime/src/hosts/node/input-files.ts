/**
 * The files that the sources of a run read, known by what they are and by what they begin with: going on in the middle of another one
 * would give a wrong result. A file that has grown is the same.
 */
import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { NodeId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';

/** So many bytes from the beginning, and a checksum of all of them, or of stretches all over them where they are many. */
export type Part = { readonly bytes: number; readonly crc: number };
export type InputFile = {
  readonly node: NodeId;
  readonly path: string;
  /** Its device and its number there: more digits than a number has. */
  readonly identity: string;
  readonly head: Part;
};

export const headBytesMax = 65_536;
/** A longer file is known by as many stretches, at equal distances, the first and the last byte among them. */
const wholeBytesMax = 67_108_864;
const stretches = { amount: 64, bytes: 65_536 } as const;

/** Of a source that goes on in the file that it had; undefined where it has another path, or had none. */
export const hadOf = (had: readonly InputFile[], node: NodeId, path: string): InputFile | undefined =>
  had.find((input) => input.node === node && input.path === path);

/**
 * As they are now, those that a version before had as they were then. What is no file, or cannot be read, is left out: whoever opens it
 * says so.
 */
export function inputFilesOf({ stages }: Topology, had: readonly InputFile[] = []): readonly InputFile[] {
  return stages.flatMap((stage) => {
    if (stage.kind !== 'source' || stage.connector.type !== 'file') return [];
    const { node, connector } = stage;
    const { path } = connector;
    const before = hadOf(had, node, path);
    if (before !== undefined) return [before];
    const found = withFile(path, (descriptor) => ({
      identity: identityOf(descriptor),
      head: partOf(descriptor, headBytesMax),
    }));
    return found === null ? [] : [{ node, path, ...found }];
  });
}

export function isSameFile({ identity, head }: InputFile, descriptor: number): boolean {
  if (identityOf(descriptor) !== identity) return false;
  const { bytes, crc } = partOf(descriptor, head.bytes);
  return bytes === head.bytes && crc === head.crc;
}

/** A pipe that nobody writes is not waited for. */
function withFile<Found>(path: string, look: (descriptor: number) => Found): Found | null {
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return fstatSync(descriptor).isFile() ? look(descriptor) : null;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

function identityOf(descriptor: number): string {
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return `${dev}:${ino}`;
}

/** Of the first bytes; `bytesMost` null: of as many as there are now. */
export function partOf(descriptor: number, bytesMost: number | null): Part {
  const { size } = fstatSync(descriptor);
  const bytes = Math.min(size, bytesMost ?? size);
  const stretch = Buffer.alloc(Math.min(stretches.bytes, bytes));
  let crc = 0;
  for (const at of startsIn(bytes)) {
    const length = readSync(descriptor, stretch, 0, Math.min(stretches.bytes, bytes - at), at);
    crc = crc32(stretch.subarray(0, length), crc);
  }
  return { bytes, crc };
}

/** Where the stretches begin that a file of this length is known by. */
function startsIn(bytes: number): readonly number[] {
  const all = Math.ceil(bytes / stretches.bytes);
  if (bytes <= wholeBytesMax) return Array.from({ length: all }, (_, index) => index * stretches.bytes);
  const step = (bytes - stretches.bytes) / (stretches.amount - 1);
  return Array.from({ length: stretches.amount }, (_, index) => Math.floor(index * step));
}
