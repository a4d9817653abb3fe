/**
 * The frames of a link, little-endian. A link is one ordered stream of bytes between two workers; it carries the channels
 * of every exchange between them. Frames of one channel keep their order, and nothing else is promised.
 *
 *   u32 length of what follows | u8 type | u8 source | u16 exchange | body; source: of a data frame, where its first record was
 *   read, the id of the stage and one; 0 where that is not known
 *   data      u32 records | f64 time at which its first record was read, ms | records
 *   barrier   u32 generation | u32 epoch that ends here | f64 records of this channel before it
 *   credit    u32 bytes granted to the sender of this exchange's records | u32 the window of which they are a part
 *   preamble  bytes that stand before every record of a sink
 *   origin    u32 intake | f64 offset: of the records in the data frames that follow; its exchange is a source. In safe mode
 *   state     u32 slot | u32 epoch | u32 deltas | u8 1: everything, 2: more parts follow | bytes; its exchange is a stage
 */
import { stageId } from '@potoroo/shared/ids';
import type { Origin } from '../../api/index.ts';
import type { SlotState } from '../stages/task-host.ts';

export const frameType = { data: 1, barrier: 2, credit: 3, preamble: 4, state: 5, origin: 6 } as const;

export const headerBytes = 8;
export const dataHeaderBytes = headerBytes + 12;

export function writeHeader(view: DataView, at: number, type: number, exchange: number, bytes: number): void {
  view.setUint32(at, bytes - 4, true);
  view.setUint8(at + 4, type);
  view.setUint8(at + 5, 0);
  view.setUint16(at + 6, exchange, true);
}

/** A barrier that ends an epoch of a generation, behind so many records of its channel. */
export type BarrierMark = { readonly generation: number; readonly epoch: number; readonly records: number };

export function barrierFrame(exchange: number, { generation, epoch, records }: BarrierMark): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 16);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, frameType.barrier, exchange, bytes.length);
  view.setUint32(headerBytes, generation, true);
  view.setUint32(headerBytes + 4, epoch, true);
  view.setFloat64(headerBytes + 8, records, true);
  return bytes;
}

export type Credit = { readonly bytes: number; readonly window: number };

export function creditFrame(exchange: number, granted: Credit): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 8);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, frameType.credit, exchange, bytes.length);
  view.setUint32(headerBytes, granted.bytes, true);
  view.setUint32(headerBytes + 4, granted.window, true);
  return bytes;
}

export function preambleFrame(exchange: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes + content.length);
  writeHeader(new DataView(bytes.buffer), 0, frameType.preamble, exchange, bytes.length);
  bytes.set(content, headerBytes);
  return bytes;
}

export function originFrame({ source, intake, offset }: Origin): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 12);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, frameType.origin, source, bytes.length);
  view.setUint32(headerBytes, intake, true);
  view.setFloat64(headerBytes + 4, offset, true);
  return bytes;
}

export const readOriginFrame = (view: DataView, start: number): Origin => ({
  source: stageId(view.getUint16(start + 6, true)),
  intake: view.getUint32(start + headerBytes, true),
  offset: view.getFloat64(start + headerBytes + 4, true),
});

const stateHeadBytes = headerBytes + 13;
const stateFlags = { full: 1, more: 2 } as const;

/** The content of a slot, in as many frames as its size asks for. */
export function stateFrames(state: SlotState, partBytesMax: number): readonly Uint8Array[] {
  const { section } = state;
  const frames: Uint8Array[] = [];
  let at = 0;
  do {
    const part = section.subarray(at, at + partBytesMax);
    at += part.length;
    frames.push(stateFrame(state, part, at < section.length));
  } while (at < section.length);
  return frames;
}

function stateFrame({ stage, slot, epoch, deltas, full }: SlotState, part: Uint8Array, more: boolean): Uint8Array {
  const bytes = new Uint8Array(stateHeadBytes + part.length);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, frameType.state, stage, bytes.length);
  view.setUint32(headerBytes, slot, true);
  view.setUint32(headerBytes + 4, epoch, true);
  view.setUint32(headerBytes + 8, deltas, true);
  view.setUint8(headerBytes + 12, (full ? stateFlags.full : 0) | (more ? stateFlags.more : 0));
  bytes.set(part, stateHeadBytes);
  return bytes;
}

/** One part of a slot's content, copied out of the frame. */
export function readStateFrame(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): { readonly part: SlotState; readonly more: boolean } {
  const at = start + headerBytes;
  const flags = view.getUint8(at + 12);
  const part = {
    stage: view.getUint16(start + 6, true),
    slot: view.getUint32(at, true),
    epoch: view.getUint32(at + 4, true),
    deltas: view.getUint32(at + 8, true),
    full: (flags & stateFlags.full) !== 0,
    section: bytes.slice(start + stateHeadBytes, end),
  };
  return { part, more: (flags & stateFlags.more) !== 0 };
}
