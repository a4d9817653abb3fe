/**
 * What the receiver of a TCP sink that moves may not have read, as the next owner of the sink gets it. Pure.
 *
 *   for each output: f64 place | f64 end | f64 place of its last frame | u32 length | bytes, with their ids        all little-endian
 */
import type { Output } from './sent-outputs.ts';

export const nothingUnread: Uint8Array = new Uint8Array(0);
const headBytes = 28;

export function writeUnread(outputs: readonly Output[]): Uint8Array {
  const unread = new Uint8Array(outputs.reduce((sum, { wire }) => sum + headBytes + wire.length, 0));
  const view = new DataView(unread.buffer);
  let to = 0;
  for (const { at, end, last, wire } of outputs) {
    view.setFloat64(to, at, true);
    view.setFloat64(to + 8, end, true);
    view.setFloat64(to + 16, last, true);
    view.setUint32(to + 24, wire.length, true);
    unread.set(wire, to + headBytes);
    to += headBytes + wire.length;
  }
  return unread;
}

export function readUnread(unread: Uint8Array): readonly Output[] {
  const view = new DataView(unread.buffer, unread.byteOffset, unread.byteLength);
  const outputs: Output[] = [];
  for (let from = 0; from < unread.length;) {
    const [start, length] = [from + headBytes, view.getUint32(from + 24, true)];
    outputs.push({
      at: view.getFloat64(from, true),
      end: view.getFloat64(from + 8, true),
      last: view.getFloat64(from + 16, true),
      wire: unread.subarray(start, start + length),
      isOut: false,
    });
    from = start + length;
  }
  return outputs;
}
