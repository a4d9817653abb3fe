import type { Rejection } from './types.ts';

// 55 bytes: side, account, order id, symbol, quantity, price, bid, offer, timestamp. All numbers are big-endian.
export default function encodeRejection(rejection: Rejection): Uint8Array {
  const bytes = new Uint8Array(55);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, rejection.side);
  view.setUint32(1, rejection.account);
  writeText(bytes, 5, 6, rejection.orderId);
  writeText(bytes, 11, 4, rejection.symbol);
  view.setFloat64(15, rejection.quantity);
  view.setFloat64(23, rejection.price);
  view.setFloat64(31, rejection.bid);
  view.setFloat64(39, rejection.offer);
  view.setUint32(47, Math.floor(rejection.timestamp / 4_294_967_296));
  view.setUint32(51, rejection.timestamp % 4_294_967_296);
  return bytes;
}

// ASCII, right-justified.
function writeText(bytes: Uint8Array, at: number, length: number, text: string): void {
  if (text.length > length) throw new Error(`"${text}" does not fit into ${length} bytes`);
  const padded = text.padStart(length);
  for (let i = 0; i < length; i++) bytes[at + i] = padded.charCodeAt(i);
}
