/** The text codec of Node: native UTF-8. */
import { Buffer } from 'node:buffer';
import type { TextCodec } from '../../api/index.ts';

export const nativeText: TextCodec = {
  decode: (bytes, start, end) => asBuffer(bytes).toString('utf8', start, end),
  encode: (text) => Buffer.from(text, 'utf8'),
};

const asBuffer = (bytes: Uint8Array): Buffer => (bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
