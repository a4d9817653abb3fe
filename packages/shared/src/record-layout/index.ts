export { layoutDecoder, layoutDecoderCode } from './decoder.ts';
export type { LayoutDecoder } from './decoder.ts';
export { layoutEncoder, layoutEncoderCode } from './encoder.ts';
export type { LayoutEncoder, LayoutTarget } from './encoder.ts';
export { canBeLazy, LazyRecord, lazyCheckedCode, lazyClassCode, lazyReader, wholeRecord } from './lazy-record.ts';
export type { LazyReader } from './lazy-record.ts';
export {
  bigintTypes,
  bytesOf,
  integerRange,
  isConstant,
  isFieldName,
  numberTypes,
  placesOf,
  recordFields,
  sizedTypes,
  sizeTypes,
  valueType,
} from './layout.ts';
export type {
  BigintType,
  ByteOrder,
  RecordLayout,
  LayoutField,
  LayoutType,
  NumberType,
  Padding,
  PlacedField,
  Places,
  SizedType,
  SizeType,
} from './layout.ts';
export {
  lengthBytesMax,
  lineReader,
  lineClassCode,
  lineMeasureCode,
  linePlaceCode,
  lineScanCode,
  lineWholeCode,
} from './line-reader.ts';
export type { LineReader } from './line-reader.ts';
export { expectedLineShape, lineShapeOf } from './line-shape.ts';
export type { LineShape } from './line-shape.ts';
export type { LayoutHost, LayoutText } from './runtime-parts.ts';
export { recordTypeText } from './type-text.ts';
