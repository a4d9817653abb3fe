/**
 * Lines of NDJSON that nobody has parsed travel as they came, behind the tag of their shape and the lengths of their fields.
 * The receiver finds each field by adding lengths up, and reads the ones that are asked for.
 */
import type { LineShape } from '@potoroo/shared/record-layout';
import { LazyRecord, lineReader } from '@potoroo/shared/record-layout';
import type { TextCodec } from '../../api/index.ts';
import { copyBytes } from './layout-shape.ts';
import type { ShapeDecoder, ShapeEncoder } from './shape-codec.ts';

/** Lines with a field that is longer than a byte can say are left to others. */
export function lineShapeEncoder(shape: LineShape, tag: number, text: TextCodec): ShapeEncoder {
  const fields = shape.line.length;
  const { measure } = lineReader(shape, text);
  return (record, arena) => {
    if (!(record instanceof LazyRecord) || record.$form !== shape) return false;
    const size = sizeOf(record);
    const at = arena.reserve(1 + fields + size);
    if (!measure(record, arena.bytes, at + 1)) return false;
    arena.bytes[at] = tag;
    copyBytes(record, arena, at + 1 + fields, size);
    arena.at = at + 1 + fields + size;
    return true;
  };
}

const sizeOf = ({ $at, $end }: LazyRecord): number => $end - $at;

export function lineShapeDecoder(shape: LineShape, text: TextCodec): ShapeDecoder {
  const fields = shape.line.length;
  const { record, place } = lineReader(shape, text);
  return (cursor) => {
    const from = cursor.at;
    cursor.at = place(cursor.bytes, cursor.view, from + fields, cursor.bytes, from);
    return record;
  };
}
