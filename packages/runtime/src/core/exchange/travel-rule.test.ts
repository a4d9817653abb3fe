// Whether a record may go on, and what becomes of it, must not depend on where its state object lives: else a pipeline that is
// right on one worker loses records, or ends, on three. Each value here is sent to another worker and kept on its own.
import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import { nativeText } from '../../hosts/node/native-text.ts';
import { Arena } from './arena.ts';
import { cursorOver } from './channel-in.ts';
import { RecordCopier } from './copy-record.ts';
import { RecordDecoder, RecordEncoder } from './record-codec.ts';

type Outcome = { readonly value: unknown } | { readonly refused: string };

function outcomeOf(act: () => unknown): Outcome {
  try {
    return { value: act() };
  } catch (error) {
    return { refused: String(error) };
  }
}

/** A worker that keeps its records, and two that are joined by a channel: what becomes of a record, by way of each. */
function twoPlacements() {
  const [encoder, decoder] = [new RecordEncoder(nativeText), new RecordDecoder(nativeText)];
  const copier = new RecordCopier(nativeText);
  return {
    travels: (record: unknown): Outcome =>
      outcomeOf(() => {
        const arena = new Arena(64);
        encoder.write(record, arena);
        return decoder.read(cursorOver(arena.take(), 0));
      }),
    stays: (record: unknown): Outcome => outcomeOf(() => copier.copy(record)),
  };
}

/** The outcome, which is the same on both ways. Each way gets its own record, so that neither sees what the other did to it. */
function outcome(make: () => unknown, places = twoPlacements()): Outcome {
  const travelled = places.travels(make());
  const stayed = places.stays(make());
  expect(isDeepStrictEqual(stayed, travelled), `stays: ${shown(stayed)}, travels: ${shown(travelled)}`).toBe(true);
  return stayed;
}
const shown = (what: Outcome): string => ('refused' in what ? what.refused : typeof what.value);

class Point {
  x = 1;
  y = -0;
  get sum(): number {
    return this.x + this.y;
  }
}
class Lying extends Map<string, number> {
  override get size(): number {
    return 7;
  }
  override *[Symbol.iterator](): MapIterator<[string, number]> {
    yield ['lie', 1];
  }
}
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
};
const thrower = (trap: 'get' | 'ownKeys' | 'getPrototypeOf' | 'getOwnPropertyDescriptor'): object =>
  new Proxy({ a: 1 }, { [trap]: () => thrown(`the ${trap} trap`) });
function thrown(what: string): never {
  throw new Error(what);
}
const sparse = (length: number, ...items: readonly unknown[]): unknown[] => {
  const made: unknown[] = Array.from(items);
  made.length = length;
  return made;
};
const cyclic = (): object => {
  const record: Record<string, unknown> = {};
  record['others'] = [new Map([['self', record]])];
  return record;
};
/** 2 to the power of 60 objects, made of 60. */
const manifold = (): unknown => {
  let value: unknown = {};
  for (let level = 0; level < 60; level++) value = [value, value];
  return value;
};
const withBuffer = (): object => {
  const view = new Float64Array([1, 2, 3]);
  Object.defineProperty(view, 'byteLength', { value: 4_000 });
  return { view };
};
const detached = (): object => {
  const numbers = new Int32Array([1, 2, 3]);
  structuredClone(numbers, { transfer: [numbers.buffer] });
  return { numbers };
};
const lengthTold = (length: unknown): unknown =>
  new Proxy([1, 2], { get: (items, name) => (name === 'length' ? length : (Reflect.get(items, name) as unknown)) });
const longText = (chars: number, unit = 'x'): string => unit.repeat(chars);
const most = limits.frameBytesMax;

const accepted: readonly (readonly [string, () => unknown, unknown?])[] = [
  [
    '-0, NaN and undefined in fields',
    () => ({ a: -0, b: Number.NaN, c: undefined }),
    { a: -0, b: Number.NaN, c: undefined },
  ],
  ['holes, as undefined', () => ({ items: sparse(3, 1) }), { items: [1, undefined, undefined] }],
  ['a million holes', () => sparse(1_000_000)],
  [
    'an array with fields and its own iterator',
    () => Object.assign([1, 2], { a: 1, [Symbol.iterator]: () => [][Symbol.iterator]() }),
    [1, 2],
  ],
  ['an empty array with fields', () => Object.assign([], { a: 1 }), []],
  ['an object of a class', () => new Point(), { x: 1, y: -0 }],
  ['fields that are inherited', () => Object.create({ a: 1 }) as unknown, {}],
  [
    'fields named by symbols, which are left out',
    () => ({ a: 1, [Symbol('s')]: () => 1, b: [{ [Symbol('t')]: 1 }] }),
    { a: 1, b: [{}] },
  ],
  ['a map that lies about what it holds', () => ({ map: new Lying([['a', 1]]) }), { map: new Map([['a', 1]]) }],
  ['a buffer of a pool', () => ({ bytes: Buffer.from('text') }), { bytes: Uint8Array.from(Buffer.from('text')) }],
  ['a part of a buffer', () => [new Int16Array([1, 2, 3, 4]).subarray(1, 3)], [new Int16Array([2, 3])]],
  ['an array of numbers that lies about its length', withBuffer, { view: new Float64Array([1, 2, 3]) }],
  [
    'a date that is none, and one with another clock',
    () => [new Date(Number.NaN), Object.assign(new Date(5), { getTime: () => 9 })],
    [new Date(Number.NaN), new Date(5)],
  ],
  [
    'big integers of any sign and length',
    () => [0n, -1n, 2n ** 64n, -(2n ** 4_000n)],
    [0n, -1n, 2n ** 64n, -(2n ** 4_000n)],
  ],
  [
    'half surrogate pairs in names and values',
    () => ({ '\ud800': '\udc00x', nested: ['\udfff'] }),
    { '\ud800': '\udc00x', nested: ['\udfff'] },
  ],
  ['a field called __proto__', () => JSON.parse('{"__proto__":{"a":[1]},"b":1}') as unknown],
  ['no prototype', () => Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  ['the deepest nesting', () => nested(limits.recordDepthMax)],
  ['the longest text', () => longText(most - 6)],
  ['the longest text in two fields', () => ({ a: longText(most / 2 - 20), b: longText(most / 2 - 20) })],
  ['wide text, longest', () => longText((most - 6) / 2 - 1, 'é')],
  ['a proxy of a plain object', () => new Proxy({ a: 1 }, {}), { a: 1 }],
  ['an array that says it has two and a half items', () => lengthTold(2.5), [1, 2]],
  ['an array that says it has a negative length', () => lengthTold(-3), []],
  ['an array that says its length is text', () => lengthTold('many'), []],
];

const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
  ['a function', () => ({ run: () => 1 }), /holds a Function/],
  ['a symbol', () => [Symbol('s')], /holds a Symbol/],
  ['a promise', () => ({ later: Promise.resolve(1) }), /holds a Promise/],
  ['an error', () => [new Error('no')], /holds a Error/],
  ['a weak map', () => new WeakMap(), /holds a WeakMap/],
  ['a regular expression', () => ({ r: /x/ }), /holds a RegExp/],
  ['bytes without a type', () => ({ bytes: new ArrayBuffer(4) }), /holds a ArrayBuffer/],
  ['a view of bytes', () => ({ view: new DataView(new ArrayBuffer(4)) }), /holds a DataView/],
  ['halves of floats', () => ({ halves: makeFloat16() }), /holds a Float16Array/],
  ['an object that holds itself', cyclic, /holds itself/],
  ['one level too many', () => nested(limits.recordDepthMax + 1), /more than 256 levels deep/],
  ['a hundred thousand levels', () => nested(100_000), /more than 256 levels deep/],
  ['billions of holes', () => ({ items: sparse(4_294_967_295, 1) }), /as many items/],
  ['billions of holes many times', () => Array.from({ length: 100 }).fill(sparse(16_000_000)), /as many items/],
  ['few objects in very many places', manifold, /bytes long/],
  ['one character too many', () => longText(most - 5), /bytes long/],
  ['one character too many in two fields', () => ({ a: longText(most / 2), b: longText(most / 2) }), /bytes long/],
  ['wide text that is too long', () => longText(most / 2, 'é'), /bytes long/],
  ['half a pair that makes text too long', () => ({ text: `${longText(most / 2)}\ud800` }), /bytes long/],
  ['text of hundreds of megabytes', () => ({ text: longText(2 ** 28) }), /bytes long/],
  ['a long big integer', () => [2n ** BigInt(most * 4)], /bytes long/],
  ['too many numbers', () => [new Float64Array(most / 8)], /bytes long/],
  ['an array that says it is endless', () => lengthTold(Number.POSITIVE_INFINITY), /as many items/],
  ['a proxy that throws at a field', () => thrower('get'), /the get trap/],
  ['a proxy that throws at its names', () => ({ a: [thrower('ownKeys')] }), /the ownKeys trap/],
  ['a proxy that throws at its prototype', () => [thrower('getPrototypeOf')], /the getPrototypeOf trap/],
  [
    'a proxy that throws at a description',
    () => thrower('getOwnPropertyDescriptor'),
    /the getOwnPropertyDescriptor trap/,
  ],
  [
    'a getter that throws',
    () => ({
      get a(): number {
        return thrown('the getter');
      },
    }),
    /the getter/,
  ],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return { proxy };
    },
    /revoked/,
  ],
  ['a proxy of a map', () => ({ map: new Proxy(new Map(), {}) }), /incompatible receiver/],
  ['numbers whose memory was given away', detached, /detached/],
];

/** Not in the library that snippets are checked against, so that it is asked for by name. */
function makeFloat16(): unknown {
  const type = Reflect.get(globalThis, 'Float16Array') as new (numbers: readonly number[]) => object;
  return new type([1.5]);
}

describe('what may travel', () => {
  for (const [what, make, expected] of accepted) {
    it(`goes on alike whether it stays or travels: ${what}`, () => {
      const found = outcome(make);
      expect(Object.keys(found)).toEqual(['value']);
      if (expected !== undefined) expect(isDeepStrictEqual(found, { value: expected })).toBe(true);
    });
  }

  for (const [what, make, words] of refused) {
    it(`is refused alike, in the same words: ${what}`, () => {
      const found = outcome(make);
      expect('refused' in found ? found.refused : 'it went on').toMatch(words);
    });
  }

  const anyPart = fc.oneof(
    fc.constantFrom(
      ...[...accepted, ...refused]
        .filter(([what]) => !/long|million|billion|levels|megabytes|many/.test(what))
        .map(([, make]) => make),
    ),
    fc
      .oneof(fc.double(), fc.string({ unit: 'binary' }), fc.boolean(), fc.constantFrom(null, undefined, -0))
      .map((value) => () => value),
  );
  const anyMaker: fc.Arbitrary<() => unknown> = fc.letrec<{ made: () => unknown }>((tie) => ({
    made: fc.oneof(
      { maxDepth: 3 },
      anyPart,
      fc
        .array(fc.tuple(fc.constantFrom('a', 'b', '0', '__proto__', 'size'), tie('made')), { maxLength: 4 })
        .map((fields) => () => Object.fromEntries(fields.map(([name, make]) => [name, make()]))),
      fc.array(tie('made'), { maxLength: 4 }).map((makes) => () => makes.map((make) => make())),
      fc.array(tie('made'), { maxLength: 3 }).map((makes) => () => new Set(makes.map((make) => make()))),
      fc
        .array(fc.tuple(tie('made'), tie('made')), { maxLength: 3 })
        .map((pairs) => () => new Map(pairs.map(([key, value]) => [key(), value()]))),
    ),
  })).made;

  it('does not depend on the place, nor on which records came before', () => {
    fc.assert(
      fc.property(fc.array(anyMaker, { minLength: 1, maxLength: 12 }), (makers) => {
        const places = twoPlacements();
        for (const make of makers) {
          const found = outcome(make, places);
          expect(isDeepStrictEqual(found, outcome(make))).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is separate from what it was made of', () => {
    const record = { bytes: Buffer.from('text'), items: [{ n: 1 }], at: new Date(1), map: new Map([['a', [1]]]) };
    const copy = new RecordCopier(nativeText).copy(record) as typeof record;
    record.bytes.fill(0);
    record.items[0] = { n: 2 };
    record.at.setTime(2);
    record.map.get('a')?.push(2);
    expect(copy).toEqual({
      bytes: Uint8Array.from(Buffer.from('text')),
      items: [{ n: 1 }],
      at: new Date(1),
      map: new Map([['a', [1]]]),
    });
  });
});
