/**
 * NDJSON: one JSON value a line, held against the record type where the compiler knows it. Lines of one of a few shapes are read by
 * a reader generated for it (`record-layout/line-reader.ts`), which finds their end as well; whatever none takes goes to
 * JSON.parse, line by line. Where nobody does more than read fields, such a line is never parsed: it stays the bytes it is.
 */
import { type LineReader, type LineShape, lineReader, lineShapeOf } from '@potoroo/shared/record-layout';
import type { RecordShape } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import { DecodeError } from './decode-error.ts';
import type { Decoder } from './decoder.ts';
import type { Span } from './framer.ts';

/** Lines that no reader took, after which the shape of the next one is learned; and how many are. */
const missesBeforeLearning = 64;
const readersMax = 16;
/** A longer line is not worth keeping as it is, and is measured by those who copy it. */
const scannedBytesMax = 65_536;

export type JsonLinesParts = {
  readonly text: TextCodec;
  readonly shape: RecordShape;
  /** Lines may stay bytes: who meets them reads fields of theirs and nothing else. */
  readonly lazy: boolean;
  /** The shapes that streams of this source have had, so that equal ones are one. */
  readonly shapes: Map<string, LineShape>;
};

export class JsonLines {
  readonly #text: TextCodec;
  readonly #check: ((value: unknown) => void) | null;
  readonly #shapes: Map<string, LineShape>;
  readonly #lazy: boolean;
  /** The one that took the last line; null where there is none. */
  #reader: LineReader | null = null;
  /** By the signature of their shape. */
  readonly #readers = new Map<string, LineReader>();
  #misses = missesBeforeLearning;
  #viewed: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#viewed.buffer);

  constructor({ text, shape, lazy, shapes }: JsonLinesParts) {
    this.#text = text;
    this.#check = shapeCheck(shape);
    this.#lazy = lazy;
    this.#shapes = shapes;
  }

  /** Where the record that begins at `start` ends, behind its brace; -1 where it is of no shape that is known. */
  scan(bytes: Uint8Array, start: number): number {
    const reader = this.#reader;
    if (reader === null) return -1;
    if (bytes !== this.#viewed) this.#look(bytes);
    let end = reader.scan(bytes, this.#view, start);
    if (end < 0) end = this.#scanByOthers(bytes, start);
    return end - start > scannedBytesMax ? -1 : end;
  }

  /** Most give up after a few bytes. */
  #scanByOthers(bytes: Uint8Array, start: number): number {
    if (this.#readers.size === 1) return -1;
    for (const reader of this.#readers.values()) {
      const end = reader.scan(bytes, this.#view, start);
      if (end < 0) continue;
      this.#reader = reader;
      return end;
    }
    return -1;
  }

  /** The record that was just scanned. */
  scanned(): unknown {
    const reader = this.#reader;
    if (reader === null) return undefined;
    return this.#lazy ? reader.record : reader.whole(reader.record);
  }

  readonly decode: Decoder = (bytes, span) => {
    if (span.end === span.start) return null;
    if (this.scan(bytes, span.start) === span.end) return this.scanned();
    return this.#parse(bytes, span);
  };

  #parse(bytes: Uint8Array, { start, end }: Span): unknown {
    const line = this.#text.decode(bytes, start, end);
    const value = parseLine(line);
    this.#check?.(value);
    if (++this.#misses > missesBeforeLearning) this.#learn(line, value);
    return value;
  }

  #learn(line: string, value: unknown): void {
    this.#misses = 0;
    const shape = lineShapeOf(line, value);
    if (shape === null) return;
    const signature = JSON.stringify(shape);
    const known = this.#readers.get(signature);
    if (known === undefined && this.#readers.size === readersMax) return;
    this.#reader = known ?? lineReader(this.#shared(signature, shape), this.#text);
    this.#readers.set(signature, this.#reader);
  }

  #shared(signature: string, shape: LineShape): LineShape {
    const known = this.#shapes.get(signature);
    if (known !== undefined) return known;
    if (this.#shapes.size < shapesMax) this.#shapes.set(signature, shape);
    return shape;
  }

  #look(bytes: Uint8Array): void {
    this.#viewed = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

const shapesMax = 256;

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
