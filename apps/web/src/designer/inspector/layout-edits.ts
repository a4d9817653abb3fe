/** What can be done to a record layout in its table, as pure steps from one layout to the next. */
import {
  bigintTypes,
  bytesOf,
  type LayoutField,
  type LayoutType,
  numberTypes,
  type NumberType,
  type RecordLayout,
  sizedTypes,
} from '@potoroo/shared/record-layout';

export const firstLayout: RecordLayout = {
  byteOrder: 'big',
  fields: [{ name: 'field1', type: 'u32' }],
};

/** In the order in which the table offers them. */
export const typeTitles: Readonly<Record<LayoutType, string>> = {
  u8: 'u8',
  u16: 'u16',
  u32: 'u32',
  u64: 'u64',
  i8: 'i8',
  i16: 'i16',
  i32: 'i32',
  i64: 'i64',
  f32: 'f32',
  f64: 'f64',
  'u64-bigint': 'u64, bigint',
  'i64-bigint': 'i64, bigint',
  boolean: 'boolean',
  text: 'text',
  bytes: 'bytes',
  'sized-text': 'sized text',
  'sized-bytes': 'sized bytes',
};

export const withField = (layout: RecordLayout, index: number, field: LayoutField): RecordLayout => ({
  ...layout,
  fields: layout.fields.with(index, field),
});

export const withoutField = (layout: RecordLayout, index: number): RecordLayout => ({
  ...layout,
  fields: layout.fields.toSpliced(index, 1),
});

/** One more at the end, of the type of the last, under a name that is free. */
export function withOneMore(layout: RecordLayout): RecordLayout {
  const names = new Set(layout.fields.map(({ name }) => name));
  let number = layout.fields.length + 1;
  while (names.has(`field${number}`)) number++;
  const added = ofType({ name: `field${number}`, type: 'u8' }, layout.fields.at(-1)?.type ?? 'u32');
  return { ...layout, fields: [...layout.fields, added] };
}

/** Changes places with its neighbour; the places that were given stay behind, for they were those of the order before. */
export function moved(layout: RecordLayout, index: number, by: -1 | 1): RecordLayout {
  const one = layout.fields[index];
  const other = layout.fields[index + by];
  if (one === undefined || other === undefined) return layout;
  const fields = layout.fields.with(index, placedAt(other, null)).with(index + by, placedAt(one, null));
  return { ...layout, fields };
}

/** A place from the start of the record, or null to follow the field before. */
export function placedAt(field: LayoutField, at: number | null): LayoutField {
  const { at: _before, ...rest } = field;
  return at === null ? rest : { ...rest, at };
}

export function withConstant(field: LayoutField & { readonly type: NumberType }, equals: number | null): LayoutField {
  const { equals: _before, ...rest } = field;
  return equals === null ? rest : { ...rest, equals };
}

/** The field as one of another type: its name, its place and what the types have in common stay. */
export function ofType(field: LayoutField, type: LayoutType): LayoutField {
  const common = { name: field.name, ...(field.at === undefined ? {} : { at: field.at }) };
  const ordered = 'byteOrder' in field && field.byteOrder !== undefined ? { byteOrder: field.byteOrder } : {};
  const bytes = Math.max(1, 'bytes' in field ? field.bytes : (bytesOf(field) ?? 4));
  if (isOneOf(numberTypes, type)) {
    const constant = 'equals' in field && field.equals !== undefined ? { equals: field.equals } : {};
    return { ...common, type, ...ordered, ...constant };
  }
  if (isOneOf(bigintTypes, type)) return { ...common, type, ...ordered };
  if (isOneOf(sizedTypes, type)) return { ...common, type, size: 'size' in field ? field.size : 'u16', ...ordered };
  if (type === 'text') return { ...common, type, bytes, padding: 'padding' in field ? field.padding : 'spaces-after' };
  return type === 'bytes' ? { ...common, type, bytes } : { ...common, type: 'boolean' };
}

const isOneOf = <Type extends LayoutType>(types: readonly Type[], type: LayoutType): type is Type =>
  types.some((each) => each === type);

export const isLayoutType = (text: string): text is LayoutType => Object.hasOwn(typeTitles, text);

/** A whole number of at least `least`, null for an empty text, undefined for what is no such number. */
export function wholeNumberOf(text: string, least: number): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text);
  return Number.isInteger(value) && value >= least ? value : undefined;
}
