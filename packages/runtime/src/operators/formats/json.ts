/**
 * NDJSON: one JSON value a line, held against the record type where the compiler knows it. Lines of one shape are read by
 * a decoder generated for it (json-shape.ts); whatever it does not take goes to JSON.parse, record by record.
 */
import type { RecordShape } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import { DecodeError } from './decode-error.ts';
import type { Decoder } from './decoder.ts';
import type { ShapeReader } from './json-shape.ts';
import { readerFor } from './json-shape.ts';

/** Lines that the reader did not take, in a row, after which a new shape is learned; and how often that is tried. */
const missesBeforeLearning = 64;
const learningsMax = 16;

export function jsonDecoder(text: TextCodec, shape: RecordShape): Decoder {
  const check = shapeCheck(shape);
  let reader: ShapeReader | null = null;
  let misses = missesBeforeLearning;
  let learnings = 0;
  return (bytes, span) => {
    if (reader !== null) {
      const record = reader(bytes, span.start, span.end);
      if (record !== undefined) {
        misses = 0;
        return record;
      }
    }
    if (span.end === span.start) return null;
    const line = text.decode(bytes, span.start, span.end);
    const value = parseLine(line);
    check?.(value);
    if (++misses > missesBeforeLearning && learnings < learningsMax) {
      learnings++;
      misses = 0;
      reader = readerFor(line, value, text);
    }
    return value;
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new DecodeError(`the line is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A check that a value has the fields of its type; null where the type says nothing about fields. */
function shapeCheck(shape: RecordShape): ((value: unknown) => void) | null {
  if (shape === null) return null;
  const fields = shape.fields.filter((field) => field.type !== 'other' || !field.optional);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new DecodeError('the line is not a JSON object');
    const record = value as Readonly<Record<string, unknown>>;
    for (const field of fields) {
      const found = record[field.name];
      if (typeof found === field.type) continue;
      if (found === undefined && field.optional) continue;
      if (found === undefined) throw new DecodeError(`field ${field.name} is missing`);
      if (field.type !== 'other')
        throw new DecodeError(
          `field ${field.name} is ${found === null ? 'null' : `a ${typeof found}`}, not a ${field.type}`,
        );
    }
  };
}
