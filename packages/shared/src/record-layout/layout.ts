/**
 * A declared layout: the bytes of one record as fields with types and places, instead of a decode or encode snippet. It
 * describes a payload; what divides a stream into payloads is the format. The generated code for it is in
 * `decoder.ts`, `encoder.ts` and `lazy-record.ts`.
 *
 *   Y1  fields stand in the order of their bytes; what lies between two of them is ignored when read and zero when written
 *   Y2  a field without a place begins where the one before it ends; behind a sized field none has a place of its own
 *   Y3  the record ends where its last field does, to the byte
 *   Y4  a field with a constant is no field of the record: it is compared when read, and written
 */

export type ByteOrder = 'big' | 'little';
/** What is filled up, and with what, where text is shorter than its field; it is taken off again when read. */
export type Padding = 'none' | 'spaces-before' | 'spaces-after' | 'zeros-after';

export const numberTypes = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64'] as const;
export const bigintTypes = ['u64-bigint', 'i64-bigint'] as const;
export const sizedTypes = ['sized-text', 'sized-bytes'] as const;
export const sizeTypes = ['u8', 'u16', 'u32'] as const;
export type NumberType = (typeof numberTypes)[number];
export type BigintType = (typeof bigintTypes)[number];
export type SizedType = (typeof sizedTypes)[number];
export type SizeType = (typeof sizeTypes)[number];

type Named = {
  readonly name: string;
  /** Bytes from the start of the record. */
  readonly at?: number;
};
type Ordered = {
  /** Where it differs from the layout's. */
  readonly byteOrder?: ByteOrder;
};

/** u64 and i64 are numbers up to 2^53; beyond, the record is refused. */
type NumberField = Named & Ordered & { readonly type: NumberType; readonly equals?: number };
type ConstantField = NumberField & { readonly equals: number };

export type LayoutField =
  | NumberField
  | (Named & Ordered & { readonly type: BigintType })
  /** One byte, 0 or 1. */
  | (Named & { readonly type: 'boolean' })
  /** UTF-8 in a field of a fixed number of bytes. */
  | (Named & { readonly type: 'text'; readonly bytes: number; readonly padding: Padding })
  | (Named & { readonly type: 'bytes'; readonly bytes: number })
  /** Its length as a number of type `size`, then UTF-8 or bytes. */
  | (Named & Ordered & { readonly type: SizedType; readonly size: SizeType });

export type LayoutType = LayoutField['type'];
export type RecordLayout = { readonly byteOrder: ByteOrder; readonly fields: readonly LayoutField[] };

/** A field where it lies: `at` from the start of the record, null behind a sized field; `bytes` null for a sized one. */
export type PlacedField = {
  readonly field: LayoutField;
  readonly at: number | null;
  readonly bytes: number | null;
};

export type Places = {
  readonly fields: readonly PlacedField[];
  /** Bytes up to the first sized field, or of the whole record. */
  readonly fixedBytes: number;
  readonly isFixed: boolean;
};

export function placesOf({ fields }: RecordLayout): Places {
  let end: number | null = 0;
  let fixedBytes = 0;
  const placed = fields.map((field): PlacedField => {
    const bytes = bytesOf(field);
    const at: number | null = end === null ? null : (field.at ?? end);
    end = at === null || bytes === null ? null : at + bytes;
    fixedBytes = end ?? at ?? fixedBytes;
    return { field, at, bytes };
  });
  return { fields: placed, fixedBytes, isFixed: placed.every(({ bytes }) => bytes !== null) };
}

const numberBytes: Readonly<Record<NumberType | BigintType, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  u64: 8,
  i64: 8,
  f32: 4,
  f64: 8,
  'u64-bigint': 8,
  'i64-bigint': 8,
};

/** How many bytes a field has; null where the record tells. */
export function bytesOf(field: LayoutField): number | null {
  switch (field.type) {
    case 'boolean':
      return 1;
    case 'text':
    case 'bytes':
      return field.bytes;
    case 'sized-text':
    case 'sized-bytes':
      return null;
    default:
      return numberBytes[field.type];
  }
}

export const isConstant = (field: LayoutField): field is ConstantField =>
  'equals' in field && field.equals !== undefined;

/** The fields that a record has. */
export const recordFields = ({ fields }: RecordLayout): readonly LayoutField[] =>
  fields.filter((field) => !isConstant(field));

/** What a field's value is in TypeScript. */
export function valueType({
  type,
}: Pick<LayoutField, 'type'>): 'number' | 'bigint' | 'boolean' | 'string' | 'Uint8Array' {
  switch (type) {
    case 'u64-bigint':
    case 'i64-bigint':
      return 'bigint';
    case 'boolean':
      return 'boolean';
    case 'text':
    case 'sized-text':
      return 'string';
    case 'bytes':
    case 'sized-bytes':
      return 'Uint8Array';
    default:
      return 'number';
  }
}

/** The least and the greatest whole number of a type; null where it holds fractions. */
export function integerRange(type: NumberType): { readonly least: number; readonly greatest: number } | null {
  if (type === 'f32' || type === 'f64') return null;
  if (type === 'u64') return { least: 0, greatest: Number.MAX_SAFE_INTEGER };
  if (type === 'i64') return { least: Number.MIN_SAFE_INTEGER, greatest: Number.MAX_SAFE_INTEGER };
  const values = 2 ** (8 * numberBytes[type]);
  return type.startsWith('u') ? { least: 0, greatest: values - 1 } : { least: -values / 2, greatest: values / 2 - 1 };
}

/** A name that can be a field's: it becomes one of a TypeScript type, and of a class. */
export const isFieldName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !refusedNames.has(name);
const refusedNames: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'toJSON',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);
