/** The text codec of Node: its native UTF-8, called on any byte array without making a Buffer of it first. */
import { Buffer } from 'node:buffer';
import type { TextCodec } from '../../api/index.ts';

type Slice = (this: Uint8Array, start: number, end: number) => string;

/** A method of Buffer that Node has had since version 0.1 and its type declarations leave out. */
const utf8Slice = Reflect.get(Buffer.prototype, 'utf8Slice') as Slice;

export const nativeText: TextCodec = {
  decode: (bytes, start, end) => utf8Slice.call(bytes, start, end),
  encode: (text) => Buffer.from(text, 'utf8'),
};
