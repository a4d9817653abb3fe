/**
 * The decoder generated for a layout. It refuses in this order: constants that lie within the bytes, the length, then each
 * field from the first to the last.
 */
import { checkAt, littleEndian, property, quoted, valueAt } from './field-code.ts';
import type { RecordLayout, PlacedField, Places } from './layout.ts';
import { isConstant, placesOf } from './layout.ts';
import { compiled } from './generated.ts';
import type { LayoutHost } from './runtime-parts.ts';

/** The record in `bytes` from `start` to `end`; `view` covers the same bytes. Throws the host's refusal. */
export type LayoutDecoder = (bytes: Uint8Array, view: DataView, start: number, end: number) => unknown;

export const layoutDecoder = (layout: RecordLayout, host: LayoutHost): LayoutDecoder =>
  compiled<LayoutDecoder>(layoutDecoderCode(layout), layout, host);

/** The decoder as source text: what `compiled` makes a function of. */
export function layoutDecoderCode(layout: RecordLayout): string {
  const places = placesOf(layout);
  const values = places.fields.flatMap((placed, index) =>
    isConstant(placed.field) ? [] : [`${property(placed.field.name)}: f${index}`],
  );
  return [
    '(bytes, view, start, end) => {',
    ...fixedChecks(layout, places),
    ...places.fields.flatMap((placed, index) => fieldLines(layout, placed, index)),
    ...(places.isFixed ? [] : ['if (at !== end) throw refusal(words.leftOver(end - at));']),
    `return { ${values.join(', ')} };`,
    '}',
  ].join('\n');
}

/** Constants first: bytes of another kind of record are told as such, whatever their length. */
export function fixedChecks(layout: RecordLayout, places: Places): readonly string[] {
  const { fields, fixedBytes, isFixed } = places;
  const constants = fields.flatMap((placed, index) => {
    if (!isConstant(placed.field) || placed.at === null || placed.bytes === null) return [];
    const lines = checkAt(layout, placed, index, `start + ${placed.at}`);
    return [`if (end - start >= ${placed.at + placed.bytes}) {`, ...lines, '}'];
  });
  return [
    ...constants,
    ...(isFixed
      ? [`if (end - start !== ${fixedBytes}) throw refusal(words.wrongLength(end - start, ${fixedBytes}));`]
      : [...endChecks(fields), `let at = start + ${fixedBytes};`]),
  ];
}

/** Where a record of no fixed length ends too early, the first field that is not whole is named. */
const endChecks = (fields: readonly PlacedField[]): readonly string[] =>
  fields.flatMap(({ field, at, bytes }) =>
    at === null || bytes === null
      ? []
      : [`if (end - start < ${at + bytes}) throw refusal(words.endsInside(${quoted(field.name)}, end - start));`],
  );

function fieldLines(layout: RecordLayout, placed: PlacedField, index: number): readonly string[] {
  const { field, at, bytes } = placed;
  const value = (place: string) =>
    isConstant(field) ? [] : [`const f${index} = ${valueAt(layout, placed, index, place)};`];
  if (at !== null && bytes !== null) {
    const place = `start + ${at}`;
    return [...(isConstant(field) ? [] : checkAt(layout, placed, index, place)), ...value(place)];
  }
  if (bytes !== null) {
    return [
      room(field.name, String(bytes)),
      ...checkAt(layout, placed, index, 'at'),
      ...value('at'),
      `at += ${bytes};`,
    ];
  }
  return sizedLines(layout, placed, index);
}

const room = (name: string, bytes: string): string =>
  `if (end - at < ${bytes}) throw refusal(words.endsInside(${quoted(name)}, end - start));`;

const sizeGetters = { u8: 'getUint8', u16: 'getUint16', u32: 'getUint32' } as const;
const sizeBytes = { u8: 1, u16: 2, u32: 4 } as const;

function sizedLines(layout: RecordLayout, { field }: PlacedField, index: number): readonly string[] {
  if (field.type !== 'sized-text' && field.type !== 'sized-bytes') return [];
  const bytes = sizeBytes[field.size];
  const read = field.type === 'sized-text' ? 'text.decode(bytes, at, at + size' : 'bytes.slice(at, at + size';
  return [
    room(field.name, String(bytes)),
    `const size${index} = view.${sizeGetters[field.size]}(at, ${littleEndian(layout, field)}); at += ${bytes};`,
    room(field.name, `size${index}`),
    `const f${index} = ${read}${index}); at += size${index};`,
  ];
}
