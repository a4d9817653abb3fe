/** Turns a value into the bytes of one record of a sink, its frame or line end included. */
import { type RecordLayout, layoutEncoder } from '@potoroo/shared/record-layout';
import { limits } from '@potoroo/shared/limits';
import type { Format } from '@potoroo/shared/pipeline';
import type { Outlet, TextCodec } from '../../api/index.ts';
import type { SnippetFunction } from '../snippets.ts';
import { toRow } from './csv.ts';

export type EncoderOptions = {
  readonly format: Format;
  readonly encode: SnippetFunction | null;
  readonly recordLayout?: RecordLayout | undefined;
  readonly text: TextCodec;
};

/** Writes one value to the outlet. Throws where the value cannot be encoded. */
export type Encoder = (value: unknown, outlet: Outlet) => void;

export function createEncoder({ format, encode, recordLayout, text }: EncoderOptions): Encoder {
  switch (format) {
    case 'ndjson':
      return (value, outlet) => outlet.write(checked(text.encode(`${toJson(value)}\n`)));
    case 'csv':
      return csvEncoder(text);
    case 'lines':
      if (recordLayout !== undefined) return encoderByLayout(recordLayout, text, withLineEnd);
      return (value, outlet) => outlet.write(checked(line(payload(value, encode), text)));
    case 'framed':
      if (recordLayout !== undefined) return encoderByLayout(recordLayout, text, withFrame);
      return (value, outlet) => outlet.write(checked(frame(payload(value, encode), text)));
  }
}

/** The same limit on every worker, whether the sink is here or elsewhere. */
function checked(bytes: Uint8Array): Uint8Array {
  if (bytes.length > limits.frameBytesMax)
    throw new RangeError(`the encoded record is ${bytes.length} bytes long, more than ${limits.frameBytesMax}`);
  return bytes;
}

function payload(value: unknown, encode: SnippetFunction | null): Uint8Array | string {
  const encoded = encode === null ? toText(value) : encode(value);
  if (typeof encoded === 'string' || encoded instanceof Uint8Array) return encoded;
  throw new TypeError(`encode returned ${encoded === null ? 'null' : `a ${typeof encoded}`}, not bytes or text`);
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : toJson(value));

function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`a ${typeof value} has no JSON form`);
  return json;
}

function line(content: Uint8Array | string, text: TextCodec): Uint8Array {
  if (typeof content === 'string') return text.encode(`${content}\n`);
  const bytes = new Uint8Array(content.length + 1);
  bytes.set(content);
  bytes[content.length] = 10;
  return bytes;
}

function frame(content: Uint8Array | string, text: TextCodec): Uint8Array {
  const body = typeof content === 'string' ? text.encode(content) : content;
  const bytes = new Uint8Array(4 + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length);
  bytes.set(body, 4);
  return bytes;
}

/** The fields of the first record are the columns; later records must have the same ones. */
function csvEncoder(text: TextCodec): Encoder {
  let columns: readonly string[] | null = null;
  return (value, outlet) => {
    if (typeof value !== 'object' || value === null)
      throw new TypeError('a CSV row is made from an object with fields');
    const record = value as Readonly<Record<string, unknown>>;
    const names = Object.keys(record);
    if (columns === null) {
      if (names.length === 0)
        throw new TypeError('a CSV row is made from an object with fields, and this one has none');
      outlet.preamble(checked(text.encode(`${toRow(names)}\n`)));
      columns = names;
    }
    if (names.length !== columns.length || !columns.every((column) => Object.hasOwn(record, column))) {
      throw new TypeError(`the record has the fields ${names.join(', ')}, the CSV columns are ${columns.join(', ')}`);
    }
    outlet.write(checked(text.encode(`${toRow(columns.map((column) => record[column]))}\n`)));
  };
}

/** One stretch of bytes for every record of a sink: the outlet copies what it is given. */
class Scratch {
  bytes = new Uint8Array(256);
  view = new DataView(this.bytes.buffer);

  room(at: number, bytes: number): void {
    if (at + bytes <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(at + bytes, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, at));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

type Envelope = { readonly before: number; readonly close: (scratch: Scratch, end: number) => number };

const withFrame: Envelope = {
  before: 4,
  close: (scratch, end) => {
    scratch.view.setUint32(0, end - 4);
    return end;
  },
};

const withLineEnd: Envelope = {
  before: 0,
  close: (scratch, end) => {
    scratch.room(end, 1);
    scratch.bytes[end] = 10;
    return end + 1;
  },
};

function encoderByLayout(layout: RecordLayout, text: TextCodec, { before, close }: Envelope): Encoder {
  const encode = layoutEncoder(layout, { text, refusal: (message) => new RangeError(message) });
  const scratch = new Scratch();
  return (value, outlet) => {
    scratch.room(0, before);
    const end = close(scratch, encode(value, scratch, before));
    outlet.write(checked(scratch.bytes.subarray(0, end)));
  };
}
