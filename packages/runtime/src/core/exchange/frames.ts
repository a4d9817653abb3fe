/**
 * The frames of a link, little-endian. A link is one ordered stream of bytes between two workers; it carries the channels
 * of every exchange between them. Frames of one channel keep their order, and nothing else is promised.
 *
 *   u32 length of what follows | u8 type | u8 0 | u16 exchange | body
 *   data      u32 records | f64 time of the oldest record's read, ms | records
 *   barrier   u32 generation | u32 epoch that ends here
 *   credit    u32 bytes granted to the sender of this exchange's records
 *   preamble  bytes that stand before every record of a sink
 */

export const frameType = { data: 1, barrier: 2, credit: 3, preamble: 4 } as const;

export const headerBytes = 8;
export const dataHeaderBytes = headerBytes + 12;

export function writeHeader(view: DataView, at: number, type: number, exchange: number, bytes: number): void {
  view.setUint32(at, bytes - 4, true);
  view.setUint8(at + 4, type);
  view.setUint8(at + 5, 0);
  view.setUint16(at + 6, exchange, true);
}

export function barrierFrame(exchange: number, generation: number, epoch: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 8);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, frameType.barrier, exchange, bytes.length);
  view.setUint32(headerBytes, generation, true);
  view.setUint32(headerBytes + 4, epoch, true);
  return bytes;
}

export function creditFrame(exchange: number, granted: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 4);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, frameType.credit, exchange, bytes.length);
  view.setUint32(headerBytes, granted, true);
  return bytes;
}

export function preambleFrame(exchange: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes + content.length);
  writeHeader(new DataView(bytes.buffer), 0, frameType.preamble, exchange, bytes.length);
  bytes.set(content, headerBytes);
  return bytes;
}
