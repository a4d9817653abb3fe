/** Puts records into the bytes of a source: length-framed, NDJSON, CSV with a header, or lines. */
import { ByteWriter } from './bytes.ts';

export const inputFormats = ['framed', 'ndjson', 'csv', 'lines'] as const;
export type InputFormat = (typeof inputFormats)[number];

/** How records of one kind are written in each format. A format that is missing does not fit the kind. */
export type RecordForms<Value> = {
  readonly framed?: (value: Value, writer: ByteWriter) => void;
  readonly line?: (value: Value) => string;
  /** The fields of NDJSON and CSV, in column order. */
  readonly fields?: readonly (keyof Value & string)[];
};

export function encodeRecords<Value>(
  format: InputFormat,
  values: Iterable<Value>,
  forms: RecordForms<Value>,
): Uint8Array {
  switch (format) {
    case 'framed':
      return encodeFrames(values, present(forms.framed, format));
    case 'lines':
      return encodeLines(values, present(forms.line, format));
    case 'ndjson':
      return encodeLines(values, jsonLine(present(forms.fields, format)));
    case 'csv': {
      const fields = present(forms.fields, format);
      const header = new ByteWriter().text(`${fields.join(',')}\n`).done();
      return joined(
        header,
        encodeLines(values, (value) => fields.map((field) => csvCell(value[field])).join(',')),
      );
    }
  }
}

function encodeFrames<Value>(values: Iterable<Value>, write: (value: Value, writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  for (const value of values) {
    const payload = new ByteWriter(64);
    write(value, payload);
    const bytes = payload.done();
    writer.u32(bytes.length).raw(bytes);
  }
  return writer.done();
}

function encodeLines<Value>(values: Iterable<Value>, line: (value: Value) => string): Uint8Array {
  const writer = new ByteWriter();
  for (const value of values) writer.text(`${line(value)}\n`);
  return writer.done();
}

const jsonLine =
  <Value>(fields: readonly (keyof Value & string)[]) =>
  (value: Value): string =>
    JSON.stringify(Object.fromEntries(fields.map((field) => [field, value[field]])));

function csvCell(value: unknown): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function present<Form>(form: Form | undefined, format: InputFormat): Form {
  if (form === undefined) throw new Error(`this application has no ${format} input`);
  return form;
}
