// Were the generated reader to accept what JSON.parse refuses, or to read a value differently, records would silently change.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { jsonDecoder } from './json.ts';
import { readerFor } from './json-shape.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.double({ min: -1000, max: 1000, noNaN: true }).map((value) => Math.round(value * 10000) / 10000),
);
const field = fc.oneof(number, fc.string(), fc.string({ unit: 'grapheme' }), fc.boolean());
const record = fc.record({
  side: fc.integer({ min: 0, max: 2 }),
  id: fc.string({ minLength: 0, maxLength: 40 }),
  price: number,
  open: fc.boolean(),
  free: field,
});

/** JSON in the ways in which writers write it, and damaged in the ways in which it arrives. */
const styles: readonly ((value: object) => string)[] = [
  (value) => JSON.stringify(value),
  (value) =>
    `{${Object.entries(value)
      .map(([name, content]) => `${JSON.stringify(name)}: ${JSON.stringify(content)}`)
      .join(', ')}}`,
  (value) => JSON.stringify(value, null, 1).replaceAll('\n', ' '),
  (value) => JSON.stringify(Object.fromEntries(Object.entries(value).toReversed())),
];

const read = (decode: ReturnType<typeof jsonDecoder>, line: string): unknown => {
  const bytes = plainText.encode(`xx${line}yy`);
  try {
    return { value: decode(bytes, { start: 2, end: bytes.length - 2 }) };
  } catch {
    return 'refused';
  }
};
const parsed = (line: string): unknown => {
  try {
    return { value: line === '' ? null : JSON.parse(line) };
  } catch {
    return 'refused';
  }
};

describe('the decoder generated for a shape of NDJSON', () => {
  it('reads every line exactly as JSON.parse does, whatever the style', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 20 }), fc.nat(3), fc.nat(3), (records, first, other) => {
        const decode = jsonDecoder(plainText, null);
        records.forEach((value, index) => {
          const line = (styles[index % 5 === 4 ? other : first] ?? JSON.stringify)(value);
          expect(read(decode, line)).toEqual(parsed(line));
        });
      }),
    );
  });

  it('agrees with JSON.parse on lines with any one byte changed, removed or added', () => {
    const good = '{"side":1,"price":-12.50,"id":"AAPL","open":true}';
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.constantFrom('change', 'remove', 'add'),
        fc.constantFrom(...'{}":,.-+0123456789eEtrufalsn \\\u0000\u007fé'),
        (at, how, character) => {
          const line =
            good.slice(0, at) + (how === 'remove' ? '' : character) + good.slice(how === 'add' ? at : at + 1);
          const decode = jsonDecoder(plainText, null);
          read(decode, good);
          expect(read(decode, line)).toEqual(parsed(line));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('reads numbers to the last bit', () => {
    const decode = jsonDecoder(plainText, null);
    read(decode, '{"n":1}');
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.nat(18), (digits, decimals) => {
        const text = digits
          .toString()
          .replace('-', '')
          .padStart(decimals + 1, '0');
        const line = `{"n":${digits < 0n ? '-' : ''}${text.slice(0, text.length - decimals)}${decimals > 0 ? `.${text.slice(-decimals)}` : ''}}`;
        expect(read(decode, line)).toEqual(parsed(line));
      }),
      { numRuns: 3000 },
    );
    expect(Object.is((read(decode, '{"n":-0}') as { value: { n: number } }).value.n, -0)).toBe(true);
  });

  it('is not made for lines with nested values, no fields, or names that code could mistake', () => {
    for (const value of [{ a: { b: 1 } }, { a: [1] }, { a: null }, {}, [1], 'text', 7, JSON.parse('{"__proto__":1}')]) {
      expect(readerFor(JSON.stringify(value), value, plainText)).toBeNull();
    }
  });

  it('takes field names with any printable character for what they are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.integer(), { minKeys: 1 }), (value) => {
        const decode = jsonDecoder(plainText, null);
        const line = JSON.stringify(value);
        read(decode, line);
        expect(read(decode, line)).toEqual(parsed(line));
      }),
    );
  });
});
