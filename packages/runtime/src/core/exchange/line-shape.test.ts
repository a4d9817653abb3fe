// Lines that travel as they came. What would break: a receiver reads other fields than were sent, or mixes lines up with
// plain records and lines of another shape.
import { type LazyRecord, lineReader, lineShapeOf } from '@potoroo/shared/record-layout';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { Arena } from './arena.ts';
import { copyRecord } from './copy-record.ts';
import { RecordDecoder, RecordEncoder } from './record-codec.ts';

const ascii = fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '~', '{', ':'), maxLength: 300 });
const order = fc.record({ symbol: ascii, price: fc.integer({ min: -9_999, max: 9_999 }), open: fc.boolean() });
const tick = fc.record({ symbol: ascii, bid: fc.integer({ min: 0, max: 99 }) });
const sent = fc.record({ record: fc.oneof(order, tick), asLine: fc.boolean() });

const readers = [
  { symbol: '', price: 1, open: true },
  { symbol: '', bid: 1 },
].map((value) => {
  const shape = lineShapeOf(JSON.stringify(value), value);
  if (shape === null) throw new Error('a shape of lines');
  return lineReader(shape, plainText);
});

function lineOf(record: object): LazyRecord {
  const bytes = plainText.encode(`..${JSON.stringify(record)}\n`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader = readers.find(({ scan }) => scan(bytes, view, 2) === bytes.length - 1);
  if (reader === undefined) throw new Error('the line has one of the shapes');
  return reader.record;
}

it('arrive with their fields, however long, among plain records and lines of another shape', () => {
  fc.assert(
    fc.property(fc.array(sent, { minLength: 1, maxLength: 30 }), (records) => {
      const arena = new Arena(64);
      const encoder = new RecordEncoder(plainText);
      for (const { record, asLine } of records) encoder.write(asLine ? lineOf(record) : record, arena);
      const bytes = arena.take();
      const cursor = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at: 0 };
      const decoder = new RecordDecoder(plainText);
      for (const { record } of records) expect(copyRecord(decoder.read(cursor), plainText)).toEqual(record);
      expect(cursor.at).toBe(bytes.length);
    }),
  );
});

it.each([
  ['AAPL', 3],
  ['x'.repeat(254), 3],
  ['x'.repeat(255), 7],
  ['x'.repeat(70_000), 7],
])(
  'cost their bytes, a tag and a byte a field, or five for one that is long, once their shape is known',
  (symbol, lengths) => {
    const arena = new Arena(1_024);
    const encoder = new RecordEncoder(plainText);
    const record = { symbol, price: 12, open: true };
    encoder.write(lineOf(record), arena);
    const before = arena.at;
    encoder.write(lineOf(record), arena);
    expect(arena.at - before).toBe(JSON.stringify(record).length + 1 + lengths);
  },
);
