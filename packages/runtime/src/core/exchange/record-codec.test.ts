// A record must be the same whether it stayed on its worker or travelled: a pipeline would otherwise compute one thing on one
// worker and another on three. Both ends learn shapes from the stream, so one definition lost or learnt twice would turn
// every later record into a different one.
import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import { plainText } from '../../api/index.ts';
import { nativeText } from '../../hosts/node/native-text.ts';
import { Arena } from './arena.ts';
import { cursorOver } from './channel-in.ts';
import { copyRecord } from './copy-record.ts';
import { RecordDecoder, RecordEncoder } from './record-codec.ts';

/** Sends records through one encoder and decoder, a frame at a time, in a buffer that is used again after each frame. */
function travel(records: readonly unknown[], perFrame = records.length, text = plainText): readonly unknown[] {
  const [encoder, decoder, arena] = [new RecordEncoder(text), new RecordDecoder(text), new Arena(64)];
  const arrived: unknown[] = [];
  for (let from = 0; from < records.length; from += perFrame) {
    const sent = records.slice(from, from + perFrame);
    for (const record of sent) encoder.write(record, arena);
    const frame = arena.take().slice();
    const cursor = cursorOver(frame, 0);
    for (const _ of sent) arrived.push(decoder.read(cursor));
    expect(cursor.at, 'the decoder reads exactly what the encoder wrote').toBe(frame.length);
    frame.fill(0xff);
  }
  return arrived;
}

const one = (record: unknown): unknown => travel([record])[0];
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 250, maxLength: 400 }),
  fc.constantFrom(
    '\ud800',
    'a\udc00',
    'x'.repeat(253),
    'x'.repeat(254),
    'x'.repeat(255),
    'é'.repeat(300),
    `\udfff${'x'.repeat(300)}`,
  ),
);
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, 2 ** 53),
);
const anyName = fc.oneof(
  anyText,
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '0',
    '1',
    '10',
    '-1',
    '01',
    '',
    'a',
    'b',
    'c',
    'length',
    'a"b',
    'a\u0000number:b',
  ),
);
const simple = fc.oneof(anyNumber, anyText, fc.boolean(), fc.constant(null));
/** Own fields of any name, in the order drawn. */
const objectOf = (value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.array(fc.tuple(anyName, value), { maxLength: 6 }).map((pairs) => {
    const made = {};
    for (const [name, field] of pairs)
      Object.defineProperty(made, name, { value: field, writable: true, enumerable: true, configurable: true });
    return made;
  });
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    objectOf(simple),
    fc.constant(undefined),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.float64Array(),
    fc.int32Array(),
    objectOf(tie('value')),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
  ),
}));

const namesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

describe('records of one channel', () => {
  it('arrive as they were sent, of any shapes in any order, however they are divided into frames', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (records, perFrame) => {
        const arrived = travel(records, perFrame);
        deepStrictEqual(arrived, records);
        expect(arrived.map(namesOf)).toEqual(records.map(namesOf));
      }),
      { numRuns: 600 },
    );
  });

  it('arrive as they were sent with the native text codec too', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 10 }), (records) =>
        deepStrictEqual(travel(records, 3, nativeText), records),
      ),
      { numRuns: 200 },
    );
  });

  it('are the same as a copy that stayed', () => {
    fc.assert(
      fc.property(anyValue, (record) => deepStrictEqual(copyRecord(record, plainText), one(record))),
      { numRuns: 300 },
    );
  });

  it('keep -0, NaN and the infinities, in fields and nested', () => {
    const numbers = [-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const n of numbers) {
      expect(one(n)).toBe(n);
      expect(one({ n })).toStrictEqual({ n });
      expect(one({ nested: [n] })).toStrictEqual({ nested: [n] });
    }
  });

  it('keep a date that is none', () => {
    expect(one({ at: new Date(Number.NaN) })).toStrictEqual({ at: new Date(Number.NaN) });
  });

  it('keep the order of their fields, also when the latest shape has the same fields in another order', () => {
    const records = [
      { a: 1, b: 2 },
      { b: 3, a: 4 },
      { a: 5, b: 6 },
    ];
    expect(travel(records).map(namesOf)).toEqual([
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'b'],
    ]);
  });

  it('are not mistaken for the latest shape: arrays, dates, maps and sets after empty and numbered objects', () => {
    const records = [
      {},
      [],
      new Date(5),
      new Map([['a', 1]]),
      new Set([1]),
      {},
      { 0: 1, 1: 2 },
      [1, 2],
      Uint8Array.of(1, 2),
    ];
    expect(travel(records)).toStrictEqual(records);
  });

  it('do not confuse two shapes whose names could be read as one another', () => {
    const records = [{ a: 'x', b: 1 }, { 'a\u0000number:b': 'x' }, { 'a,number 1 b': 'x' }, { a: 'y', b: 2 }];
    expect(travel(records)).toStrictEqual(records);
  });

  it('may gain a field, lose one, or have one that is undefined', () => {
    const records = [
      { a: 1 },
      { a: 1, b: 'x' },
      { a: 2 },
      { a: 3, b: undefined },
      { a: 4, b: null },
      { a: 5, b: 'y', c: true },
      { a: null },
    ];
    expect(travel(records, 2)).toStrictEqual(records);
  });

  it('may have more shapes than a channel learns', () => {
    const records = Array.from({ length: 600 }, (_, index) => ({
      [`field${index % 200}`]: index,
      [`text${index % 200}`]: `t${index}`,
    }));
    expect(travel(records, 7)).toStrictEqual(records);
  });

  it('may have more fields than a shape holds', () => {
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, index]));
    expect(travel([wide, { f0: 0 }, wide])).toStrictEqual([wide, { f0: 0 }, wide]);
  });

  it('arrive as plain objects where they had no prototype or a class', () => {
    class Point {
      x = 1;
      y = 2;
    }
    const bare: unknown = Object.assign(Object.create(null) as object, { a: 1 });
    expect(travel([bare, new Point(), { nested: new Point() }])).toStrictEqual([
      { a: 1 },
      { x: 1, y: 2 },
      { nested: { x: 1, y: 2 } },
    ]);
  });

  it('own their bytes: nothing of them lies in the buffer of the link', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index);
    expect(travel([{ bytes }, bytes, [bytes.subarray(3, 9)]], 1)).toStrictEqual([
      { bytes },
      bytes,
      [bytes.slice(3, 9)],
    ]);
  });
});

describe('a record that cannot travel', () => {
  it('leaves the arena and the shapes as they were, so that what follows arrives', () => {
    const [encoder, decoder, arena] = [new RecordEncoder(plainText), new RecordDecoder(plainText), new Arena(64)];
    let reads = 0;
    // The field is a number when its shape is taken and a function when it is written.
    const fickle = {
      get value(): unknown {
        return reads++ === 0 ? 1 : () => undefined;
      },
    };
    encoder.write({ a: 1 }, arena);
    const before = arena.at;
    expect(() => encoder.write(fickle, arena)).toThrow(TypeError);
    expect(() => encoder.write({ a: [() => 1] }, arena)).toThrow(TypeError);
    expect(() => encoder.write({ big: 'x'.repeat(limits.frameBytesMax) }, arena)).toThrow(/bytes long/);
    expect(arena.at).toBe(before);
    const after = [{ a: 2 }, { value: 3 }, { big: 'small' }, { b: true }];
    for (const record of after) encoder.write(record, arena);
    const cursor = cursorOver(arena.take(), 0);
    expect([{ a: 1 }, ...after].map(() => decoder.read(cursor))).toStrictEqual([{ a: 1 }, ...after]);
  });

  it('and whose shape changes while it is written travels as what it was read as', () => {
    let reads = 0;
    const fickle = {
      get value(): unknown {
        return reads++ % 2 === 0 ? 1 : 'text';
      },
    };
    expect(travel([fickle, { value: 2 }, { value: 'x' }]).slice(1)).toStrictEqual([{ value: 2 }, { value: 'x' }]);
  });
});
