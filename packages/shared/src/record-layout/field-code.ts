/** Pieces of source text for one field, shared by the decoder and the lazy record. Names are written as JSON text. */
import type { ByteOrder, RecordLayout, LayoutField, PlacedField } from './layout.ts';
import { isConstant, isFieldName } from './layout.ts';
import { assert } from '../assert.ts';

export const quoted = (text: string): string => JSON.stringify(text);

/** A name that stands in generated code as it is. The compiler has refused every other one. */
export function property(name: string): string {
  assert(isFieldName(name), `${quoted(name)} is a name that a field can have`);
  return name;
}

export const littleEndian = (layout: RecordLayout, field: LayoutField): boolean => orderOf(layout, field) === 'little';
const orderOf = (layout: RecordLayout, field: LayoutField): ByteOrder =>
  ('byteOrder' in field ? field.byteOrder : undefined) ?? layout.byteOrder;

const getters: Readonly<Partial<Record<LayoutField['type'], string>>> = {
  i8: 'getInt8',
  u16: 'getUint16',
  i16: 'getInt16',
  u32: 'getUint32',
  i32: 'getInt32',
  f32: 'getFloat32',
  f64: 'getFloat64',
  'u64-bigint': 'getBigUint64',
  'i64-bigint': 'getBigInt64',
};

/** An expression for the value of a field at `at`, bytes that are known to be there and to fit; `index` names its text reader. */
export function valueAt(layout: RecordLayout, { field, bytes }: PlacedField, index: number, at: string): string {
  const little = littleEndian(layout, field);
  switch (field.type) {
    case 'u8':
      return `bytes[${at}]`;
    case 'boolean':
      return `bytes[${at}] === 1`;
    case 'text':
      return `text${index}(bytes, view, ${at})`;
    case 'bytes':
      return `bytes.slice(${at}, ${at} + ${bytes})`;
    case 'u64':
    case 'i64': {
      const [high, low] = little ? [4, 0] : [0, 4];
      const getHigh = field.type === 'u64' ? 'getUint32' : 'getInt32';
      return `view.${getHigh}(${at} + ${high}, ${little}) * 4294967296 + view.getUint32(${at} + ${low}, ${little})`;
    }
    default: {
      const getter = getters[field.type];
      assert(getter !== undefined, `a ${field.type} is read by code of its own`);
      return `view.${getter}(${at}, ${little})`;
    }
  }
}

/** Statements that refuse what the bytes of a fixed field may hold and its type may not. */
export function checkAt(layout: RecordLayout, placed: PlacedField, index: number, at: string): readonly string[] {
  const { field } = placed;
  const name = quoted(field.name);
  if (isConstant(field)) {
    const found = `constant${index}`;
    return [
      `const ${found} = ${valueAt(layout, placed, index, at)};`,
      `if (${found} !== ${field.equals}) throw refusal(words.wrongConstant(${name}, ${found}, ${field.equals}));`,
    ];
  }
  if (field.type === 'boolean')
    return [`if (bytes[${at}] > 1) throw refusal(words.notBoolean(${name}, bytes[${at}]));`];
  if (field.type !== 'u64' && field.type !== 'i64') return [];
  const exact = `view.${field.type === 'u64' ? 'getBigUint64' : 'getBigInt64'}(${at}, ${littleEndian(layout, field)})`;
  return [
    `if (!Number.isSafeInteger(${valueAt(layout, placed, index, at)})) throw refusal(words.tooGreat(${name}, ${exact}));`,
  ];
}
