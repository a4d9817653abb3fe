// Records in chunks of any size. What would break: a record that lies across two chunks is lost, doubled or torn, or an offset
// from which a run is to go on is not that of a record.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteStream } from './byte-stream.ts';
import { csvFramer } from './csv-framer.ts';
import type { Framer } from './framer.ts';
import { nextFrame, nextLine, nextRecord } from './framer.ts';

type Taken = { readonly content: string; readonly offset: number };

function take(stream: ByteStream, framer: Framer, taken: Taken[]): void {
  const span = { start: 0, end: 0 };
  for (;;) {
    const found = nextRecord(framer, stream, span);
    if (found === 'nothing') {
      stream.settle();
      return;
    }
    const content =
      found === 'record' ? Buffer.from(stream.bytes.subarray(span.start, span.end)).toString('latin1') : found.broken;
    taken.push({ content, offset: stream.offset });
  }
}

function takenFrom(bytes: Uint8Array, cuts: readonly number[], framer: Framer): readonly Taken[] {
  const stream = new ByteStream();
  const taken: Taken[] = [];
  let from = 0;
  for (const cut of cuts) {
    stream.push(bytes.slice(from, from + cut));
    from = Math.min(bytes.length, from + cut);
    if (cut % 3 !== 0) take(stream, framer, taken);
  }
  stream.push(bytes.slice(from));
  stream.end();
  take(stream, framer, taken);
  return taken;
}

const contents = fc.array(
  fc.oneof(
    { arbitrary: fc.nat(60), weight: 6 },
    fc.integer({ min: 3_000, max: 9_000 }),
    fc.integer({ min: 20_000, max: 40_000 }),
  ),
  { minLength: 1, maxLength: 25 },
);
const cuts = fc.array(fc.oneof(fc.nat(30), fc.integer({ min: 16_000, max: 60_000 })), { maxLength: 8 });

const framed = (lengths: readonly number[]): Uint8Array =>
  Buffer.concat(
    lengths.map((length, index) => {
      const frame = Buffer.alloc(4 + length, 97 + (index % 26));
      frame.writeUInt32BE(length);
      return frame;
    }),
  );
const lines = (lengths: readonly number[]): Uint8Array =>
  Buffer.from(lengths.map((length, index) => `${String.fromCharCode(97 + (index % 26)).repeat(length)}\n`).join(''));
const rows = (lengths: readonly number[]): Uint8Array =>
  Buffer.from(lengths.map((length, index) => `a,"${(index % 2 === 0 ? 'b\n' : 'c').repeat(length / 2)}",d\n`).join(''));

describe.each([
  { name: 'frames', bytesOf: framed, framerOf: () => nextFrame },
  { name: 'lines', bytesOf: lines, framerOf: () => nextLine },
  { name: 'CSV rows', bytesOf: rows, framerOf: csvFramer },
])('$name', ({ bytesOf, framerOf }) => {
  it('are the same, at the same offsets, however their bytes arrive', () => {
    fc.assert(
      fc.property(contents, cuts, fc.nat(5), (lengths, cut, cutOff) => {
        const whole = bytesOf(lengths);
        const bytes = whole.subarray(0, Math.max(0, whole.length - cutOff));
        expect(takenFrom(bytes, cut, framerOf())).toEqual(takenFrom(bytes, [], framerOf()));
      }),
      { numRuns: 60 },
    );
  });
});

it('a stream that is given up counts what it had and what still comes', () => {
  const stream = new ByteStream();
  stream.push(new Uint8Array(10));
  stream.push(new Uint8Array(20_000));
  stream.abandon();
  stream.push(new Uint8Array(5));
  expect(stream.offset).toBe(20_015);
  expect(stream.left).toBe(0);
});
