/**
 * A record that is the bytes it came in: a field is read when it is asked for. Whoever is given one may read its fields and
 * nothing else, and only until the call returns: the object and its bytes are used again for the next record. The compiler
 * tells for which pipelines that is enough (`compile/field-reads.ts`); everywhere else records are plain objects.
 */
import { assert } from '../assert.ts';
import { fixedChecks, layoutDecoder } from './decoder.ts';
import { checkAt, property, valueAt } from './field-code.ts';
import { compiled } from './generated.ts';
import type { RecordLayout } from './layout.ts';
import { isConstant, placesOf } from './layout.ts';
import type { LineShape } from './line-shape.ts';
import type { LayoutHost } from './runtime-parts.ts';

const noBytes = new Uint8Array(0);
const noView = new DataView(noBytes.buffer);

/** Its own names begin with a character that no field's name has. */
export abstract class LazyRecord {
  $bytes: Uint8Array = noBytes;
  $view: DataView = noView;
  $at = 0;
  $end = 0;
  /** What tells where its fields lie. */
  abstract readonly $form: RecordLayout | LineShape;
  /** Its fields as a plain object, which may be kept. */
  abstract $whole(): unknown;
}

/** A lazy record over one record's bytes after another. */
export type LazyReader = {
  /** The record that both give. */
  readonly record: LazyRecord;
  /** Throws the host's refusal, as the decoder of the layout would. */
  readonly checked: (bytes: Uint8Array, view: DataView, start: number, end: number) => LazyRecord;
  /** For bytes that were checked elsewhere. */
  readonly trusted: (bytes: Uint8Array, view: DataView, start: number, end: number) => LazyRecord;
};

/** Fields at fixed places that hold no bytes of their own, of a record of a common size: all that can be read again and again for nothing. */
export function canBeLazy(layout: RecordLayout): boolean {
  const { isFixed, fixedBytes } = placesOf(layout);
  return isFixed && fixedBytes <= lazyBytesMax && layout.fields.every(({ type }) => type !== 'bytes');
}
const lazyBytesMax = 65_536;

export function lazyReader(layout: RecordLayout, host: LayoutHost): LazyReader {
  assert(canBeLazy(layout), 'a layout with fixed places');
  const decode = layoutDecoder(layout, host);
  const Generated = compiled<new () => LazyRecord>(lazyClassCode(layout), layout, host, { LazyRecord, layout, decode });
  const record = new Generated();
  return {
    record,
    trusted: compiled<LazyReader['trusted']>(lazyTrustedCode, layout, host, { record }),
    checked: compiled<LazyReader['checked']>(lazyCheckedCode(layout), layout, host, { record }),
  };
}

/** A plain object for a lazy record, and anything else as it is. */
export const wholeRecord = (record: unknown): unknown => (record instanceof LazyRecord ? record.$whole() : record);

export function lazyClassCode(layout: RecordLayout): string {
  const getters = placesOf(layout).fields.flatMap((placed, index) => {
    if (isConstant(placed.field) || placed.at === null) return [];
    const value = valueAt(layout, placed, index, `this.$at + ${placed.at}`);
    return [`get ${property(placed.field.name)}() { ${locals(value)}return ${value}; }`];
  });
  return [
    'class extends LazyRecord {',
    'get $form() { return layout; }',
    '$whole() { return decode(this.$bytes, this.$view, this.$at, this.$end); }',
    ...getters,
    '}',
  ].join('\n');
}

const locals = (value: string): string =>
  [
    /\bbytes\b/.test(value) ? 'const bytes = this.$bytes; ' : '',
    /\bview\b/.test(value) ? 'const view = this.$view; ' : '',
  ].join('');

/**
 * Points the record at the bytes of another one; a view is always of the same bytes. Most lie in the same buffer as the one before: a buffer is younger than the record, and
 * the garbage collector is told of each store of something young into something old, at the price of several of these comparisons.
 */
export const pointing = (end: string): string =>
  `if (record.$view !== view) { record.$bytes = bytes; record.$view = view; } record.$at = start; record.$end = ${end};`;

/** Generated for each reader, though the text is the same: the engine then knows that it meets one class only. */
const lazyTrustedCode = `(bytes, view, start, end) => { ${pointing('end')} return record; }`;

export function lazyCheckedCode(layout: RecordLayout): string {
  const places = placesOf(layout);
  const checks = places.fields.flatMap((placed, index) =>
    isConstant(placed.field) || placed.at === null ? [] : checkAt(layout, placed, index, `start + ${placed.at}`),
  );
  return [
    '(bytes, view, start, end) => {',
    ...fixedChecks(layout, places),
    ...checks,
    pointing('end'),
    'return record;',
    '}',
  ].join('\n');
}
