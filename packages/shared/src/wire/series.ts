/** Several messages in one: each behind its length, so that a part of it that is damaged spoils no other. */
import { err, ok, type Result } from '../result.ts';
import type { WireFault } from './message.ts';

const lengthBytes = 4;

export function encodeSeries(messages: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(messages.reduce((sum, { length }) => sum + lengthBytes + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const message of messages) {
    view.setUint32(at, message.length);
    bytes.set(message, at + lengthBytes);
    at += lengthBytes + message.length;
  }
  return bytes;
}

/** The messages are parts of `bytes`. */
export function decodeSeries(bytes: Uint8Array): Result<readonly Uint8Array[], WireFault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = at + lengthBytes;
    const end = start > bytes.length ? start : start + view.getUint32(at);
    if (end > bytes.length) return err({ message: 'This is no series of messages: its last one is cut off.' });
    messages.push(bytes.subarray(start, end));
    at = end;
  }
  return ok(messages);
}
