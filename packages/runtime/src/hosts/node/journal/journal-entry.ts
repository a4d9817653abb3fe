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
  while (from + headBytes <= bytes.length) {
    const kind = kinds[bytes.readUInt8(from + 4)];
    const length = bytes.readUInt32LE(from + 20);
    const end = from + headBytes + length;
    if (kind === undefined || end > bytes.length) break;
    if (crc32(bytes.subarray(from + 4, end)) !== bytes.readUInt32LE(from)) break;
    const [connection, at] = [bytes.readUInt32LE(from + 8), bytes.readDoubleLE(from + 12)];
    found({ kind, connection, at, length, place: from + headBytes });
    from = end;
  }
  return from;
}
