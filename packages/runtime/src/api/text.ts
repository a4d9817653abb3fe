/**
 * Text to bytes and back, as a port: hosts with a faster native way bring their own. The plain implementation here is
 * ECMAScript only, so that it also runs where there is neither a TextDecoder nor a Buffer type. All text is UTF-8.
 */

export interface TextCodec {
  /** Bytes from `start` to `end` as text; each longest beginning of a sequence that breaks off becomes one U+FFFD. */
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

function decode(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  while (at < end) {
    const first = bytes[at] ?? 0;
    const following = followingBytes(first);
    let point = following === 0 ? first : first & (63 >> following);
    let taken = 1;
    while (taken <= following && at + taken < end && continues(bytes[at + taken] ?? 0, taken === 1 ? first : 0)) {
      point = (point << 6) | ((bytes[at + taken++] ?? 0) & 63);
    }
    text += taken > following && following >= 0 ? String.fromCodePoint(point) : '\ufffd';
    at += taken;
  }
  return text;
}

/** How many bytes follow the first one of a sequence; -1 where no sequence starts with it. */
function followingBytes(first: number): number {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first < 0xe0) return 1;
  if (first >= 0xe0 && first < 0xf0) return 2;
  return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

/**
 * Whether a byte goes on with a sequence. After some first bytes the second one has a narrower range, so that no code point
 * is written longer than it need be, is half a surrogate pair, or lies beyond the last one (Unicode 15, table 3-7).
 */
function continues(byte: number, first: number): boolean {
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return byte >= least && byte <= most;
}
