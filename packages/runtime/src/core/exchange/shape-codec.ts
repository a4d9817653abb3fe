/**
 * Generates the encoder and decoder of a shape as JavaScript: straight-line code, one statement a field. Field names
 * enter the code only through JSON.stringify. Text is one length byte and ASCII, or 255, a u32 length and UTF-8, or, where
 * UTF-8 would lose half a surrogate pair, 254, a u32 length and UTF-16: a record is the same whether or not it travelled.
 */
import type { TextCodec } from '../../api/index.ts';
import type { Arena } from './arena.ts';
import type { Shape } from './record-shape.ts';
import { shortTextCharsMax } from './travel-rule.ts';

/** Writes the tag and the record; false, and nothing written, where the record is not of this shape. */
export type ShapeEncoder = (record: unknown, arena: Arena) => boolean;
/** Reads a record at the cursor and moves it behind. */
export type ShapeDecoder = (cursor: Cursor) => unknown;

export type Cursor = { bytes: Uint8Array; view: DataView; at: number };

/** Profiles know the code by this name. */
const named = '\n//# sourceURL=potoroo-codec-of-records.js';
const longText = 255;
const brokenText = 254;
const loneSurrogate = /\p{Surrogate}/u;

export const generateEncoder = (shape: Shape, tag: number, text: TextCodec): ShapeEncoder =>
  new Function('writeText', 'names', `return ${encoderCode(shape, tag)}${named}`)(
    textWriter(text),
    namesOf(shape),
  ) as ShapeEncoder;

export function encoderCode(shape: Shape, tag: number): string {
  const textLengths = textLengthsOf(shape);
  const fixed = shape.reduce((bytes, { kind }) => bytes + (kind === 'number' ? 8 : kind === 'string' ? 5 : 1), 1);
  const code = [
    ...refuseOthers(shape, 'false'),
    `let at = arena.reserve(${fixed}${textLengths.length > 0 ? ` + 3 * (${textLengths.join(' + ')})` : ''});`,
    'const bytes = arena.bytes, view = arena.view;',
    `bytes[at++] = ${tag};`,
    ...shape.map(({ kind }, i) => writeField(kind, `f${i}`)),
    'arena.at = at; return true;',
  ].join('\n');
  return `(record, arena) => {\n${code}\n}`;
}

/** A copy of a record of this shape, or undefined where it is of another. */
export type ShapeCopier = (record: unknown) => unknown;

export function generateCopier(shape: Shape): ShapeCopier {
  const code = [...refuseOthers(shape, 'undefined'), `return ${literalOf(shape)};`].join('\n');
  return new Function('names', `return (record) => {\n${code}\n}${named}`)(namesOf(shape)) as ShapeCopier;
}

const textLengthsOf = (shape: Shape): readonly string[] =>
  shape.flatMap(({ kind }, i) => (kind === 'string' ? [`f${i}.length`] : []));
const namesOf = (shape: Shape): readonly string[] => shape.map(({ name }) => name);
const literalOf = (shape: Shape): string =>
  `{ ${shape.map(({ name }, i) => `${JSON.stringify(name)}: f${i}`).join(', ')} }`;

/**
 * Code that reads the fields of `record` into f0, f1, ... and returns where it is not of the shape, field order included.
 * Only what is plain by its prototype can be of a shape, and long text is left to those who measure it (T3), so that it
 * makes no difference which shapes were seen before.
 */
function refuseOthers(shape: Shape, result: string): readonly string[] {
  const lengths = textLengthsOf(shape);
  const differs = shape.map(({ kind }, i) => (kind === 'null' ? `f${i} !== null` : `typeof f${i} !== '${kind}'`));
  return [
    ...shape.map(({ name }, i) => `const f${i} = record[${JSON.stringify(name)}];`),
    'const prototype = Object.getPrototypeOf(record);',
    `if (prototype !== Object.prototype && prototype !== null) return ${result};`,
    `if (${differs.join(' || ')}) return ${result};`,
    `let fields = 0; for (const name in record) if (name !== names[fields++]) return ${result};`,
    `if (fields !== ${shape.length}) return ${result};`,
    ...(lengths.length > 0 ? [`if (${lengths.join(' + ')} > ${shortTextCharsMax}) return ${result};`] : []),
  ];
}

function writeField(kind: Shape[number]['kind'], name: string): string {
  switch (kind) {
    case 'number':
      return `view.setFloat64(at, ${name}, true); at += 8;`;
    case 'string':
      return `at = writeText(bytes, view, at, ${name});`;
    case 'boolean':
      return `bytes[at++] = ${name} ? 1 : 0;`;
    case 'null':
      return '';
  }
}

export const generateDecoder = (shape: Shape, text: TextCodec): ShapeDecoder =>
  new Function('readText', `return ${decoderCode(shape)}${named}`)((cursor: Cursor) =>
    readText(cursor, text),
  ) as ShapeDecoder;

export function decoderCode(shape: Shape): string {
  const code = shape.map(({ kind }, i) => readField(kind, `f${i}`)).join('\n');
  return `(cursor) => {\n${code}\nreturn ${literalOf(shape)};\n}`;
}

function readField(kind: Shape[number]['kind'], name: string): string {
  switch (kind) {
    case 'number':
      return `const ${name} = cursor.view.getFloat64(cursor.at, true); cursor.at += 8;`;
    case 'string':
      return `const ${name} = readText(cursor);`;
    case 'boolean':
      return `const ${name} = cursor.bytes[cursor.at++] === 1;`;
    case 'null':
      return `const ${name} = null;`;
  }
}

/** Writes text where room for three bytes a character and five more was reserved; says where it ended. */
export type WriteText = (bytes: Uint8Array, view: DataView, at: number, value: string) => number;

export function textWriter(text: TextCodec): WriteText {
  return (bytes, view, at, value) => {
    const length = value.length;
    if (length < brokenText) {
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        bytes[at + 1 + i] = code;
      }
      if (i === length) {
        bytes[at] = length;
        return at + 1 + length;
      }
    }
    if (loneSurrogate.test(value)) return writeUnits(bytes, view, at, value);
    const encoded = text.encode(value);
    bytes[at] = longText;
    view.setUint32(at + 1, encoded.length, true);
    bytes.set(encoded, at + 5);
    return at + 5 + encoded.length;
  };
}

function writeUnits(bytes: Uint8Array, view: DataView, at: number, value: string): number {
  bytes[at] = brokenText;
  view.setUint32(at + 1, value.length, true);
  for (let i = 0; i < value.length; i++) view.setUint16(at + 5 + i * 2, value.charCodeAt(i), true);
  return at + 5 + value.length * 2;
}

function readUnits(cursor: Cursor): string {
  const length = cursor.view.getUint32(cursor.at + 1, true);
  const start = cursor.at + 5;
  let value = '';
  for (let i = 0; i < length; i++) value += String.fromCharCode(cursor.view.getUint16(start + i * 2, true));
  cursor.at = start + length * 2;
  return value;
}

const shortText = 12;

export function readText(cursor: Cursor, text: TextCodec): string {
  const { bytes } = cursor;
  const length = bytes[cursor.at] ?? 0;
  if (length === brokenText) return readUnits(cursor);
  if (length === longText) {
    const start = cursor.at + 5;
    const end = start + cursor.view.getUint32(cursor.at + 1, true);
    cursor.at = end;
    return text.decode(bytes, start, end);
  }
  const start = cursor.at + 1;
  cursor.at = start + length;
  if (length > shortText) return text.decode(bytes, start, cursor.at);
  let value = '';
  for (let i = start; i < cursor.at; i++) value += String.fromCharCode(bytes[i] ?? 0);
  return value;
}
