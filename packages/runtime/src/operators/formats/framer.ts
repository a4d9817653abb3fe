/**
 * Divides a stream of bytes into records. A framer only finds where the next record lies; what its bytes mean is the
 * decoder's business. Framed records carry a u32 big-endian payload length, lines end with LF or CR LF.
 */
import { limits } from '@potoroo/shared/limits';
import type { ByteStream } from './byte-stream.ts';

/** The bytes of a record within `stream.bytes`, reused from record to record. */
export type Span = { start: number; end: number };

/** What the framer found: a record in the span, nothing yet, or bytes that can be no record (and why). */
export type Found = 'record' | 'nothing' | { readonly broken: string };

export type Framer = (stream: ByteStream, span: Span) => Found;

/** The next record of a stream, beyond the seam between two chunks too. */
export function nextRecord(framer: Framer, stream: ByteStream, span: Span): Found {
  for (;;) {
    const found = framer(stream, span);
    if (found !== 'nothing' || !stream.advance()) return found;
  }
}

const lineFeed = 10;
const carriageReturn = 13;
const lengthBytes = 4;

export function nextLine(stream: ByteStream, span: Span): Found {
  const { bytes, at } = stream;
  const found = bytes.indexOf(lineFeed, Math.max(at, stream.searched));
  if (found < 0) stream.searched = bytes.length;
  if (stream.skippingLine) return skipLine(stream, span, found);
  if (found < 0 && !(stream.ended && stream.left > 0))
    return stream.left > limits.lineBytesMax ? tooLongLine(stream) : 'nothing';
  const end = found < 0 ? bytes.length : found;
  stream.at = found < 0 ? end : end + 1;
  if (end - at > limits.lineBytesMax) return tooLong;
  span.start = at;
  span.end = end > at && bytes[end - 1] === carriageReturn ? end - 1 : end;
  return 'record';
}

/** Goes on behind the line end at `found`, or waits for it. */
function skipLine(stream: ByteStream, span: Span, found: number): Found {
  stream.at = found < 0 ? stream.bytes.length : found + 1;
  if (found < 0) return 'nothing';
  stream.skippingLine = false;
  return nextLine(stream, span);
}

const tooLong: Found = {
  broken: `a line is longer than ${limits.lineBytesMax} bytes; is this really text with line ends?`,
};

/** Refuses a line before its end has arrived. */
function tooLongLine(stream: ByteStream): Found {
  stream.at = stream.bytes.length;
  stream.skippingLine = true;
  return tooLong;
}

export function nextFrame(stream: ByteStream, span: Span): Found {
  const { bytes, at } = stream;
  if (stream.left < lengthBytes) return stream.ended && stream.left > 0 ? cutOff(stream) : 'nothing';
  const length =
    ((bytes[at] ?? 0) * 0x1000000 +
      ((bytes[at + 1] ?? 0) << 16) +
      ((bytes[at + 2] ?? 0) << 8) +
      (bytes[at + 3] ?? 0)) >>>
    0;
  if (length > limits.frameBytesMax) return tooLongFrame(stream, length);
  if (stream.left < lengthBytes + length) return stream.ended ? cutOff(stream) : 'nothing';
  span.start = at + lengthBytes;
  span.end = span.start + length;
  stream.at = span.end;
  return 'record';
}

/** Nothing after a wrong length can be trusted, so the rest of the stream is given up. */
function tooLongFrame(stream: ByteStream, length: number): Found {
  stream.abandon();
  return {
    broken: `a frame says it is ${length} bytes long, more than ${limits.frameBytesMax}; the rest of the stream is given up. Is it length-framed (u32 big-endian length, then the payload)?`,
  };
}

function cutOff(stream: ByteStream): Found {
  const { left } = stream;
  stream.at = stream.bytes.length;
  return { broken: `the stream ended inside a frame: ${left} bytes are left over` };
}
