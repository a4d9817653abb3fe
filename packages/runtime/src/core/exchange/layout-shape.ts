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

/**
 * By words of eight bytes, the last one over the one before it: for so few bytes a call into the engine costs more than the bytes, and
 * words of four cost twice as much.
 */
export function copyBytes({ $bytes, $view, $at }: LazyRecord, { bytes, view }: Viewed, at: number, size: number): void {
  const last = size - 8;
  if (last < 0) {
    for (let i = 0; i < size; i++) bytes[at + i] = $bytes[$at + i] ?? 0;
    return;
  }
  for (let i = 0; i < last; i += 8) view.setBigInt64(at + i, $view.getBigInt64($at + i, true), true);
  view.setBigInt64(at + last, $view.getBigInt64($at + last, true), true);
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
