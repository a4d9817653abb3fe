/**
 * Records that are still the bytes they came in travel as those bytes, behind the tag of their layout. The receiver reads
 * fields of them where they lie, as the sender did: no field is decoded on the way.
 */
import { AssertionError } from '@potoroo/shared/assert';
import { type RecordLayout, LazyRecord, lazyReader, placesOf } from '@potoroo/shared/record-layout';
import type { TextCodec } from '../../api/index.ts';
import type { ShapeDecoder, ShapeEncoder } from './shape-codec.ts';

export function layoutShapeEncoder(layout: RecordLayout, tag: number): ShapeEncoder {
  const size = placesOf(layout).fixedBytes;
  return (record, arena) => {
    if (!(record instanceof LazyRecord) || record.$form !== layout) return false;
    const at = arena.reserve(size + 1);
    arena.bytes[at] = tag;
    copyBytes(record, arena, at + 1, size);
    arena.at = at + 1 + size;
    return true;
  };
}

export type Viewed = { readonly bytes: Uint8Array; readonly view: DataView };

/** Word by word: for so few bytes a call into the engine costs more than the bytes. */
export function copyBytes({ $bytes, $view, $at }: LazyRecord, to: Viewed, at: number, size: number): void {
  let i = 0;
  for (; i + 4 <= size; i += 4) to.view.setInt32(at + i, $view.getInt32($at + i));
  for (; i < size; i++) to.bytes[at + i] = $bytes[$at + i] ?? 0;
}

export function layoutShapeDecoder(
  layout: RecordLayout,
  text: TextCodec,
): { readonly decode: ShapeDecoder; readonly record: LazyRecord } {
  const size = placesOf(layout).fixedBytes;
  // The source has checked them before they left.
  const refusal = (message: string) => new AssertionError(`I16: ${message}`);
  const { trusted, record } = lazyReader(layout, { text, refusal });
  const decode: ShapeDecoder = (cursor) => {
    const { at } = cursor;
    cursor.at = at + size;
    return trusted(cursor.bytes, cursor.view, at, cursor.at);
  };
  return { decode, record };
}
