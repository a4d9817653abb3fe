/**
 * The bytes of one sealed epoch of a sink, as they lie in a checkpoint and travel to a new owner.
 *
 *   u32 epoch | f64 bytes before | f64 records before | u32 records | u32 bytes of the preamble (or none) | preamble | outputs
 *
 * The highest bit of the preamble's length: it is that of an earlier version of the pipeline, and another one may follow.
 */
import type { Sealed } from '../stages/outbox.ts';

export type OutputSection = {
  readonly sealed: Sealed;
  readonly preamble: Uint8Array | null;
  readonly isInherited: boolean;
};

const headBytes = 28;
const noPreamble = 0xffffffff;
const inheritedBit = 0x80000000;

export function writeOutputs({ sealed, preamble, isInherited }: OutputSection): Uint8Array {
  const section = new Uint8Array(headBytes + (preamble?.length ?? 0) + sealed.bytes);
  const view = new DataView(section.buffer);
  view.setUint32(0, sealed.epoch, true);
  view.setFloat64(4, sealed.from.bytes, true);
  view.setFloat64(12, sealed.from.records, true);
  view.setUint32(20, sealed.records, true);
  view.setUint32(24, preamble === null ? noPreamble : preamble.length + (isInherited ? inheritedBit : 0), true);
  let at = headBytes;
  for (const piece of preamble === null ? sealed.chunks : [preamble, ...sealed.chunks]) {
    section.set(piece, at);
    at += piece.length;
  }
  return section;
}

/** What a new owner gets: the section, and what its receiver may not have read of what left before. */
export function writeMovedOutputs(section: Uint8Array, unread: Uint8Array): Uint8Array {
  const moved = new Uint8Array(4 + section.length + unread.length);
  new DataView(moved.buffer).setUint32(0, section.length, true);
  moved.set(section, 4);
  moved.set(unread, 4 + section.length);
  return moved;
}

export function readMovedOutputs(moved: Uint8Array): { readonly section: Uint8Array; readonly unread: Uint8Array } {
  const end = 4 + new DataView(moved.buffer, moved.byteOffset, moved.byteLength).getUint32(0, true);
  return { section: moved.subarray(4, end), unread: moved.subarray(end) };
}

/** The bytes are copied out of the section. */
export function readOutputs(section: Uint8Array): OutputSection {
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  const length = view.getUint32(24, true);
  const isInherited = length !== noPreamble && length >= inheritedBit;
  const start = headBytes + (length === noPreamble ? 0 : isInherited ? length - inheritedBit : length);
  const bytes = section.slice(start);
  const sealed: Sealed = {
    epoch: view.getUint32(0, true),
    from: { bytes: view.getFloat64(4, true), records: view.getFloat64(12, true) },
    records: view.getUint32(20, true),
    bytes: bytes.length,
    chunks: bytes.length === 0 ? [] : [bytes],
  };
  return { sealed, preamble: length === noPreamble ? null : section.slice(headBytes, start), isInherited };
}
