/** A layout read and written field by field, as its definition says: what the generated code is held against in tests. */
import type { RecordLayout, LayoutField, Padding } from './layout.ts';
import { integerRange, isConstant, placesOf } from './layout.ts';
import type { LayoutHost } from './runtime-parts.ts';
import * as words from './words.ts';

const numberBits = (type: string): number => Number(/\d+/.exec(type)?.[0] ?? 0);

export function plainDecode(
  layout: RecordLayout,
  bytes: Uint8Array,
  { text, refusal }: LayoutHost,
): Record<string, unknown> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { fields, fixedBytes, isFixed } = placesOf(layout);
  for (const { field, at, bytes: length } of fields) {
    if (!isConstant(field) || at === null || length === null || bytes.length < at + length) continue;
    const found = Number(readNumber(view, field, at, layout));
    if (found !== field.equals) throw refusal(words.wrongConstant(field.name, found, field.equals));
  }
  if (isFixed && bytes.length !== fixedBytes) throw refusal(words.wrongLength(bytes.length, fixedBytes));
  for (const { field, at, bytes: length } of fields)
    if (at !== null && length !== null && bytes.length < at + length)
      throw refusal(words.endsInside(field.name, bytes.length));
  const record: Record<string, unknown> = {};
  let end = 0;
  for (const { field, at } of fields) {
    const cursor = { at: at ?? end };
    const take = (length: number): number => {
      if (bytes.length - cursor.at < length) throw refusal(words.endsInside(field.name, bytes.length));
      cursor.at += length;
      return cursor.at - length;
    };
    const value = readField(field, take);
    end = cursor.at;
    if (!isConstant(field)) record[field.name] = value;
  }
  if (end !== bytes.length) throw refusal(words.leftOver(bytes.length - end));
  return record;

  function readField(field: LayoutField, take: (length: number) => number): unknown {
    switch (field.type) {
      case 'boolean': {
        const byte = bytes[take(1)] ?? 0;
        if (byte > 1) throw refusal(words.notBoolean(field.name, byte));
        return byte === 1;
      }
      case 'text': {
        const at = take(field.bytes);
        return stripped(text.decode(bytes, at, at + field.bytes), field.padding);
      }
      case 'bytes': {
        const at = take(field.bytes);
        return bytes.slice(at, at + field.bytes);
      }
      case 'sized-text':
      case 'sized-bytes': {
        const size = numberBits(field.size) / 8;
        const length = Number(unsigned(view, take(size), size, isLittle(layout, field)));
        const at = take(length);
        return field.type === 'sized-text' ? text.decode(bytes, at, at + length) : bytes.slice(at, at + length);
      }
      default: {
        const value = readNumber(view, field, take(numberBits(field.type) / 8), layout);
        if (isConstant(field)) {
          if (Number(value) !== field.equals)
            throw refusal(words.wrongConstant(field.name, Number(value), field.equals));
          return undefined;
        }
        if (typeof value !== 'bigint' || field.type.endsWith('bigint')) return value;
        if (!Number.isSafeInteger(Number(value))) throw refusal(words.tooGreat(field.name, value));
        return Number(value);
      }
    }
  }
}

const isLittle = (layout: RecordLayout, field: LayoutField): boolean =>
  (('byteOrder' in field ? field.byteOrder : undefined) ?? layout.byteOrder) === 'little';

function unsigned(view: DataView, at: number, length: number, little: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < length; i++) value = value * 256n + BigInt(view.getUint8(at + (little ? length - 1 - i : i)));
  return value;
}

function readNumber(view: DataView, field: LayoutField, at: number, layout: RecordLayout): number | bigint {
  const little = isLittle(layout, field);
  if (field.type === 'f32') return view.getFloat32(at, little);
  if (field.type === 'f64') return view.getFloat64(at, little);
  const bits = numberBits(field.type);
  const raw = unsigned(view, at, bits / 8, little);
  const value = field.type.startsWith('i') ? BigInt.asIntN(bits, raw) : raw;
  return bits === 64 ? value : Number(value);
}

function stripped(text: string, padding: Padding): string {
  switch (padding) {
    case 'none':
      return text;
    case 'spaces-before':
      return text.replace(/^ +/, '');
    case 'spaces-after':
      return text.replace(/ +$/, '');
    case 'zeros-after': {
      let end = text.length;
      while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
      return text.slice(0, end);
    }
  }
}

export function plainEncode(layout: RecordLayout, record: unknown, { text, refusal }: LayoutHost): Uint8Array {
  if (typeof record !== 'object' || record === null) throw refusal(words.noRecord(record));
  const bytes: number[] = [];
  for (const { field, at } of placesOf(layout).fields) {
    while (at !== null && bytes.length < at) bytes.push(0);
    const value: unknown = isConstant(field) ? field.equals : Reflect.get(record, field.name);
    bytes.push(...fieldBytes(field, value));
  }
  return Uint8Array.from(bytes);

  function fieldBytes(field: LayoutField, value: unknown): readonly number[] {
    const wrong = (wanted: string) => refusal(words.wrongValue(field.name, value, wanted));
    switch (field.type) {
      case 'boolean':
        if (typeof value !== 'boolean') throw wrong('true or false');
        return [value ? 1 : 0];
      case 'text':
        if (typeof value !== 'string') throw wrong('text');
        return padded(field, [...text.encode(value)]);
      case 'bytes':
        if (!(value instanceof Uint8Array)) throw wrong('bytes');
        if (value.length !== field.bytes) throw refusal(words.wrongBytes(field.name, value.length, field.bytes));
        return [...value];
      case 'sized-text':
        if (typeof value !== 'string') throw wrong('text');
        return sized(field, [...text.encode(value)]);
      case 'sized-bytes':
        if (!(value instanceof Uint8Array)) throw wrong('bytes');
        return sized(field, [...value]);
      case 'u64-bigint':
      case 'i64-bigint': {
        if (typeof value !== 'bigint') throw wrong('a bigint');
        const same = field.type === 'u64-bigint' ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value);
        if (same !== value) throw refusal(words.cannotHold(field.name, value, field.type));
        return digits(value, 8, isLittle(layout, field));
      }
      default: {
        if (typeof value !== 'number') throw wrong('a number');
        return numberDigits(field, value);
      }
    }
  }

  function numberDigits(field: LayoutField, value: number): readonly number[] {
    const little = isLittle(layout, field);
    if (field.type === 'f32' || field.type === 'f64') {
      const floats = field.type === 'f32' ? new Float32Array([value]) : new Float64Array([value]);
      const inOrder = [...new Uint8Array(floats.buffer)];
      return little ? inOrder : inOrder.toReversed();
    }
    const range = integerRange(field.type as 'u8');
    const isHeld = range !== null && Number.isInteger(value) && value >= range.least && value <= range.greatest;
    if (!isHeld && !isConstant(field)) throw refusal(words.cannotHold(field.name, value, field.type));
    return digits(BigInt(value), numberBits(field.type) / 8, little);
  }

  function padded(field: LayoutField & { readonly type: 'text' }, content: readonly number[]): readonly number[] {
    const missing = field.bytes - content.length;
    if (missing < 0 || (field.padding === 'none' && missing > 0))
      throw refusal(words.wrongBytes(field.name, content.length, field.bytes));
    const filling = Array.from({ length: missing }, () => (field.padding === 'zeros-after' ? 0 : 32));
    return field.padding === 'spaces-before' ? [...filling, ...content] : [...content, ...filling];
  }

  function sized(field: LayoutField & { readonly size: string }, content: readonly number[]): readonly number[] {
    const length = numberBits(field.size) / 8;
    if (content.length >= 256 ** length)
      throw refusal(words.cannotHold(`${field.name}'s length`, content.length, field.size));
    return [...digits(BigInt(content.length), length, isLittle(layout, field)), ...content];
  }
}

function digits(value: bigint, length: number, little: boolean): readonly number[] {
  const raw = BigInt.asUintN(length * 8, value);
  const inOrder = Array.from({ length }, (_, i) => Number((raw >> BigInt(8 * i)) & 255n));
  return little ? inOrder : inOrder.toReversed();
}
