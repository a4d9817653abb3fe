/**
 * Text to bytes and back, as a port: hosts with a faster native way bring their own. The plain implementation here is
 * ECMAScript only, so that it also runs where there is neither a TextDecoder nor a Buffer type. All text is UTF-8.
 */

export interface TextCodec {
  /** Bytes from `start` to `end` as text; bytes that are not UTF-8 become U+FFFD. */
  decode(bytes: Uint8Array, start: number, end: number): string;
  encode(text: string): Uint8Array;
}

export const plainText: TextCodec = { decode, encode };

function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (const character of text) at = writeCodePoint(character.codePointAt(0) ?? 0, bytes, at);
  return bytes.slice(0, at);
}

function writeCodePoint(point: number, bytes: Uint8Array, at: number): number {
  const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  if (code < 0x80) {
    bytes[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    bytes[at] = 0xc0 | (code >> 6);
    bytes[at + 1] = 0x80 | (code & 63);
    return at + 2;
  }
  if (code < 0x10000) {
    bytes[at] = 0xe0 | (code >> 12);
    bytes[at + 1] = 0x80 | ((code >> 6) & 63);
    bytes[at + 2] = 0x80 | (code & 63);
    return at + 3;
  }
  bytes[at] = 0xf0 | (code >> 18);
  bytes[at + 1] = 0x80 | ((code >> 12) & 63);
  bytes[at + 2] = 0x80 | ((code >> 6) & 63);
  bytes[at + 3] = 0x80 | (code & 63);
  return at + 4;
}

const leastOfLength = [0, 0, 0x80, 0x800, 0x10000] as const;

function decode(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  while (at < end) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >> 5 === 6 ? 2 : first >> 4 === 14 ? 3 : first >> 3 === 30 ? 4 : 0;
    const point = length === 1 ? first : length === 0 ? -1 : continued(bytes, at, end, length, first);
    text += String.fromCodePoint(point < 0 ? 0xfffd : point);
    at += point < 0 ? 1 : length;
  }
  return text;
}

/** The code point of a sequence of `length` bytes, or -1 where the bytes are not UTF-8. */
function continued(bytes: Uint8Array, at: number, end: number, length: number, first: number): number {
  if (at + length > end) return -1;
  let point = first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if (next >> 6 !== 2) return -1;
    point = (point << 6) | (next & 63);
  }
  const overlong = point < (leastOfLength[length] ?? 0);
  return overlong || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? -1 : point;
}
