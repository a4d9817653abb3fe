/**
 * What a record may hold: one rule for those that go to another worker and those that stay, so that a pipeline does the
 * same on any number of workers. `writeValue` and `copyRecord` both go by it, and share the words in which it refuses.
 *
 *   T1  plain data only: text, numbers, truth values, null, undefined, big integers, objects, arrays, maps, sets, dates
 *       and arrays of numbers. An object of a class is taken for its own fields; fields named by symbols are left out.
 *   T2  objects lie at most `recordDepthMax` levels deep, so a record never holds itself.
 *   T3  what `writeValue` makes of it is at most `recordBytesMax` long. Holes of an array count: they arrive as undefined.
 */
import { assert } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';

export const recordDepthMax = limits.recordDepthMax;
export const recordBytesMax = limits.frameBytesMax;

/** A flat record with no more text than this fits by T3, so it need not be measured. */
export const shortTextCharsMax = limits.frameBytesMax / 8;

export type ObjectKind = 'plain' | 'array' | 'map' | 'set' | 'date' | NumbersKind;

/** The arrays of numbers that travel; the order is that of their numbers on the wire. */
export const numbersTypes = {
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;
export type NumbersKind = keyof typeof numbersTypes;

/** T1: says what an object is; throws where it is something that cannot leave the state object that made it. */
export function kindOf(value: object): ObjectKind {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'plain';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  // oxlint-disable-next-line no-restricted-globals -- A date that a record holds; no clock is asked.
  if (value instanceof Date) return 'date';
  const name = ArrayBuffer.isView(value) ? nameOf(value) : undefined;
  if (name !== undefined && Object.hasOwn(numbersTypes, name)) return name as NumbersKind;
  return refuseUnlessOfClass(value);
}

/** What an array of numbers is and where it lies, whatever its author called its class or gave it for fields. */
const numbersPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const getterOf = (name: PropertyKey): ((numbers: object) => unknown) => {
  const get = Reflect.getOwnPropertyDescriptor(numbersPrototype, name)?.get;
  assert(get !== undefined, `arrays of numbers have a getter for ${String(name)}`);
  return (numbers) => Reflect.apply(get, numbers, []);
};
const nameOf = getterOf(Symbol.toStringTag) as (value: object) => string | undefined;
const bufferOf = getterOf('buffer') as (numbers: object) => ArrayBufferLike;
const startOf = getterOf('byteOffset') as (numbers: object) => number;
const byteLengthOf = getterOf('byteLength') as (numbers: object) => number;
export const bytesOf = (numbers: object): Uint8Array =>
  new Uint8Array(bufferOf(numbers), startOf(numbers), byteLengthOf(numbers));

/** The length of an array that may be a proxy, which may say anything. */
export function lengthOf(array: readonly unknown[]): number {
  const length = Math.trunc(Number(array.length));
  return length > 0 ? length : 0;
}

/** What is in a map or a set and when a date is: as it is, not as a class of the author may tell it. */
export const pairsOf = (map: ReadonlyMap<unknown, unknown>): Iterable<[unknown, unknown]> =>
  Map.prototype.entries.call(map);
export const itemsOf = (set: ReadonlySet<unknown>): Iterable<unknown> => Set.prototype.values.call(set);
// oxlint-disable-next-line no-restricted-globals -- A date that a record holds; no clock is asked.
export const timeOf = (date: object): number => Date.prototype.getTime.call(date);

/** Objects of the author's own classes are plain. Promises, errors, regular expressions and the like are not. */
function refuseUnlessOfClass(value: object): 'plain' {
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind === 'Object' ? 'plain' : refuse(kind);
}

export function refuse(kind: string): never {
  throw new TypeError(`a record holds a ${kind}, which cannot travel between state objects; only plain data can`);
}

export function refuseDepth(): never {
  throw new RangeError(
    `a record is nested more than ${recordDepthMax} levels deep, or holds itself, and cannot travel between state objects`,
  );
}

export function refuseLength(): never {
  throw new RangeError(
    `a record is more than ${recordBytesMax} bytes long, or has as many items, and cannot travel between state objects`,
  );
}
