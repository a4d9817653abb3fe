// Sections are what a recovery and a new owner read. One that comes back otherwise than it went changes state that nobody
// touched, and nobody would notice before the next crash.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import type { PartitionState } from '../stages/source-task.ts';
import { readOutputs, writeOutputs } from './output-section.ts';
import { readPartition, writePartition } from './partition-section.ts';
import { SectionDecoder, SectionEncoder } from './slot-section.ts';

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.dictionary(
    fc.constantFrom('a', 'b', 'é', 'long name'),
    fc.oneof(fc.string(), fc.double(), fc.array(fc.integer())),
  ),
);
const objects = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), value), {
  selector: ([key]) => key,
  maxLength: 40,
});

function sectionOf(encoder: SectionEncoder, entries: readonly (readonly [string, unknown])[]): Uint8Array {
  const draft = encoder.open();
  for (const [key, object] of entries) encoder.add(draft, key, object);
  return encoder.close(draft);
}
function entriesOf(decoder: SectionDecoder, section: Uint8Array): readonly (readonly [string, unknown])[] {
  const entries: (readonly [string, unknown])[] = [];
  decoder.read(section, (key, object) => entries.push([key, object]));
  return entries;
}

describe('a section of a slot', () => {
  it('brings every key and value back, in order, wherever it lies', () => {
    fc.assert(
      fc.property(objects, fc.nat(9), (entries, offset) => {
        const section = sectionOf(new SectionEncoder(plainText), entries);
        const among = new Uint8Array(offset + section.length + 3);
        among.set(section, offset);
        expect(entriesOf(new SectionDecoder(plainText), among.subarray(offset, offset + section.length))).toEqual(
          entries,
        );
      }),
    );
  });

  it('stands alone, although its encoder has learned shapes before', () => {
    fc.assert(
      fc.property(fc.array(objects, { minLength: 1, maxLength: 5 }), (all) => {
        const encoder = new SectionEncoder(plainText);
        const sections = all.map((entries) => sectionOf(encoder, entries));
        for (const [index, section] of sections.entries())
          expect(entriesOf(new SectionDecoder(plainText), section)).toEqual(all[index]);
        const one = new SectionDecoder(plainText);
        for (const [index, section] of [...sections.entries()].toReversed())
          expect(entriesOf(one, section), 'by one decoder, in any order').toEqual(all[index]);
      }),
    );
  });

  it('of several slots may be drafted at the same time', () => {
    const encoder = new SectionEncoder(plainText);
    const [left, right] = [encoder.open(), encoder.open()];
    encoder.add(left, 'a', { n: 1 });
    encoder.add(right, 'b', { m: 'x' });
    encoder.add(left, 'c', { m: 'y' });
    const decoder = new SectionDecoder(plainText);
    expect(entriesOf(decoder, encoder.close(left))).toEqual([
      ['a', { n: 1 }],
      ['c', { m: 'y' }],
    ]);
    expect(entriesOf(decoder, encoder.close(right))).toEqual([['b', { m: 'x' }]]);
  });

  it('takes nothing of a value that cannot be kept, and goes on', () => {
    const encoder = new SectionEncoder(plainText);
    const draft = encoder.open();
    encoder.add(draft, 'a', { n: 1 });
    for (const bad of [{ run: () => 1 }, { n: [Symbol('s')] }])
      expect(() => encoder.add(draft, 'bad', bad)).toThrow('cannot travel');
    encoder.add(draft, 'b', { n: 2 });
    expect(entriesOf(new SectionDecoder(plainText), encoder.close(draft))).toEqual([
      ['a', { n: 1 }],
      ['b', { n: 2 }],
    ]);
  });
});

describe('a section of an output', () => {
  it('brings back its bytes, its place in the whole output and its header', () => {
    fc.assert(
      fc.property(
        fc.record({
          epoch: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
          before: fc.record({ bytes: fc.maxSafeNat(), records: fc.maxSafeNat() }),
          records: fc.nat(),
          chunks: fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 6 }),
          preamble: fc.option(fc.uint8Array({ maxLength: 20 })),
        }),
        ({ epoch, before, records, chunks, preamble }) => {
          const bytes = chunks.flatMap((chunk) => Array.from(chunk));
          const sealed = { epoch, from: before, chunks, records, bytes: bytes.length };
          const back = readOutputs(writeOutputs({ sealed, preamble, isInherited: false }));
          expect(back.preamble).toEqual(preamble);
          expect(back.sealed).toMatchObject({ epoch, from: before, records, bytes: bytes.length });
          expect(back.sealed.chunks.flatMap((chunk) => Array.from(chunk))).toEqual(bytes);
        },
      ),
    );
  });

  it('keeps no grip on the bytes that it is read from', () => {
    const sealed = { epoch: 1, from: { bytes: 0, records: 0 }, chunks: [Uint8Array.of(1, 2)], records: 1, bytes: 2 };
    const section = writeOutputs({ sealed, preamble: Uint8Array.of(7), isInherited: false });
    const back = readOutputs(section);
    section.fill(0xff);
    expect([back.sealed.chunks, back.preamble]).toEqual([[Uint8Array.of(1, 2)], Uint8Array.of(7)]);
  });
});

describe('a section of a partition', () => {
  it('brings back where the source goes on', () => {
    const states: readonly PartitionState[] = [
      { phase: 'waiting', intake: null, generator: null, connections: null },
      { phase: 'reading', intake: { offset: 2 ** 40, memo: ['a', 'é'] }, generator: null, connections: null },
      {
        phase: 'ended',
        intake: null,
        generator: { index: 7, memory: { last: [1, null], name: 'x' } },
        connections: null,
      },
      {
        phase: 'reading',
        intake: null,
        generator: null,
        connections: { next: 7, open: [{ connection: 3, position: { offset: 2 ** 33, memo: { header: ['a'] } } }] },
      },
    ];
    for (const state of states) expect(readPartition(writePartition(state, plainText), plainText)).toEqual(state);
  });

  it('refuses the memory of a generator that cannot be kept', () => {
    const memory = { next: () => 1 };
    expect(() =>
      writePartition({ phase: 'reading', intake: null, generator: { index: 1, memory }, connections: null }, plainText),
    ).toThrow('cannot travel');
  });
});
