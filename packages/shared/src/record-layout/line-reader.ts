/**
 * The reader generated for the shape of a line: it finds where each field lies and checks that the line is what JSON.parse would
 * read the same, without making a value of anything. A lazy record over the line then reads a field when it is asked for.
 * It gives up at the first byte that is not as expected, so it never accepts what JSON.parse would refuse.
 */
import { LazyRecord, pointing } from './lazy-record.ts';
import { isFieldName } from './layout.ts';
import { type LineShape, fixedTexts } from './line-shape.ts';
import { digitsMax, numberAt, textReader } from './line-values.ts';
import type { LayoutText } from './runtime-parts.ts';
import { evaluated } from './generated.ts';

/** A lazy record over one line after another. */
export type LineReader = {
  readonly record: LazyRecord;
  /** Points the record at the line that begins at `start`; says where it ends, behind its brace, or -1 where it is of another shape. */
  readonly scan: (bytes: Uint8Array, view: DataView, start: number) => number;
  /** Points the record at a line that was scanned elsewhere, behind the lengths of its fields, which begin at `from`; says where it ends. */
  readonly place: (bytes: Uint8Array, view: DataView, from: number) => number;
  /** Writes the lengths of the fields, at most `lengthBytesMax` each; says where they end. */
  readonly measure: (record: LazyRecord, bytes: Uint8Array, view: DataView, from: number) => number;
  /** The value of the line that the record points at, as a plain object. */
  readonly whole: (record: LazyRecord) => unknown;
};

export function lineReader(shape: LineShape, text: LayoutText): LineReader {
  const given = { ...parts, ...textsOf(shape, text), shape, LazyRecord };
  const whole = evaluated<LineReader['whole']>(lineWholeCode(shape), given);
  const Generated = evaluated<new () => LazyRecord>(lineClassCode(shape), { ...given, whole });
  const record = new Generated();
  const bound = { ...given, record };
  return {
    record,
    whole,
    scan: evaluated<LineReader['scan']>(lineScanCode(shape), bound),
    place: evaluated<LineReader['place']>(linePlaceCode(shape), bound),
    measure: evaluated<LineReader['measure']>(lineMeasureCode(shape), bound),
  };
}

/** Bytes of text that stand for themselves; bytes of digits. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 32 && byte <= 126 && byte !== 34 && byte !== 92 ? 1 : 0,
);
const isDigit = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 48 && byte <= 57 ? 1 : 0));
const parts = { isPlain, isDigit, numberAt };

const textsOf = ({ line }: LineShape, text: LayoutText): Readonly<Record<string, unknown>> =>
  Object.fromEntries(line.flatMap(({ type }, i) => (type === 'string' ? [[`text${i}`, textReader(text)]] : [])));

/** Where field `i` ends: what stands behind it has a fixed length. */
function endOf(shape: LineShape, i: number, of: string): string {
  const { before, behind } = fixedTexts(shape);
  const next = before[i + 1];
  return next === undefined ? `${of}.$end - ${behind.length}` : `${of}.$${i + 1} - ${next.length}`;
}

function valueAt(shape: LineShape, i: number, of: string): string {
  const start = `${of}.$${i}`;
  switch (shape.line[i]?.type) {
    case 'number':
      return `numberAt(${of}.$bytes, ${start}, ${endOf(shape, i, of)})`;
    case 'string':
      return `text${i}(${of}.$bytes, ${start}, ${endOf(shape, i, of)})`;
    default:
      return `${of}.$bytes[${start}] === 116`;
  }
}

export function lineWholeCode(shape: LineShape): string {
  const fields = shape.line.map(({ name }, i) => `${JSON.stringify(name)}: ${valueAt(shape, i, 'record')}`);
  return `(record) => ({ ${fields.join(', ')} })`;
}

/** Only names that code may read have getters (`compile/field-reads.ts`); the others are there in the whole. */
export function lineClassCode(shape: LineShape): string {
  return [
    'class extends LazyRecord {',
    ...shape.line.map((_, i) => `$${i} = 0;`),
    'get $form() { return shape; }',
    '$whole() { return whole(this); }',
    ...shape.line.map(({ name }, i) =>
      isFieldName(name) ? `get ${name}() { return ${valueAt(shape, i, 'this')}; }` : '',
    ),
    '}',
  ].join('\n');
}

export function lineScanCode(shape: LineShape): string {
  const { before, behind } = fixedTexts(shape);
  return [
    '(bytes, view, start) => {',
    'let at = start;',
    ...shape.line.flatMap(({ type }, i) => [...expect(before[i] ?? ''), `const s${i} = at;`, ...pass(type)]),
    ...expect(behind),
    ...shape.line.map((_, i) => `record.$${i} = s${i};`),
    pointing('at'),
    'return at;',
    '}',
  ].join('\n');
}

const wordBytes = 4;

/**
 * Code that compares the bytes at `at` with fixed text and moves behind it: byte by byte, or word by word where there is one, of which the
 * last may overlap the one before it.
 */
function expect(fixed: string): readonly string[] {
  const { length } = fixed;
  const codes = Array.from(fixed, (character) => character.charCodeAt(0));
  if (length < wordBytes) {
    const compared = codes.map((code, i) => `bytes[at + ${i}] !== ${code}`);
    return [`if (${compared.join(' || ')}) return -1;`, `at += ${length};`];
  }
  const word = new DataView(Uint8Array.from(codes).buffer);
  const differs = Array.from({ length: Math.ceil(length / wordBytes) }, (_, index) => {
    const place = Math.min(index * wordBytes, length - wordBytes);
    return `(view.getInt32(at + ${place}, true) ^ ${word.getInt32(place, true)})`;
  });
  return [`if (at + ${length} > bytes.length || (${differs.join(' | ')}) !== 0) return -1;`, `at += ${length};`];
}

/** Code that moves behind a value, or gives up. What must follow the value is looked at by whoever comes next. */
function pass(type: LineShape['line'][number]['type']): readonly string[] {
  switch (type) {
    case 'string':
      return ['while (isPlain[bytes[at]] === 1) at++;'];
    case 'boolean':
      return [
        'if (bytes[at] === 116 && bytes[at + 1] === 114 && bytes[at + 2] === 117 && bytes[at + 3] === 101) at += 4;',
        'else if (bytes[at] === 102 && bytes[at + 1] === 97 && bytes[at + 2] === 108 && bytes[at + 3] === 115 && bytes[at + 4] === 101) at += 5;',
        'else return -1;',
      ];
    case 'number':
      return [
        '{ if (bytes[at] === 45) at++; const first = at;',
        'while (isDigit[bytes[at]] === 1) at++;',
        'let digits = at - first;',
        'if (digits === 0 || (digits > 1 && bytes[first] === 48)) return -1;',
        'if (bytes[at] === 46) { const point = ++at; while (isDigit[bytes[at]] === 1) at++; if (at === point) return -1; digits += at - point; }',
        `if (digits > ${digitsMax}) return -1; }`,
      ];
  }
}

/** A length is a byte, or, where that cannot say it, 255 and four more. */
export const lengthBytesMax = 5;
const longLength = 255;

export function linePlaceCode(shape: LineShape): string {
  const { before, behind } = fixedTexts(shape);
  return [
    '(bytes, view, from) => {',
    'let start = from;',
    ...shape.line.map(
      (_, i) =>
        `let l${i} = bytes[start++]; if (l${i} === ${longLength}) { l${i} = view.getUint32(start, true); start += 4; }`,
    ),
    'let at = start;',
    ...shape.line.map((_, i) => `at += ${before[i]?.length ?? 0}; record.$${i} = at; at += l${i};`),
    `at += ${behind.length};`,
    pointing('at'),
    'return at;',
    '}',
  ].join('\n');
}

export function lineMeasureCode(shape: LineShape): string {
  return [
    '(record, bytes, view, from) => {',
    'let to = from;',
    ...shape.line.map(
      (_, i) =>
        `const l${i} = ${endOf(shape, i, 'record')} - record.$${i}; if (l${i} < ${longLength}) bytes[to++] = l${i}; else { bytes[to] = ${longLength}; view.setUint32(to + 1, l${i}, true); to += ${lengthBytesMax}; }`,
    ),
    'return to;',
    '}',
  ].join('\n');
}
