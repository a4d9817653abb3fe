/**
 * Any plain value to bytes and back: the fall-back for records that have no shape. What it carries and what it refuses is
 * exactly what `copyRecord` copies and refuses, so that a record is the same whether it travelled or stayed.
 *
 *   u8 tag | number: f64 | text, bigint: text | array, set: u32 count, values | object: u32 count, (text, value) pairs
 *   map: u32 count, (value, value) pairs | date: f64 | array of numbers: u8 which type, u32 bytes, bytes
 */
import { assert } from '@potoroo/shared/assert';
import type { TextCodec } from '../../api/index.ts';
import type { Arena } from './arena.ts';
import { refuseUnlessPlain } from './copy-record.ts';
import type { Cursor, WriteText } from './shape-codec.ts';
import { readText } from './shape-codec.ts';

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
const depthMax = 256;

const numberArrays = [
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
] as const;

/** Throws where the value holds something that cannot travel; what was written by then is the caller's to undo. */
export function writeValue(value: unknown, arena: Arena, writeText: WriteText, depth = 0): void {
  switch (typeof value) {
    case 'number':
      return writeNumber(tags.number, value, arena);
    case 'string':
      return writeTagged(tags.text, value, arena, writeText);
    case 'boolean':
      return writeByte(value ? tags.true : tags.false, arena);
    case 'undefined':
      return writeByte(tags.undefined, arena);
    case 'bigint':
      return writeTagged(tags.bigint, String(value), arena, writeText);
    case 'object':
      if (depth > depthMax)
        throw new RangeError(`a record is nested more than ${depthMax} levels deep, or holds itself`);
      return value === null ? writeByte(tags.null, arena) : writeObject(value, arena, writeText, depth + 1);
    case 'function':
    case 'symbol':
      return refuseUnlessPlain(value);
  }
}

function writeObject(value: object, arena: Arena, writeText: WriteText, depth: number): void {
  if (Array.isArray(value)) {
    writeCount(tags.array, value.length, arena);
    for (const item of value) writeValue(item, arena, writeText, depth);
  } else if (value instanceof Map) {
    writeCount(tags.map, value.size, arena);
    for (const [key, item] of value) {
      writeValue(key, arena, writeText, depth);
      writeValue(item, arena, writeText, depth);
    }
  } else if (value instanceof Set) {
    writeCount(tags.set, value.size, arena);
    for (const item of value) writeValue(item, arena, writeText, depth);
    // oxlint-disable-next-line no-restricted-globals -- A date that a record holds; no clock is asked.
  } else if (value instanceof Date) {
    writeNumber(tags.date, value.getTime(), arena);
  } else if (ArrayBuffer.isView(value)) {
    writeNumbers(value, arena);
  } else {
    refuseUnlessPlain(value);
    const names = Object.keys(value);
    writeCount(tags.object, names.length, arena);
    for (const name of names) {
      writeBareText(name, arena, writeText);
      writeValue((value as Readonly<Record<string, unknown>>)[name], arena, writeText, depth);
    }
  }
}

function writeNumbers(value: ArrayBufferView, arena: Arena): void {
  const which = numberArrays.findIndex((type) => value instanceof type);
  if (which < 0) return refuseUnlessPlain(value);
  writeCount(tags.numbers, value.byteLength, arena);
  writeByte(which, arena);
  arena.append(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
}

function writeByte(byte: number, arena: Arena): void {
  const at = arena.reserve(1);
  arena.bytes[at] = byte;
  arena.at = at + 1;
}

function writeNumber(tag: number, value: number, arena: Arena): void {
  const at = arena.reserve(9);
  arena.bytes[at] = tag;
  arena.view.setFloat64(at + 1, value, true);
  arena.at = at + 9;
}

function writeCount(tag: number, count: number, arena: Arena): void {
  const at = arena.reserve(5);
  arena.bytes[at] = tag;
  arena.view.setUint32(at + 1, count, true);
  arena.at = at + 5;
}

function writeTagged(tag: number, text: string, arena: Arena, writeText: WriteText): void {
  writeByte(tag, arena);
  writeBareText(text, arena, writeText);
}

function writeBareText(text: string, arena: Arena, writeText: WriteText): void {
  const at = arena.reserve(5 + text.length * 3);
  arena.at = writeText(arena.bytes, arena.view, at, text);
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
      return BigInt(readText(cursor, text));
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
  const type = numberArrays[cursor.bytes[cursor.at++] ?? numberArrays.length];
  assert(type !== undefined, 'I16: an unknown type of numbers on a channel');
  const start = cursor.at;
  cursor.at = start + length;
  return new type(new Uint8Array(cursor.bytes.subarray(start, cursor.at)).buffer);
}
