/**
 * The bytes of one entry of a journal. A checksum covers everything behind it, so that what a crash has torn is told from
 * what was written.
 *
 *   u32 checksum | u8 kind | 3 spare | u32 connection | f64 place in the connection's stream | u32 length | payload
 */
import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';

/** `head` begins a segment: its connection is the number of the next one. `broken` brings the reason as its payload. */
export type EntryKind = 'head' | 'opened' | 'bytes' | 'ended' | 'broken' | 'closed';
export type Entry = {
  readonly kind: EntryKind;
  readonly connection: number;
  /** Bytes of the connection before this entry. */
  readonly at: number;
  readonly payload: readonly Uint8Array[];
  readonly length: number;
};
/** An entry as it is found in a segment: its payload lies at `place`. */
export type FoundEntry = Omit<Entry, 'payload'> & { readonly place: number };

export const headBytes = 24;
const kinds: readonly EntryKind[] = ['head', 'opened', 'bytes', 'ended', 'broken', 'closed'];

export function headOf({ kind, connection, at, payload, length }: Entry): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(kinds.indexOf(kind), 4);
  head.writeUInt32LE(connection, 8);
  head.writeDoubleLE(at, 12);
  head.writeUInt32LE(length, 20);
  let sum = crc32(head.subarray(4));
  for (const piece of payload) sum = crc32(piece, sum);
  head.writeUInt32LE(sum, 0);
  return head;
}

/** Calls back for each whole entry from the start of a segment; returns how many bytes they are. What follows is torn. */
export function readEntries(bytes: Buffer, found: (entry: FoundEntry) => void): number {
  let from = 0;
  for (let entry = entryAt(bytes, from); entry !== null; entry = entryAt(bytes, from)) {
    found(entry);
    from = entry.place + entry.length;
  }
  return from;
}

/** Null where no whole entry begins here. */
function entryAt(bytes: Buffer, from: number): FoundEntry | null {
  if (from + headBytes > bytes.length) return null;
  const kind = kinds[bytes.readUInt8(from + 4)];
  const length = bytes.readUInt32LE(from + 20);
  const place = from + headBytes;
  if (kind === undefined || bytes.readUIntLE(from + 5, 3) !== 0 || place + length > bytes.length) return null;
  if (crc32(bytes.subarray(from + 4, place + length)) !== bytes.readUInt32LE(from)) return null;
  return { kind, connection: bytes.readUInt32LE(from + 8), at: bytes.readDoubleLE(from + 12), length, place };
}

/**
 * Whether what follows the last whole entry is one that was being written when everything ended: it is cut short, or what the
 * disk had not got yet reads as zeros. What has a whole entry behind it, or all of its bytes, was written and is damaged.
 */
export function isTorn(bytes: Buffer, from: number): boolean {
  for (let at = from + 1; at + headBytes <= bytes.length; at++) if (entryAt(bytes, at) !== null) return false;
  const isShort = from + headBytes > bytes.length || from + headBytes + bytes.readUInt32LE(from + 20) > bytes.length;
  return isShort || isUnwritten(bytes, from);
}

const sectorBytes = 512;

/** A file is written in sectors: those that the disk had not got are zeros to the end. */
function isUnwritten(bytes: Buffer, from: number): boolean {
  const start = bytes.length - (bytes.length % sectorBytes || sectorBytes);
  return bytes.subarray(Math.max(from, start)).every((byte) => byte === 0);
}
