// A line end between quotes is part of a cell. Were it taken for the end of a row, each half would be a wrong row, or worse a
// right one; and a quote that is never closed must cost its own line, not the rest of the input nor all memory.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import type { Outlet } from '../../api/index.ts';
import { plainText } from '../../api/index.ts';
import { ByteStream } from './byte-stream.ts';
import { createDecoder, framerOf } from './decoder.ts';
import { createEncoder } from './encoder.ts';
import { nextRecord } from './framer.ts';

type Reading = { readonly rows: readonly string[]; readonly records: readonly unknown[]; readonly mostHeld: number };

/** Reads a stream as a source does, chunk by chunk: each row as text, and as the record or refusal that is made of it. */
function read(chunks: readonly Uint8Array[], ended = true): Reading {
  const [stream, span] = [new ByteStream(), { start: 0, end: 0 }];
  const framer = framerOf('csv');
  const decode = createDecoder({ format: 'csv', decode: null, shape: null, text: plainText });
  const [rows, records]: [string[], unknown[]] = [[], []];
  let mostHeld = 0;
  const drain = (): void => {
    const next = () => nextRecord(framer, stream, span);
    for (let found = next(); found !== 'nothing'; found = next()) {
      if (found !== 'record') {
        rows.push(found.broken);
        continue;
      }
      rows.push(plainText.decode(stream.bytes, span.start, Math.min(span.end, span.start + 1_000)));
      try {
        const record = decode(stream.bytes, span);
        if (record !== null) records.push(record);
      } catch (error) {
        records.push(error instanceof Error ? error.message : error);
      }
    }
    stream.settle();
    mostHeld = Math.max(mostHeld, stream.left);
  };
  for (const chunk of chunks) {
    stream.push(chunk.slice());
    drain();
  }
  if (ended) stream.end();
  drain();
  if (ended) expect(stream.left, 'nothing is left over').toBe(0);
  return { rows, records, mostHeld };
}

const bytesOf = (text: string): Uint8Array => plainText.encode(text);
const rowsOf = (text: string): readonly string[] => read([bytesOf(text)]).rows;
function chunked(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const at = [0, ...cuts.map((each) => each % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

function written(records: readonly object[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const outlet: Outlet = {
    send: () => undefined,
    write: (bytes) => void parts.push(bytes.slice()),
    preamble: (bytes) => void parts.push(bytes.slice()),
  };
  const write = createEncoder({ format: 'csv', encode: null, text: plainText });
  for (const record of records) write(record, outlet);
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '\n',
    '\r\n',
    '\r',
    'a\nb',
    '"',
    '""',
    '","',
    '\n"\n',
    ' a ',
    '\uFEFF',
    '\uFEFFa',
    'a"b,c',
    '"\r\n',
  ),
);

describe('rows of CSV', () => {
  it('end at the line ends that are not between quotes', () => {
    expect(rowsOf('a,b\n1,"x\ny"\n"p\r\nq",2\r\n3,4')).toEqual(['a,b', '1,"x\ny"', '"p\r\nq",2', '3,4']);
    expect(rowsOf('a\n"""\n"""\n""\n"x\n"')).toEqual(['a', '"""\n"""', '""', '"x\n"']);
    expect(rowsOf('\uFEFF"a\nb",c\n1,2\n')).toEqual(['\uFEFF"a\nb",c', '1,2']);
    expect(read([bytesOf('\uFEFF"a\nb", c \n1,2\n')]).records).toEqual([{ 'a\nb': '1', c: '2' }]);
  });

  it('take a quote within a plain cell for what it is', () => {
    expect(rowsOf('a,b\n5" nail,x"\n6,y\n')).toEqual(['a,b', '5" nail,x"', '6,y']);
  });

  it('with a quote that is never closed lose their first line, and no other', () => {
    const refusal = expect.stringContaining('is not closed as it should be') as string;
    expect(read([bytesOf('a,b\n1,"x\n2,y\n3,z\n')]).records).toEqual([refusal, { a: '2', b: 'y' }, { a: '3', b: 'z' }]);
    expect(read([bytesOf('a,b\n1,"x\n2,"y"\n3,z\n')]).records).toEqual([
      refusal,
      { a: '2', b: 'y' },
      { a: '3', b: 'z' },
    ]);
    expect(read([bytesOf('a,b\n1,"x"y\n2,y\n')]).records).toEqual([
      'a quoted CSV cell is followed by something other than a comma',
      { a: '2', b: 'y' },
    ]);
    expect(read([bytesOf('a\n"x')]).records).toEqual([refusal]);
  });

  it('with a quote that is never closed hold no more than a line may be long, and cost one record', () => {
    const line = bytesOf(`${'x'.repeat(99)}\n`);
    const many = new Uint8Array(line.length * 1_000);
    for (let at = 0; at < many.length; at += line.length) many.set(line, at);
    const chunks = Array.from({ length: Math.ceil(limits.lineBytesMax / many.length) + 3 }, () => many);
    const open = read([bytesOf('a\n"never'), bytesOf('\n'), ...chunks], false);
    expect(open.mostHeld).toBeLessThan(limits.lineBytesMax + 2 * many.length);
    expect(open.records.filter((record) => typeof record === 'string')).toHaveLength(1);
    expect(open.records).toHaveLength(1 + chunks.length * 1_000);
  });

  it('that are too long are one failure each, quoted or not', () => {
    const long = 'x'.repeat(limits.lineBytesMax);
    const tooLong = expect.stringContaining('a line is longer than') as string;
    expect(rowsOf(`a\n"${long}"\nb\n`)).toEqual(['a', tooLong, 'b']);
    expect(rowsOf(`a\n"q",${long}\nb\n`)).toEqual(['a', tooLong, 'b']);
  });

  it('are the same over any chunks, whatever quotes they hold', () => {
    const mixed = fc
      .array(fc.constantFrom('a', '"', '""', ',', '\n', '\r\n', '\r', 'é', '"x\ny"', '\uFEFF'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(mixed, fc.array(fc.nat(200), { maxLength: 10 }), (csv, cuts) => {
        const bytes = bytesOf(csv);
        const whole = read([bytes]);
        const torn = read(chunked(bytes, cuts));
        expect([torn.rows, torn.records]).toEqual([whole.rows, whole.records]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are read as they were written, whatever stands in cells and names', () => {
    const table = fc
      .uniqueArray(text, { minLength: 1, maxLength: 4 })
      .chain((names) =>
        fc.array(fc.tuple(...names.map(() => text)), { minLength: 1, maxLength: 6 }).map((rows) => ({ names, rows })),
      );
    fc.assert(
      fc.property(table, fc.array(fc.nat(200), { maxLength: 6 }), ({ names, rows }, cuts) => {
        const records = rows.map((row) => Object.fromEntries(names.map((name, column) => [name, row[column]])));
        expect(read(chunked(written(records), cuts)).records).toEqual(records);
      }),
      { numRuns: 1_000 },
    );
  });
});
