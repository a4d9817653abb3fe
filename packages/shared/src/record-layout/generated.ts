/** The one place where generated text for a layout or the shape of a line becomes a function. */
import type { RecordLayout } from './layout.ts';
import type { LayoutHost } from './runtime-parts.ts';
import { fixedTextReader } from './runtime-parts.ts';
import * as words from './words.ts';

/** The value of an expression that may use the host's text and refusals, the words, a reader `text3` for the text in field 3, and `more`. */
export function compiled<Value>(
  code: string,
  layout: RecordLayout,
  { text, refusal }: LayoutHost,
  more: Readonly<Record<string, unknown>> = {},
): Value {
  const readers = layout.fields.flatMap((field, index) =>
    field.type === 'text' ? [[`text${index}`, fixedTextReader(field.bytes, field.padding, text)] as const] : [],
  );
  const given = { text, refusal, words, ...more, ...Object.fromEntries(readers) };
  return evaluated<Value>(code, given);
}

/** The value of an expression that may use what it is given by name. */
export function evaluated<Value>(code: string, given: Readonly<Record<string, unknown>>): Value {
  return new Function(...Object.keys(given), `return ${code};\n//# sourceURL=potoroo-codec-of-bytes.js`)(
    ...Object.values(given),
  ) as Value;
}
