/** Generated code for random layouts must do what the plain interpretation does, byte for byte and refusal for refusal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutDecoder } from './decoder.ts';
import { layoutEncoder } from './encoder.ts';
import { canBeLazy, lazyReader } from './lazy-record.ts';
import type { RecordLayout, LayoutField } from './layout.ts';
import { bigintTypes, bytesOf, isConstant, numberTypes, placesOf, recordFields } from './layout.ts';
import { plainDecode, plainEncode } from './plain-layout.ts';
import { recordTypeText } from './type-text.ts';

const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder('utf-8', { ignoreBOM: true }) };
const host = {
  text: {
    decode: (bytes: Uint8Array, start: number, end: number) => utf8.decoder.decode(bytes.subarray(start, end)),
    encode: (text: string) => utf8.encoder.encode(text),
  },
  refusal: (message: string) => new RangeError(message),
};

type Outcome = { readonly value: unknown } | { readonly refused: string };

function outcomeOf(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof RangeError) return { refused: error.message };
    throw error;
  }
}

/** The record lies in the middle of other bytes, as in a chunk. */
function within(bytes: Uint8Array) {
  const around = new Uint8Array(bytes.length + 12).fill(0xee);
  around.set(bytes, 5);
  return { bytes: around, view: new DataView(around.buffer), start: 5, end: 5 + bytes.length };
}

function decoded(layout: RecordLayout, payload: Uint8Array): Outcome {
  const { bytes, view, start, end } = within(payload);
  const decode = layoutDecoder(layout, host);
  return outcomeOf(() => decode(bytes, view, start, end));
}

function lazilyRead(layout: RecordLayout, payload: Uint8Array): Outcome {
  const { bytes, view, start, end } = within(payload);
  const reader = lazyReader(layout, host);
  return outcomeOf(() => {
    const record = reader.checked(bytes, view, start, end);
    const fields = recordFields(layout).map(({ name }) => [name, Reflect.get(record, name)] as const);
    const read = Object.fromEntries(fields);
    expect(record.$whole()).toEqual(read);
    return read;
  });
}

/** Into a target that is too small at first and holds other bytes. */
function encoded(layout: RecordLayout, record: unknown): Outcome {
  const first = new Uint8Array(3).fill(0xdd);
  const target = {
    bytes: first,
    view: new DataView(first.buffer),
    room(at: number, needed: number) {
      if (at + needed <= target.bytes.length) return;
      const grown = new Uint8Array(at + needed).fill(0xdd);
      grown.set(target.bytes);
      target.bytes = grown;
      target.view = new DataView(grown.buffer);
    },
  };
  return outcomeOf(() => {
    const end = layoutEncoder(layout, host)(record, target, 2);
    return target.bytes.slice(2, end);
  });
}

const byteOrder = fc.constantFrom('big' as const, 'little' as const);
const padding = fc.constantFrom(
  'none' as const,
  'spaces-before' as const,
  'spaces-after' as const,
  'zeros-after' as const,
);
const ordered = { byteOrder: fc.option(byteOrder, { nil: undefined }) };
const size = fc.constantFrom('u8' as const, 'u16' as const, 'u32' as const);
const unnamed = fc.oneof(
  { arbitrary: fc.record({ type: fc.constantFrom(...numberTypes), ...ordered }), weight: 6 },
  fc.record({ type: fc.constantFrom(...bigintTypes), ...ordered }),
  fc.record({ type: fc.constant('boolean' as const) }),
  {
    arbitrary: fc.record({ type: fc.constant('text' as const), bytes: fc.integer({ min: 1, max: 40 }), padding }),
    weight: 3,
  },
  fc.record({ type: fc.constant('bytes' as const), bytes: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ type: fc.constantFrom('sized-text' as const, 'sized-bytes' as const), size, ...ordered }),
  fc.record({
    type: fc.constantFrom('u8' as const, 'u16' as const),
    ...ordered,
    equals: fc.integer({ min: 0, max: 3 }),
  }),
);

const layouts: fc.Arbitrary<RecordLayout> = fc
  .record({
    byteOrder,
    fields: fc.array(fc.tuple(unnamed, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 8 }),
  })
  .map(({ byteOrder: order, fields }) => {
    let end: number | null = 0;
    const named = fields.map(([field, gap], index): LayoutField => {
      const made = {
        name: `f${index}`,
        ...(gap > 0 && end !== null ? { at: end + gap } : {}),
        ...clean(field),
      } as LayoutField;
      const bytes = bytesOf(made);
      end = end === null || bytes === null ? null : (made.at ?? end) + bytes;
      return made;
    });
    return { byteOrder: order, fields: named };
  });

const clean = (field: object): object =>
  Object.fromEntries(Object.entries(field).filter(([, value]) => value !== undefined));

function valueFor(field: LayoutField): fc.Arbitrary<unknown> {
  switch (field.type) {
    case 'boolean':
      return fc.boolean();
    case 'text':
      return fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '\0', 'é', '€'), maxLength: field.bytes });
    case 'sized-text':
      return fc.string({ unit: 'binary', maxLength: 12 });
    case 'bytes':
      return fc.uint8Array({ minLength: field.bytes, maxLength: field.bytes });
    case 'sized-bytes':
      return fc.uint8Array({ maxLength: 12 });
    case 'u64-bigint':
    case 'i64-bigint':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });
    case 'f32':
    case 'f64':
      return fc.double();
    default:
      return fc.oneof(fc.integer({ min: 0, max: 127 }), fc.maxSafeInteger());
  }
}

const nonsense = fc.constantFrom(undefined, null, 1.5, Number.NaN, 'text', true, 12n, [], { a: 1 });
const recordFor = (layout: RecordLayout): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      arbitrary: fc.record(
        Object.fromEntries(
          recordFields(layout).map((field) => [
            field.name,
            fc.oneof({ arbitrary: valueFor(field), weight: 40 }, nonsense),
          ]),
        ),
      ),
      weight: 20,
    },
    nonsense,
  );

/** Bytes that often are a record: written by the layout, then perhaps cut, lengthened or changed in one place. */
const payloadFor = (layout: RecordLayout): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      recordFor(layout),
      fc.constantFrom('as it is', 'cut', 'longer', 'changed', 'random'),
      fc.nat(),
      fc.uint8Array({ maxLength: 60 }),
    )
    .map(([record, change, at, random]) => {
      const outcome = outcomeOf(() => plainEncode(layout, record, host));
      const written = 'value' in outcome ? (outcome.value as Uint8Array) : random;
      if (change === 'random') return random;
      if (change === 'cut') return written.slice(0, at % (written.length + 1));
      if (change === 'longer') return Uint8Array.from([...written, 0]);
      const copy = written.slice();
      if (change === 'changed' && copy.length > 0) copy[at % copy.length] = at % 256;
      return copy;
    });

describe('generated code for a layout', () => {
  it('decodes random bytes as the plain interpretation does, refusals included, eagerly and lazily', () => {
    let decodedWell = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        layouts.chain((layout) =>
          fc.tuple(fc.constant(layout), fc.array(payloadFor(layout), { minLength: 3, maxLength: 3 })),
        ),
        ([layout, payloads]) => {
          for (const payload of payloads) {
            const plain = outcomeOf(() => plainDecode(layout, payload, host));
            expect(decoded(layout, payload)).toEqual(plain);
            if (canBeLazy(layout)) expect(lazilyRead(layout, payload)).toEqual(plain);
            if ('value' in plain) decodedWell++;
            else refused++;
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(Math.min(decodedWell, refused)).toBeGreaterThan(100);
  });

  it('encodes random records as the plain interpretation does, refusals included', () => {
    let written = 0;
    fc.assert(
      fc.property(
        layouts.chain((layout) => fc.tuple(fc.constant(layout), recordFor(layout))),
        ([layout, record]) => {
          const plain = outcomeOf(() => plainEncode(layout, record, host));
          expect(encoded(layout, record)).toEqual(plain);
          if ('value' in plain) written++;
        },
      ),
      { numRuns: 600 },
    );
    expect(written).toBeGreaterThan(50);
  });
});

describe('text of a fixed length', () => {
  const layout: RecordLayout = {
    byteOrder: 'big',
    fields: [
      { name: 'symbol', type: 'text', bytes: 4, padding: 'spaces-before' },
      { name: 'time', type: 'text', bytes: 21, padding: 'none' },
    ],
  };

  it('is the same whether it was met before, is met among many others, or is no longer remembered', () => {
    const decode = layoutDecoder(layout, host);
    const records = Array.from({ length: 40_000 }, (_, index) => ({
      symbol: (index % 7 === 0 ? index % 9 : index).toString(36),
      time: `20180612-${String(Math.floor(index / 3)).padStart(12, '0')}`,
    }));
    for (const record of records) {
      const { bytes, view, start, end } = within(plainEncode(layout, record, host));
      expect(decode(bytes, view, start, end)).toEqual(record);
    }
  });
});

describe('a layout', () => {
  it('places fields one behind the other, or where they say, and none behind a sized one', () => {
    const { fields, fixedBytes, isFixed } = placesOf({
      byteOrder: 'big',
      fields: [
        { name: 'a', type: 'u8' },
        { name: 'b', type: 'f64', at: 4 },
        { name: 'c', type: 'sized-text', size: 'u16' },
        { name: 'd', type: 'u8' },
      ],
    });
    expect(fields.map(({ at }) => at)).toEqual([0, 4, 12, null]);
    expect({ fixedBytes, isFixed }).toEqual({ fixedBytes: 12, isFixed: false });
  });

  it('gives the type of its records, without its constants', () => {
    const layout: RecordLayout = {
      byteOrder: 'big',
      fields: [
        { name: 'kind', type: 'u8', equals: 1 },
        { name: 'id', type: 'u64-bigint' },
        { name: 'note', type: 'sized-text', size: 'u8' },
      ],
    };
    expect(layout.fields.filter(isConstant)).toHaveLength(1);
    expect(recordTypeText(layout)).toBe('{ "id": bigint; "note": string }');
  });
});
