// Were the generated reader to accept what JSON.parse refuses, or to read a value differently, records would silently change.
import { nodeId, stageId } from '@potoroo/shared/ids';
import { LazyRecord, lineShapeOf, wholeRecord } from '@potoroo/shared/record-layout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { byteSource } from '../byte-source.ts';
import { JsonLines } from './json.ts';

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

const jsonLines = (lazy = false): JsonLines => new JsonLines({ text: plainText, shape: null, lazy, shapes: new Map() });

const read = ({ decode }: JsonLines, line: string): unknown => {
  const bytes = plainText.encode(`xx${line}yy`);
  try {
    return { value: wholeRecord(decode(bytes, { start: 2, end: bytes.length - 2 })) };
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

/** What a source of NDJSON takes and refuses; as `lines` each line is found first and handed to JSON.parse. */
function takenFrom(bytes: Uint8Array, chunkBytes: number, format: 'ndjson' | 'lines' = 'ndjson'): readonly unknown[] {
  const taken: unknown[] = [];
  const count = { recordsIn: 0, recordsOut: 0 };
  const take = (value: unknown): void => {
    taken.push(wholeRecord(value));
  };
  const operator = byteSource({
    stage: {
      kind: 'source',
      id: stageId(0),
      name: 'in',
      node: nodeId('in'),
      connector: { type: 'file', path: 'in', format, rate: null },
      decode: null,
      generate: null,
      shape: null,
      lazy: true,
      outputs: [],
      steps: [],
    },
    snippets: { of: () => ({ default: () => null, memory: null }), nodeOf: () => nodeId('none') },
    watching: { by: null },
    byBytes: null,
    push: (value) => {
      if (format === 'ndjson') return take(value);
      if (value === '') return;
      try {
        take(JSON.parse(String(value)));
      } catch {
        taken.push('refused');
      }
    },
    wiring: {
      reading: { bytes: 0 },
      count: () => count,
      valve: () => undefined,
      fail: () => void taken.push('refused'),
      outlet: () => {
        throw new Error('the records are taken before they leave');
      },
    },
    text: plainText,
  });
  if (operator.type !== 'bytes') throw new Error('a source of bytes');
  const intake = operator.open({ offset: 0, memo: null }, 0);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    intake.push(bytes.slice(at, at + chunkBytes));
    intake.run({ blocked: false }, Number.POSITIVE_INFINITY);
  }
  intake.end();
  intake.run({ blocked: false }, Number.POSITIVE_INFINITY);
  return taken;
}

describe('the reader generated for a shape of NDJSON', () => {
  it('reads every line exactly as JSON.parse does, whatever the style, field by field too', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 20 }), fc.nat(3), fc.nat(3), (records, first, other) => {
        const decode = jsonLines(records.length % 2 === 0);
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
          const decode = jsonLines();
          read(decode, good);
          expect(read(decode, line)).toEqual(parsed(line));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('reads numbers to the last bit', () => {
    const decode = jsonLines();
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
      expect(lineShapeOf(JSON.stringify(value), value)).toBeNull();
    }
  });

  it('takes field names with any printable character for what they are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.integer(), { minKeys: 1 }), (value) => {
        const decode = jsonLines();
        const line = JSON.stringify(value);
        read(decode, line);
        expect(read(decode, line)).toEqual(parsed(line));
      }),
    );
  });

  it('gives the fields of a line that stays bytes one by one, and those it does not have as undefined', () => {
    const lines = jsonLines(true);
    const fieldsOf = (line: string): unknown => {
      const bytes = plainText.encode(line);
      const value = lines.decode(bytes, { start: 0, end: bytes.length }) as Readonly<Record<string, unknown>>;
      return ['side', 'id', 'price', 'open', 'other'].map((name) => value[name]);
    };
    fc.assert(
      fc.property(record, (value) => {
        const { side, id, price, open } = JSON.parse(JSON.stringify(value));
        expect(fieldsOf(JSON.stringify(value))).toEqual([side, id, price, open, undefined]);
      }),
    );
  });

  it('is the one for the lines of now, however often they have changed to a shape that came before', () => {
    const lines = jsonLines(true);
    const staysBytes = (line: string): boolean => {
      const bytes = plainText.encode(line);
      return lines.decode(bytes, { start: 0, end: bytes.length }) instanceof LazyRecord;
    };
    const block = (line: string): boolean => Array.from({ length: 100 }, () => staysBytes(line)).at(-1) ?? false;
    for (let turn = 0; turn < 40; turn++) {
      expect(block('{"order":1}')).toBe(true);
      expect(block('{"nested":{}}')).toBe(false);
      expect(block('{"quote":"A","bid":2}')).toBe(true);
    }
    // Ever new ones are not learned for ever.
    const others = Array.from({ length: 40 }, (_, index) => block(`{"other${index}":1}`));
    expect(others.filter((isKnown) => isKnown)).toHaveLength(14);
    expect(block('{"order":1}')).toBe(true);
  });

  it('is there for each of the shapes that lines have by turns', () => {
    const lines = jsonLines(true);
    const kinds = ['{"order":1,"price":2.5}', '{"order":1,"note":"x"}', '{"quote":"A"}', '{"quote":"A","bid":true}'];
    const staysBytes = (line: string): boolean => {
      const bytes = plainText.encode(line);
      const value = lines.decode(bytes, { start: 0, end: bytes.length });
      expect(wholeRecord(value)).toEqual(JSON.parse(line));
      return value instanceof LazyRecord;
    };
    const turns = Array.from({ length: 300 }, () => kinds.map(staysBytes));
    expect(turns[0]).toEqual([false, false, false, false]);
    expect(turns.at(-1)).toEqual([true, true, true, true]);
  });

  it('finds the end of a line as looking for it would, within any chunks', () => {
    const good = { side: 1, price: -12.5, id: 'AAPL', open: true };
    const line = fc.oneof(
      { weight: 4, arbitrary: record.map((value) => JSON.stringify({ ...good, ...value, free: undefined })) },
      fc.constantFrom('', ' ', JSON.stringify(good), `${JSON.stringify(good)} `, '{"side":1', '{}', 'x'),
    );
    const text = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n', '\n\n')), { maxLength: 30 });
    fc.assert(
      fc.property(text, fc.boolean(), fc.integer({ min: 1, max: 200 }), (lines, ends, chunkBytes) => {
        const whole = [[JSON.stringify(good), '\n'] as const, ...lines].flat();
        const bytes = plainText.encode((ends ? whole : whole.slice(0, -1)).join(''));
        expect(takenFrom(bytes, chunkBytes)).toEqual(takenFrom(bytes, bytes.length + 1, 'lines'));
      }),
    );
  });
});
