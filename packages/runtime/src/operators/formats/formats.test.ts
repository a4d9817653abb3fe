// Bytes reach a source in whatever chunks a disk or a network makes: were the records to depend on the chunks, a run would
// not be the same twice. A wrong quote or a field of the wrong type must cost one record and say so, not shift a column.
import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import type { RecordShape } from '@potoroo/shared/topology';
import { plainText } from '../../api/index.ts';
import type { Outlet } from '../../api/index.ts';
import { ByteStream } from './byte-stream.ts';
import { splitCells, toCell } from './csv.ts';
import { createDecoder } from './decoder.ts';
import { createEncoder } from './encoder.ts';
import type { Framer } from './framer.ts';
import { nextFrame, nextLine, nextRecord } from './framer.ts';

type Cut = { readonly records: readonly string[]; readonly broken: readonly string[]; readonly offset: number };

/** Cuts the chunks into records; bytes are copied out at once and the chunks are spoilt after use, as a host may. */
function cut(framer: Framer, chunks: readonly Uint8Array[], text = plainText): Cut {
  const stream = new ByteStream();
  const span = { start: 0, end: 0 };
  const [records, broken]: [string[], string[]] = [[], []];
  const drain = (): void => {
    const next = () => nextRecord(framer, stream, span);
    for (let found = next(); found !== 'nothing'; found = next()) {
      if (found === 'record') records.push(text.decode(stream.bytes, span.start, span.end));
      else broken.push(found.broken);
    }
    stream.settle();
  };
  let pushed = 0;
  for (const chunk of chunks) {
    const own = chunk.slice();
    stream.push(own);
    pushed += chunk.length;
    drain();
    own.fill(0x21);
    expect(stream.offset + stream.left).toBe(pushed);
  }
  stream.end();
  drain();
  return { records, broken, offset: stream.offset };
}

const bytesOf = (text: string): Uint8Array => plainText.encode(text);
function chunked(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const at = [0, ...cuts.map((each) => each % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}
function framed(...payloads: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    payloads.flatMap((payload) => [
      payload.length >>> 24,
      (payload.length >> 16) & 255,
      (payload.length >> 8) & 255,
      payload.length & 255,
      ...payload,
    ]),
  );
}
const cuts = fc.array(fc.nat(400), { maxLength: 12 });
const lineText = fc
  .array(fc.constantFrom('a', 'é', '😀', ',', '"', '\r', '\n', '\r\n', '\n\n', 'word'), { maxLength: 40 })
  .map((parts) => parts.join(''));

describe('lines', () => {
  it('are the same records over any chunks, and the offset is the bytes consumed', () => {
    fc.assert(
      fc.property(lineText, cuts, (text, at) => {
        const bytes = bytesOf(text);
        const whole = cut(nextLine, [bytes]);
        expect(cut(nextLine, chunked(bytes, at))).toEqual(whole);
        expect(whole.offset).toBe(bytes.length);
        const lines = text.split('\n');
        expect(whole.records).toEqual(
          (lines.at(-1) === '' ? lines.slice(0, -1) : lines).map((line) => line.replace(/\r$/, '')),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('may be empty, end with CR LF, and the last one needs no line end', () => {
    expect(cut(nextLine, [bytesOf('a\r\n\n\r\nb')])).toEqual({ records: ['a', '', '', 'b'], broken: [], offset: 7 });
    expect(cut(nextLine, [bytesOf('')]).records).toEqual([]);
    expect(cut(nextLine, [bytesOf('a\r'), bytesOf('\nb\r')]).records).toEqual(['a', 'b']);
  });

  it('that are too long are one failure each, and the next line is a record again, over any chunks', () => {
    const long = new Uint8Array(limits.lineBytesMax + 1).fill(0x78);
    const bytes = bytesOf('before\n');
    const rest = bytesOf('tail of the long line\nafter\n');
    const expected = { records: ['before', 'after'], offset: bytes.length + long.length + rest.length };
    const joined = new Uint8Array(expected.offset);
    joined.set(bytes);
    joined.set(long, bytes.length);
    joined.set(rest, bytes.length + long.length);
    for (const chunks of [
      [joined],
      [bytes, long, rest],
      chunked(joined, [limits.lineBytesMax + 20, limits.lineBytesMax + 12]),
    ]) {
      const result = cut(nextLine, chunks);
      expect(result).toMatchObject(expected);
      expect(result.broken).toHaveLength(1);
      expect(result.broken[0]).toMatch(/a line is longer than 16777216 bytes/);
    }
  });
});

describe('frames', () => {
  it('are the same records over any chunks, torn anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 8 }),
        fc.nat(6),
        cuts,
        (payloads, missing, at) => {
          const all = framed(...payloads.map(bytesOf));
          const bytes = all.subarray(0, Math.max(0, all.length - missing));
          const whole = cut(nextFrame, [bytes]);
          expect(cut(nextFrame, chunked(bytes, at))).toEqual(whole);
          expect(whole.records).toEqual(payloads.slice(0, whole.records.length));
          if (missing === 0) expect(whole).toEqual({ records: payloads, broken: [], offset: all.length });
        },
      ),
      { numRuns: 400 },
    );
  });

  it('that are cut off by the end of the stream are one failure that says how much is left', () => {
    const bytes = framed(bytesOf('whole'), bytesOf('cut off'));
    expect(cut(nextFrame, [bytes.subarray(0, -3)])).toEqual({
      records: ['whole'],
      broken: ['the stream ended inside a frame: 8 bytes are left over'],
      offset: bytes.length - 3,
    });
    expect(cut(nextFrame, [Uint8Array.of(0, 0)]).broken).toEqual([
      'the stream ended inside a frame: 2 bytes are left over',
    ]);
  });

  it('that say they are too long give up the stream: one failure, and nothing after it is taken for a frame', () => {
    const good = framed(bytesOf('ok'));
    const bytes = Uint8Array.from([...good, ...bytesOf('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), ...good]);
    const whole = cut(nextFrame, [bytes]);
    expect(whole.records).toEqual(['ok']);
    expect(whole.broken).toHaveLength(1);
    expect(whole.broken[0]).toMatch(/a frame says it is 1195725856 bytes long, more than 16777216/);
    for (let size = 1; size < bytes.length; size++) {
      expect(
        cut(
          nextFrame,
          chunked(
            bytes,
            Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => index * size),
          ),
        ),
      ).toEqual(whole);
    }
  });

  it('may use the highest bit of their length without it turning negative', () => {
    expect(cut(nextFrame, [Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1)]).broken[0]).toMatch(/4294967295 bytes long/);
  });
});

describe('CSV cells', () => {
  const cell = fc
    .oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', ',', '"', '""', '","', ' a ', '"a"', 'a"b,c'))
    .filter((text) => !/[\r\n]/.test(text));

  it('come back as they were, whatever quotes and commas they hold', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) =>
        deepStrictEqual(splitCells(cells.map(toCell).join(',')), cells),
      ),
      { numRuns: 1_000 },
    );
  });

  it('are refused where a quote is not closed or something follows it', () => {
    expect(() => splitCells('a,"b')).toThrow('not closed');
    expect(() => splitCells('"a"b,c')).toThrow('followed by something other than a comma');
  });
});

const shape: RecordShape = {
  fields: [
    { name: 'id', type: 'string', optional: false },
    { name: 'price', type: 'number', optional: false },
    { name: 'open', type: 'boolean', optional: true },
  ],
};

function decodeLines(
  format: 'csv' | 'ndjson' | 'lines',
  of: RecordShape,
  lines: readonly string[],
): readonly unknown[] {
  const decode = createDecoder({ format, decode: null, shape: of, text: plainText });
  return lines.map((line) => {
    const bytes = bytesOf(line);
    try {
      return decode(bytes, { start: 0, end: bytes.length });
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  });
}

describe('a CSV source', () => {
  it('names its fields by the header, in any order, and types them by the record type', () => {
    expect(decodeLines('csv', shape, ['\uFEFFprice, open ,id,extra', '1.5,true,"a,b",x', '-0,false,é,', ''])).toEqual([
      null,
      { price: 1.5, open: true, id: 'a,b', extra: 'x' },
      { price: -0, open: false, id: 'é', extra: '' },
      null,
    ]);
  });

  it('says which field of which line is wrong, and goes on', () => {
    expect(decodeLines('csv', shape, ['id,price,open', 'a,,true', 'a,x,true', 'a,1,yes', 'a,1', 'b,NaN,true'])).toEqual(
      [
        null,
        'field price is "", not a number',
        'field price is "x", not a number',
        'field open is "yes", not true or false',
        'the line has 2 cells, the header 3',
        { id: 'b', price: Number.NaN, open: true },
      ],
    );
  });

  it('leaves out an optional field whose cell is empty', () => {
    expect(decodeLines('csv', shape, ['id,price,open', 'a,1,'])).toEqual([null, { id: 'a', price: 1 }]);
  });

  it('refuses a header that lacks a field, and needs no optional one', () => {
    expect(decodeLines('csv', shape, ['id,open'])).toEqual(['the CSV header lacks price; it has id, open']);
    expect(decodeLines('csv', shape, ['id,price', 'a,1'])).toEqual([null, { id: 'a', price: 1 }]);
  });

  it('keeps a column of any name, and all cells as text where no type is known', () => {
    const [, record] = decodeLines('csv', null, ['__proto__,constructor', '1,2']);
    expect(Object.entries(record as object)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

describe('an NDJSON source', () => {
  it('says what is wrong with a line', () => {
    const [notJson, ...others] = decodeLines('ndjson', shape, [
      '{"id"',
      '[]',
      '3',
      'null',
      '{"id":"a"}',
      '{"id":1,"price":2}',
      '{"id":"a","price":null}',
      '{"id":"a","price":2,"open":1}',
      '',
    ]);
    expect(notJson).toMatch(/JSON/);
    expect(others).toEqual([
      'the line is not a JSON object',
      'the line is not a JSON object',
      'the line is not a JSON object',
      'field price is missing',
      'field id is a number, not a string',
      'field price is null, not a number',
      'field open is a number, not a boolean',
      null,
    ]);
  });

  it('takes any value where no type is known, and fields beyond the type', () => {
    expect(decodeLines('ndjson', null, ['3', '[1]', '{"a":{"b":null}}'])).toEqual([3, [1], { a: { b: null } }]);
    expect(decodeLines('ndjson', shape, ['{"id":"a","price":2,"more":[1]}'])).toEqual([
      { id: 'a', price: 2, more: [1] },
    ]);
  });
});

/** Notes what was written, and refuses a second preamble that differs, as a sink does. */
function paper(): Outlet & { readonly text: () => string } {
  const written: Uint8Array[] = [];
  const note = (bytes: Uint8Array): void => void written.push(bytes.slice());
  return {
    send: () => undefined,
    write: note,
    preamble: note,
    text: () => written.map((bytes) => plainText.decode(bytes, 0, bytes.length)).join(''),
  };
}

describe('the encoders of sinks', () => {
  it('write a value as a JSON line, and refuse what has no JSON form', () => {
    const outlet = paper();
    const write = createEncoder({ format: 'ndjson', encode: null, text: plainText });
    for (const value of [{ a: 'é' }, 'x', null, 1]) write(value, outlet);
    expect(outlet.text()).toBe('{"a":"é"}\n"x"\nnull\n1\n');
    expect(() => write(() => 1, outlet)).toThrow('a function has no JSON form');
  });

  it('write text as a line as it is, all else as JSON, and what an encode snippet returns', () => {
    const outlet = paper();
    createEncoder({ format: 'lines', encode: null, text: plainText })('plain', outlet);
    createEncoder({ format: 'lines', encode: null, text: plainText })({ a: 1 }, outlet);
    createEncoder({ format: 'lines', encode: () => Uint8Array.of(0x41), text: plainText })(0, outlet);
    expect(outlet.text()).toBe('plain\n{"a":1}\nA\n');
  });

  it('refuse what an encode snippet must not return', () => {
    for (const [nonsense, what] of [
      [null, 'null'],
      [undefined, 'a undefined'],
      [3, 'a number'],
      [[], 'a object'],
    ] as const) {
      expect(() => createEncoder({ format: 'framed', encode: () => nonsense, text: plainText })(0, paper())).toThrow(
        `encode returned ${what}, not bytes or text`,
      );
    }
  });

  it('write frames that the framer reads back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }), (texts) => {
        const chunks: Uint8Array[] = [];
        const write = createEncoder({ format: 'framed', encode: null, text: plainText });
        for (const text of texts) write(text, { ...paper(), write: (bytes) => void chunks.push(bytes.slice()) });
        expect(cut(nextFrame, chunks).records).toEqual(texts);
      }),
    );
  });

  it('write CSV rows under the columns of the first record, and refuse rows with others', () => {
    const outlet = paper();
    const write = createEncoder({ format: 'csv', encode: null, text: plainText });
    write({ id: 'a,b', price: 1, note: null }, outlet);
    write({ price: 2, note: 'x"y', id: 'c' }, outlet);
    expect(() => write({ id: 'd', price: 3 }, outlet)).toThrow(
      'the record has the fields id, price, the CSV columns are id, price, note',
    );
    expect(() => write({ id: 'd', price: 3, toString: 1 }, outlet)).toThrow('the CSV columns are');
    expect(() => write('text', outlet)).toThrow('made from an object');
    expect(() => createEncoder({ format: 'csv', encode: null, text: plainText })({}, outlet)).toThrow(
      'this one has none',
    );
    write({ id: 'e', price: 4, note: undefined }, outlet);
    expect(outlet.text()).toBe('id,price,note\n"a,b",1,\nc,2,"x""y"\ne,4,\n');
  });
});
