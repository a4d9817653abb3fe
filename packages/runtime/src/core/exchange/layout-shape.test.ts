// Records that travel as the bytes they came in. What would break: a receiver reads other fields than were sent, or a
// channel mixes them up with plain records.
import type { RecordLayout } from '@potoroo/shared/record-layout';
import { layoutEncoder, lazyReader } from '@potoroo/shared/record-layout';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { Arena } from './arena.ts';
import { copyRecord } from './copy-record.ts';
import { RecordDecoder, RecordEncoder } from './record-codec.ts';

const layout = (padding: 'none' | 'spaces-before'): RecordLayout => ({
  byteOrder: 'big',
  fields: [
    { name: 'kind', type: 'u8', equals: 1 },
    { name: 'symbol', type: 'text', bytes: 4, padding },
    { name: 'price', type: 'f64', at: 7 },
    { name: 'isLast', type: 'boolean' },
  ],
});
const layouts = [layout('none'), layout('spaces-before')];
const host = { text: plainText, refusal: (message: string) => new RangeError(message) };
const readers = layouts.map((each) => lazyReader(each, host));

function bytesOf(record: unknown): Uint8Array {
  const bytes = new Uint8Array(16);
  layoutEncoder(layout('none'), host)(record, { bytes, view: new DataView(bytes.buffer), room: () => undefined }, 0);
  return bytes;
}

const plain = fc.record({
  symbol: fc.string({ unit: fc.constantFrom('A', 'B'), minLength: 4, maxLength: 4 }),
  price: fc.double({ noNaN: true }),
  isLast: fc.boolean(),
});
const sent = fc.record({ record: plain, as: fc.constantFrom('plain', 'lazy', 'other lazy') });

it('arrive with their fields, among plain records and records of another layout', () => {
  fc.assert(
    fc.property(fc.array(sent, { minLength: 1, maxLength: 30 }), (records) => {
      const arena = new Arena(64);
      const encoder = new RecordEncoder(plainText);
      for (const { record, as } of records) {
        const bytes = bytesOf(record);
        const reader = readers[as === 'lazy' ? 0 : 1];
        const lazy = reader?.checked(bytes, new DataView(bytes.buffer), 0, bytes.length);
        encoder.write(as === 'plain' ? record : lazy, arena);
      }
      const bytes = arena.take();
      const cursor = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at: 0 };
      const decoder = new RecordDecoder(plainText);
      for (const { record } of records) expect(copyRecord(decoder.read(cursor), plainText)).toEqual(record);
      expect(cursor.at).toBe(bytes.length);
    }),
  );
});

it('cost their bytes and a tag once their layout is known', () => {
  const arena = new Arena(1_024);
  const encoder = new RecordEncoder(plainText);
  const bytes = bytesOf({ symbol: 'ABBA', price: 1, isLast: true });
  const ends = [1, 2, 3].map(() => {
    encoder.write(readers[0]?.checked(bytes, new DataView(bytes.buffer), 0, 16), arena);
    return arena.at;
  });
  expect((ends[2] ?? 0) - (ends[1] ?? 0)).toBe(17);
});
