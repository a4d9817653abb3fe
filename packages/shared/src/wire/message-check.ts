/**
 * Looks through MessagePack bytes before anything is built from them (https://github.com/msgpack/msgpack/blob/master/spec.md):
 * one value that ends where the bytes end, no deeper and no more numerous than the limits, no length beyond the bytes, no
 * extension types, and maps with string keys none of which reaches into prototypes. What passes is safe to unpack.
 */
import { limits } from '../limits.ts';
import { forbiddenNames } from '../pipeline/untrusted-json.ts';

/** What is wrong with the bytes, or null. */
export function faultIn(bytes: Uint8Array): string | null {
  if (bytes.length > limits.wireMessageBytesMax) return `longer than ${limits.wireMessageBytesMax} bytes`;
  const reader: Reader = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: 0,
    items: 0,
  };
  const fault = skipValue(reader, 0);
  if (fault !== null) return fault;
  return reader.at === bytes.length ? null : 'more bytes than one value';
}

type Reader = { readonly bytes: Uint8Array; readonly view: DataView; at: number; items: number };

/** Widths of the length that follows: `str 8`, `str 16`, `str 32` and the like. */
type Head =
  | { readonly type: 'scalar'; readonly size: number }
  | { readonly type: 'text' | 'bytes' | 'array' | 'map'; readonly length: number }
  | { readonly type: 'fault'; readonly fault: string };

function skipValue(reader: Reader, depth: number): string | null {
  if (depth > limits.wireDepthMax) return `nested deeper than ${limits.wireDepthMax}`;
  reader.items += 1;
  if (reader.items > limits.wireItemsMax) return `more than ${limits.wireItemsMax} values`;
  const head = readHead(reader);
  switch (head.type) {
    case 'fault':
      return head.fault;
    case 'scalar':
      return skip(reader, head.size);
    case 'text':
    case 'bytes':
      return skip(reader, head.length);
    case 'array':
      return skipEach(head.length, () => skipValue(reader, depth + 1));
    case 'map':
      return skipEach(head.length, () => skipKey(reader) ?? skipValue(reader, depth + 1));
  }
}

function skipEach(count: number, skipOne: () => string | null): string | null {
  for (let index = 0; index < count; index += 1) {
    const fault = skipOne();
    if (fault !== null) return fault;
  }
  return null;
}

function skipKey(reader: Reader): string | null {
  const head = readHead(reader);
  if (head.type === 'fault') return head.fault;
  if (head.type !== 'text') return 'a map key that is not text';
  const start = reader.at;
  const fault = skip(reader, head.length);
  if (fault !== null) return fault;
  const name = head.length > longestForbidden ? '' : ascii(reader.bytes.subarray(start, reader.at));
  return forbiddenNames.has(name) ? `a map key ${name}` : null;
}

const longestForbidden = Math.max(...[...forbiddenNames].map((name) => name.length));
const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function skip(reader: Reader, size: number): string | null {
  if (reader.at + size > reader.bytes.length) return 'a value that goes on beyond the bytes';
  reader.at += size;
  return null;
}

function readHead(reader: Reader): Head {
  const first = reader.bytes[reader.at];
  if (first === undefined) return { type: 'fault', fault: 'a value that goes on beyond the bytes' };
  reader.at += 1;
  if (first <= 0x7f || first >= 0xe0) return { type: 'scalar', size: 0 };
  if (first <= 0x8f) return { type: 'map', length: first & 0x0f };
  if (first <= 0x9f) return { type: 'array', length: first & 0x0f };
  if (first <= 0xbf) return { type: 'text', length: first & 0x1f };
  return heads.get(first)?.(reader) ?? { type: 'fault', fault: `a value of type 0x${first.toString(16)}` };
}

const scalar = (size: number) => (): Head => ({ type: 'scalar', size });
const sized =
  (type: 'text' | 'bytes' | 'array' | 'map', width: 1 | 2 | 4) =>
  (reader: Reader): Head => {
    const { view, at } = reader;
    const fault = skip(reader, width);
    if (fault !== null) return { type: 'fault', fault };
    const length = width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
    return { type, length };
  };

/** Extensions (0xc7 to 0xc9, 0xd4 to 0xd8) and the unused 0xc1 are missing on purpose. */
const heads: ReadonlyMap<number, (reader: Reader) => Head> = new Map([
  ...[0xc0, 0xc2, 0xc3].map((first) => [first, scalar(0)] as const),
  [0xc4, sized('bytes', 1)],
  [0xc5, sized('bytes', 2)],
  [0xc6, sized('bytes', 4)],
  [0xca, scalar(4)],
  [0xcb, scalar(8)],
  [0xcc, scalar(1)],
  [0xcd, scalar(2)],
  [0xce, scalar(4)],
  [0xcf, scalar(8)],
  [0xd0, scalar(1)],
  [0xd1, scalar(2)],
  [0xd2, scalar(4)],
  [0xd3, scalar(8)],
  [0xd9, sized('text', 1)],
  [0xda, sized('text', 2)],
  [0xdb, sized('text', 4)],
  [0xdc, sized('array', 2)],
  [0xdd, sized('array', 4)],
  [0xde, sized('map', 2)],
  [0xdf, sized('map', 4)],
]);
