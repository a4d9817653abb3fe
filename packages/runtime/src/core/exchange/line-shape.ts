/**
 * Lines of NDJSON that nobody has parsed travel as they came, behind the tag of their shape and the lengths of their fields.
 * The receiver finds each field by adding lengths up, and reads the ones that are asked for.
 */
import type { LineShape } from '@potoroo/shared/record-layout';
import { LazyRecord, lengthBytesMax, lineReader } from '@potoroo/shared/record-layout';
import type { TextCodec } from '../../api/index.ts';
import { copyBytes } from './layout-shape.ts';
import type { ShapeDecoder, ShapeEncoder } from './shape-codec.ts';

export function lineShapeEncoder(shape: LineShape, tag: number, text: TextCodec): ShapeEncoder {
  const lengths = shape.line.length * lengthBytesMax;
  const { measure } = lineReader(shape, text);
  return (record, arena) => {
    if (!(record instanceof LazyRecord) || record.$form !== shape) return false;
    const size = sizeOf(record);
    const at = arena.reserve(1 + lengths + size);
    arena.bytes[at] = tag;
    const line = measure(record, arena.bytes, arena.view, at + 1);
    copyBytes(record, arena, line, size);
    arena.at = line + size;
    return true;
  };
}

const sizeOf = ({ $at, $end }: LazyRecord): number => $end - $at;

export function lineShapeDecoder(shape: LineShape, text: TextCodec): ShapeDecoder {
  const { record, place } = lineReader(shape, text);
  return (cursor) => {
    cursor.at = place(cursor.bytes, cursor.view, cursor.at);
    return record;
  };
}
