/**
 * A record layout as an author declares it, with the type of its records: where the fields of a record lie in its bytes,
 * in the place of a decode or encode function.
 *
 *     const trade = recordLayout([
 *       { name: 'symbol', type: 'text', bytes: 4, padding: 'spaces-before' },
 *       { name: 'price', type: 'f64' },
 *     ]);
 *     app.source('trades', { connector: tcp({ port: 7010, format: 'framed' }), recordLayout: trade });
 */
import type { ByteOrder, LayoutField, RecordLayout } from '@potoroo/shared/record-layout';

type ValueOf<Type extends LayoutField['type']> = Type extends 'u64-bigint' | 'i64-bigint'
  ? bigint
  : Type extends 'boolean'
    ? boolean
    : Type extends 'text' | 'sized-text'
      ? string
      : Type extends 'bytes' | 'sized-bytes'
        ? Uint8Array
        : number;

/** The records of a list of fields. A field with a constant is none of theirs. */
export type RecordOf<Fields extends readonly LayoutField[]> = {
  [Field in Fields[number] as Field extends { readonly equals: number } ? never : Field['name']]: ValueOf<
    Field['type']
  >;
};

/** A layout whose records a source gives. */
export type Giving<Out> = RecordLayout & { readonly gives?: Out };
/** A layout by which a sink can write such records. */
export type Taking<In> = RecordLayout & { readonly takes?: (record: In) => void };

/** All numbers are big-endian, unless said otherwise here or at a field. */
export const recordLayout = <const Fields extends readonly LayoutField[]>(
  fields: Fields,
  { byteOrder = 'big' }: { readonly byteOrder?: ByteOrder } = {},
): Giving<RecordOf<Fields>> & Taking<RecordOf<Fields>> => ({ byteOrder, fields });
