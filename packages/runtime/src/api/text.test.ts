// The plain codec runs where there is no native one, in the simulator and the browser: were it to differ from a host's
// codec by one replacement character, a run would not be the same everywhere.
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from './text.ts';

const broken = [
  [0x80],
  [0xc3],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
  [0xc0, 0x80],
  [0xe0, 0x80, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88],
  [0xff],
  [0x61, 0xe2, 0x82, 0x62],
  [0xf0, 0x9f, 0xc3, 0xa9],
];
/** Bytes that are likely to be nearly UTF-8: leads and continuations rather than noise. */
const nearlyUtf8 = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x80, 0xbf, 0x9f, 0xa0, 0x90, 0x8f, 0xc2, 0xe0, 0xe2, 0xed, 0xf0, 0xf1, 0xf4, 0x61),
  ),
  { maxLength: 24 },
);

describe('the plain text codec', () => {
  it('encodes any string as Buffer does, half surrogate pairs included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Buffer.from(plainText.encode(text)).equals(Buffer.from(text, 'utf8'))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    for (const text of ['\ud83d', 'a\udc00', '\ude00\ud83d', '😀'])
      expect(Buffer.from(plainText.encode(text))).toEqual(Buffer.from(text, 'utf8'));
  });

  it('decodes any bytes as Buffer does, each broken sequence as one U+FFFD', () => {
    for (const bytes of broken)
      expect(plainText.decode(Uint8Array.from(bytes), 0, bytes.length)).toBe(Buffer.from(bytes).toString('utf8'));
    fc.assert(
      fc.property(nearlyUtf8, (bytes) => {
        expect(plainText.decode(Uint8Array.from(bytes), 0, bytes.length)).toBe(Buffer.from(bytes).toString('utf8'));
      }),
      { numRuns: 5_000 },
    );
  });

  it('decodes only the stretch it is asked for', () => {
    fc.assert(
      fc.property(nearlyUtf8, fc.nat(24), fc.nat(24), (bytes, first, second) => {
        const [start, end] = [Math.min(first, second, bytes.length), Math.min(Math.max(first, second), bytes.length)];
        expect(plainText.decode(Uint8Array.from(bytes), start, end)).toBe(
          Buffer.from(bytes).toString('utf8', start, end),
        );
      }),
    );
  });

  it('gives back every text without half surrogate pairs', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const bytes = plainText.encode(text);
        expect(plainText.decode(bytes, 0, bytes.length)).toBe(text);
      }),
    );
  });
});
