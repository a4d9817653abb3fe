/** The encoder generated for a layout: a record's fields to its bytes, each held against what its type can hold. */
import { littleEndian, quoted } from './field-code.ts';
import { compiled } from './generated.ts';
import type { RecordLayout, LayoutField, NumberType, PlacedField } from './layout.ts';
import { integerRange, isConstant, placesOf } from './layout.ts';
import type { LayoutHost } from './runtime-parts.ts';
import { encoderParts } from './encoder-parts.ts';

/** Where a record is written: `room` makes sure of so many bytes behind `at`, and may replace the bytes and their view. */
export type LayoutTarget = { bytes: Uint8Array; view: DataView; readonly room: (at: number, bytes: number) => void };

/** Writes the record's bytes from `at` on; says where they end. Throws the host's refusal, with bytes half written. */
export type LayoutEncoder = (record: unknown, target: LayoutTarget, at: number) => number;

export const layoutEncoder = (layout: RecordLayout, host: LayoutHost): LayoutEncoder =>
  compiled<LayoutEncoder>(layoutEncoderCode(layout), layout, host, encoderParts(host));

export function layoutEncoderCode(layout: RecordLayout): string {
  const places = placesOf(layout);
  const sized = places.fields.findIndex(({ bytes }) => bytes === null);
  const fixed = sized < 0 ? places.fields : places.fields.slice(0, sized);
  const behind = sized < 0 ? [] : places.fields.slice(sized);
  const { fixedBytes } = places;
  return [
    '(record, target, start) => {',
    'fields(record);',
    `target.room(start, ${fixedBytes});`,
    `${behind.length === 0 ? 'const' : 'let'} { bytes, view } = target;`,
    ...gaps(fixed, fixedBytes),
    ...fixed.flatMap((placed, index) => writeAt(layout, placed, index, `start + ${placed.at ?? 0}`)),
    ...(behind.length === 0 ? [] : [`let at = start + ${fixedBytes};`]),
    ...behind.flatMap((placed, index) => writeBehind(layout, placed, fixed.length + index)),
    `return ${behind.length === 0 ? `start + ${fixedBytes}` : 'at'};`,
    '}',
  ].join('\n');
}

/** Bytes that belong to no field are zero, whatever was there before. */
function gaps(fixed: readonly PlacedField[], fixedBytes: number): readonly string[] {
  let end = 0;
  const ends = fixed.map(({ at, bytes }) => {
    const gap = { from: end, to: at ?? end };
    end = (at ?? end) + (bytes ?? 0);
    return gap;
  });
  return [...ends, { from: end, to: fixedBytes }]
    .filter(({ from, to }) => to > from)
    .map(({ from, to }) => `bytes.fill(0, start + ${from}, start + ${to});`);
}

function writeBehind(layout: RecordLayout, placed: PlacedField, index: number): readonly string[] {
  const { field, bytes } = placed;
  const fresh = ['bytes = target.bytes; view = target.view;'];
  if (bytes !== null)
    return [`target.room(at, ${bytes});`, ...fresh, ...writeAt(layout, placed, index, 'at'), `at += ${bytes};`];
  if (field.type !== 'sized-text' && field.type !== 'sized-bytes') return [];
  const { setter, size, greatest } = sizes[field.size];
  const made = `${field.type === 'sized-text' ? 'sizedText' : 'sizedBytes'}(${valueOf(field)}, ${quoted(field.name)}, ${greatest}, '${field.size}')`;
  return [
    `const v${index} = ${made};`,
    `target.room(at, ${size} + v${index}.length);`,
    ...fresh,
    `view.${setter}(at, v${index}.length, ${littleEndian(layout, field)});`,
    `bytes.set(v${index}, at + ${size}); at += ${size} + v${index}.length;`,
  ];
}

const sizes = {
  u8: { setter: 'setUint8', size: 1, greatest: 0xff },
  u16: { setter: 'setUint16', size: 2, greatest: 0xffff },
  u32: { setter: 'setUint32', size: 4, greatest: 0xffff_ffff },
} as const;

const valueOf = (field: LayoutField): string =>
  isConstant(field) ? String(field.equals) : `record[${quoted(field.name)}]`;

/** Statements that write a field of a fixed number of bytes at `at`. */
function writeAt(layout: RecordLayout, { field }: PlacedField, index: number, at: string): readonly string[] {
  const little = littleEndian(layout, field);
  const name = quoted(field.name);
  const value = `v${index}`;
  const given = `const ${value} = ${valueOf(field)};`;
  switch (field.type) {
    case 'boolean':
      return [
        given,
        `if (typeof ${value} !== 'boolean') wrong(${name}, ${value}, 'true or false');`,
        `bytes[${at}] = ${value} ? 1 : 0;`,
      ];
    case 'text':
      return [`fixedText(bytes, ${at}, ${field.bytes}, '${field.padding}', ${valueOf(field)}, ${name});`];
    case 'bytes':
      return [`bytes.set(fixedBytes(${valueOf(field)}, ${name}, ${field.bytes}), ${at});`];
    case 'u64-bigint':
    case 'i64-bigint': {
      const setter = field.type === 'u64-bigint' ? 'setBigUint64' : 'setBigInt64';
      return [`view.${setter}(${at}, big64(${valueOf(field)}, ${name}, '${field.type}'), ${little});`];
    }
    case 'sized-text':
    case 'sized-bytes':
      return [];
    default:
      return [given, ...numberCheck(field, value), ...writeNumber(field.type, value, at, little)];
  }
}

function numberCheck(field: LayoutField & { readonly type: NumberType }, value: string): readonly string[] {
  if (isConstant(field)) return [];
  const name = quoted(field.name);
  const range = integerRange(field.type);
  const isNumber = `if (typeof ${value} !== 'number') wrong(${name}, ${value}, 'a number');`;
  if (range === null) return [isNumber];
  const fits = `Number.isInteger(${value}) && ${value} >= ${range.least} && ${value} <= ${range.greatest}`;
  return [isNumber, `if (!(${fits})) tooMuch(${name}, ${value}, '${field.type}');`];
}

const setters: Readonly<Partial<Record<NumberType, string>>> = {
  u8: 'setUint8',
  i8: 'setInt8',
  u16: 'setUint16',
  i16: 'setInt16',
  u32: 'setUint32',
  i32: 'setInt32',
  f32: 'setFloat32',
  f64: 'setFloat64',
};

function writeNumber(type: NumberType, value: string, at: string, little: boolean): readonly string[] {
  const setter = setters[type];
  if (setter !== undefined) return [`view.${setter}(${at}, ${value}, ${little});`];
  const [high, low] = little ? [4, 0] : [0, 4];
  return [
    `view.setUint32(${at} + ${high}, Math.floor(${value} / 4294967296), ${little});`,
    `view.setUint32(${at} + ${low}, ${value}, ${little});`,
  ];
}
