/**
 * Any plain value to bytes and back: the fall-back for records that have no shape. What it writes and what it refuses is
 * the rule of travel-rule.ts, by which `copyRecord` goes too, so that a record is the same whether it travelled or stayed.
 *
 *   u8 tag | number: f64 | text, bigint: text | array, set: u32 count, values | object: u32 count, (text, value) pairs
 *   map: u32 count, (value, value) pairs | date: f64 | array of numbers: u8 which type, u32 bytes, bytes
 */
import { assert } from '@potoroo/shared/assert';
import type { TextCodec } from '../../api/index.ts';
import { Arena } from './arena.ts';
import type { Cursor, WriteText } from './shape-codec.ts';
import { readText } from './shape-codec.ts';
import {
  bytesOf,
  itemsOf,
  kindOf,
  lengthOf,
  numbersTypes,
  pairsOf,
  recordBytesMax,
  recordDepthMax,
  refuse,
  refuseDepth,
  refuseLength,
  timeOf,
} from './travel-rule.ts';

const tags = {
  null: 0,
  undefined: 1,
  false: 2,
  true: 3,
  number: 4,
  text: 5,
  bigint: 6,
  array: 7,
  object: 8,
  map: 9,
  set: 10,
  date: 11,
  numbers: 12,
} as const;

const numbersByIndex = Object.values(numbersTypes);
const indexOfNumbers = new Map<string, number>(Object.keys(numbersTypes).map((name, index) => [name, index]));

export class ValueWriter {
  readonly #writeText: WriteText;
  #arena = new Arena(0);
  #end = 0;

  constructor(writeText: WriteText) {
    this.#writeText = writeText;
  }

  /** Throws where the value cannot travel; what was written by then is the caller's to undo. */
  write(value: unknown, arena: Arena): void {
    this.#arena = arena;
    this.#end = arena.at + recordBytesMax;
    this.#value(value, 0);
    this.#expect(0);
  }

  #value(value: unknown, depth: number): void {
    switch (typeof value) {
      case 'number':
        return this.#number(tags.number, value);
      case 'string':
        return this.#tagged(tags.text, value);
      case 'boolean':
        return this.#byte(value ? tags.true : tags.false);
      case 'undefined':
        return this.#byte(tags.undefined);
      case 'bigint':
        return this.#tagged(tags.bigint, bigIntText(value));
      case 'object':
        return value === null ? this.#byte(tags.null) : this.#object(value, depth + 1);
      case 'function':
        return refuse('Function');
      case 'symbol':
        return refuse('Symbol');
    }
  }

  #object(value: object, depth: number): void {
    if (depth > recordDepthMax) return refuseDepth();
    const kind = kindOf(value);
    switch (kind) {
      case 'plain':
        return this.#fields(value as Readonly<Record<string, unknown>>, depth);
      case 'array':
        return this.#array(value as readonly unknown[], depth);
      case 'map':
        return this.#map(value as ReadonlyMap<unknown, unknown>, depth);
      case 'set':
        return this.#set(value as ReadonlySet<unknown>, depth);
      case 'date':
        return this.#number(tags.date, timeOf(value));
      default:
        return this.#numbers(bytesOf(value), indexOfNumbers.get(kind) ?? -1);
    }
  }

  #fields(value: Readonly<Record<string, unknown>>, depth: number): void {
    const names = Object.keys(value);
    this.#count(tags.object, names.length);
    for (const name of names) {
      this.#text(name);
      this.#value(value[name], depth);
    }
  }

  #array(value: readonly unknown[], depth: number): void {
    const length = lengthOf(value);
    this.#count(tags.array, length);
    for (let i = 0; i < length; i++) this.#value(value[i], depth);
  }

  /** The count is written last: reading an item may run user code, which may add to the map. */
  #map(value: ReadonlyMap<unknown, unknown>, depth: number): void {
    const at = this.#count(tags.map, 0);
    let count = 0;
    for (const [key, item] of pairsOf(value)) {
      this.#value(key, depth);
      this.#value(item, depth);
      count++;
    }
    this.#arena.view.setUint32(at, count, true);
  }

  #set(value: ReadonlySet<unknown>, depth: number): void {
    const at = this.#count(tags.set, 0);
    let count = 0;
    for (const item of itemsOf(value)) {
      this.#value(item, depth);
      count++;
    }
    this.#arena.view.setUint32(at, count, true);
  }

  #numbers(bytes: Uint8Array, which: number): void {
    this.#count(tags.numbers, bytes.length);
    this.#byte(which);
    this.#arena.append(bytes);
  }

  #byte(byte: number): void {
    const arena = this.#arena;
    const at = arena.reserve(1);
    arena.bytes[at] = byte;
    arena.at = at + 1;
  }

  #number(tag: number, value: number): void {
    this.#expect(9);
    const arena = this.#arena;
    const at = arena.reserve(9);
    arena.bytes[at] = tag;
    arena.view.setFloat64(at + 1, value, true);
    arena.at = at + 9;
  }

  /** The position of the count. Each of what is counted takes a byte at least. */
  #count(tag: number, count: number): number {
    this.#expect(5 + count);
    const arena = this.#arena;
    const at = arena.reserve(5);
    arena.bytes[at] = tag;
    arena.view.setUint32(at + 1, count, true);
    arena.at = at + 5;
    return at + 1;
  }

  #tagged(tag: number, text: string): void {
    this.#byte(tag);
    this.#text(text);
  }

  #text(text: string): void {
    this.#expect(1 + text.length);
    const arena = this.#arena;
    const at = arena.reserve(5 + text.length * 3);
    arena.at = this.#writeText(arena.bytes, arena.view, at, text);
  }

  /** T3, before memory is taken for what would be too long. */
  #expect(bytes: number): void {
    if (this.#arena.at + bytes > this.#end) refuseLength();
  }
}

/** Hexadecimal, because the decimal digits of a long big integer take the square of its length to find. */
export const bigIntText = (value: bigint): string => (value < 0n ? `-${(-value).toString(16)}` : value.toString(16));

function readBigInt(text: string): bigint {
  return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
}

export function readValue(cursor: Cursor, text: TextCodec): unknown {
  const tag = cursor.bytes[cursor.at++];
  switch (tag) {
    case tags.null:
      return null;
    case tags.undefined:
      return undefined;
    case tags.false:
      return false;
    case tags.true:
      return true;
    case tags.number:
      return readNumber(cursor);
    case tags.text:
      return readText(cursor, text);
    case tags.bigint:
      return readBigInt(readText(cursor, text));
    case tags.array:
      return readItems(cursor, text);
    case tags.set:
      return new Set(readItems(cursor, text));
    case tags.map:
      return readMap(cursor, text);
    case tags.object:
      return readObject(cursor, text);
    case tags.date:
      // oxlint-disable-next-line no-restricted-globals -- A date that a record holds; no clock is asked.
      return new Date(readNumber(cursor));
    case tags.numbers:
      return readNumbers(cursor);
    default:
      assert(false, `I16: unknown value tag ${tag} on a channel`);
  }
}

function readNumber(cursor: Cursor): number {
  cursor.at += 8;
  return cursor.view.getFloat64(cursor.at - 8, true);
}

function readCount(cursor: Cursor): number {
  cursor.at += 4;
  return cursor.view.getUint32(cursor.at - 4, true);
}

function readItems(cursor: Cursor, text: TextCodec): readonly unknown[] {
  const items: unknown[] = [];
  for (let left = readCount(cursor); left > 0; left--) items.push(readValue(cursor, text));
  return items;
}

function readMap(cursor: Cursor, text: TextCodec): ReadonlyMap<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (let left = readCount(cursor); left > 0; left--) {
    const key = readValue(cursor, text);
    map.set(key, readValue(cursor, text));
  }
  return map;
}

function readObject(cursor: Cursor, text: TextCodec): object {
  const object: Record<string, unknown> = {};
  for (let left = readCount(cursor); left > 0; left--) {
    const name = readText(cursor, text);
    const value = readValue(cursor, text);
    if (name === '__proto__')
      Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
    else object[name] = value;
  }
  return object;
}

/** The bytes are copied: the buffer of a link is used again. */
function readNumbers(cursor: Cursor): ArrayBufferView {
  const length = readCount(cursor);
  const type = numbersByIndex[cursor.bytes[cursor.at++] ?? numbersByIndex.length];
  assert(type !== undefined, 'I16: an unknown type of numbers on a channel');
  const start = cursor.at;
  cursor.at = start + length;
  return new type(new Uint8Array(cursor.bytes.subarray(start, cursor.at)).buffer);
}
