/** NDJSON: one JSON value a line, held against the record type where the compiler knows it. */
import type { RecordShape } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import type { Decoder } from './decoder.ts';

export function jsonDecoder(text: TextCodec, shape: RecordShape): Decoder {
  const check = shapeCheck(shape);
  return (bytes, span) => {
    if (span.end === span.start) return null;
    const value: unknown = JSON.parse(text.decode(bytes, span.start, span.end));
    check?.(value);
    return value;
  };
}

/** A check that a value has the fields of its type; null where the type says nothing about fields. */
function shapeCheck(shape: RecordShape): ((value: unknown) => void) | null {
  if (shape === null) return null;
  const fields = shape.fields.filter((field) => field.type !== 'other' || !field.optional);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('the line is not a JSON object');
    const record = value as Readonly<Record<string, unknown>>;
    for (const field of fields) {
      const found = record[field.name];
      if (typeof found === field.type) continue;
      if (found === undefined && field.optional) continue;
      if (found === undefined) throw new TypeError(`field ${field.name} is missing`);
      if (field.type !== 'other') throw new TypeError(`field ${field.name} is ${found === null ? 'null' : `a ${typeof found}`}, not a ${field.type}`);
    }
  };
}
