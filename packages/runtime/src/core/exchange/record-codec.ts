/**
 * Records of one channel to bytes and back. Both ends learn shapes in the same order from the stream itself: the sender
 * defines a shape before its first use. What has no shape travels as any value.
 *
 *   0 definition: text of the shape, then the record follows    1 any value
 *   2 text                                                      3 number: f64
 *   4 and above: a record of shape `tag - 4`
 *
 * A shape is the list of a record's fields, or what says where the fields lie of records that travel as the bytes they came in.
 */
import { assert } from '@potoroo/shared/assert';
import { type LineShape, type RecordLayout, LazyRecord, placesOf, wholeRecord } from '@potoroo/shared/record-layout';
import type { TextCodec } from '../../api/index.ts';
import type { Arena } from './arena.ts';
import { layoutShapeDecoder, layoutShapeEncoder } from './layout-shape.ts';
import { lineShapeDecoder, lineShapeEncoder } from './line-shape.ts';
import { RecentFew } from './recent-few.ts';
import type { Shape } from './record-shape.ts';
import { shapeOf, signatureOf } from './record-shape.ts';
import type { Cursor, ShapeDecoder, ShapeEncoder, WriteText } from './shape-codec.ts';
import { generateDecoder, generateEncoder, readText, textWriter } from './shape-codec.ts';
import { recordBytesMax, refuseLength } from './travel-rule.ts';
import { ValueWriter, readValue } from './value-codec.ts';

const tags = { definition: 0, any: 1, text: 2, number: 3, firstShape: 4 } as const;
const shapesMax = 128;

/** Records of a layout that travel as their bytes: behind which tag, and how many. */
type LayoutForm = { readonly form: RecordLayout; readonly tag: number; readonly bytes: number };

export class RecordEncoder {
  readonly #text: TextCodec;
  readonly #writeText: WriteText;
  readonly #values: ValueWriter;
  readonly #encoders = new Map<string, ShapeEncoder>();
  readonly #recent = new RecentFew<ShapeEncoder>();
  readonly #apart: string[] | null;
  readonly #forms: LayoutForm[] = [];
  /** Of records that stay bytes, so that what says where their fields lie is not made text for each of them. */
  #byForm = new WeakMap<LazyRecord['$form'], ShapeEncoder>();

  /** `apart`: collects the definitions of shapes, which then do not stand in the stream. */
  constructor(text: TextCodec, apart: string[] | null = null) {
    this.#text = text;
    this.#writeText = textWriter(text);
    this.#values = new ValueWriter(this.#writeText);
    this.#apart = apart;
  }

  /** Null where no record of the layout has been written, or records of it are not written as their bytes alone. */
  layoutForm(form: LazyRecord['$form']): LayoutForm | null {
    return this.#forms.find((each) => each.form === form) ?? null;
  }

  /** Throws where the record cannot travel; then nothing was written, and no shape was defined. */
  write(record: unknown, arena: Arena): void {
    const start = arena.at;
    const shapes = this.#encoders.size;
    try {
      this.#write(record, arena);
    } catch (error) {
      arena.at = start;
      this.#forgetBeyond(shapes);
      throw error;
    }
  }

  #write(record: unknown, arena: Arena): void {
    if (typeof record === 'object' && record !== null) {
      for (const encoder of this.#recent.members) if (encoder(record, arena)) return;
      this.#writeObject(record, arena);
    } else if (typeof record === 'string') {
      if (record.length > recordBytesMax) refuseLength();
      const at = arena.reserve(6 + record.length * 3);
      arena.bytes[at] = tags.text;
      arena.at = this.#writeText(arena.bytes, arena.view, at + 1, record);
      if (arena.at - at > recordBytesMax) refuseLength();
    } else if (typeof record === 'number') {
      const at = arena.reserve(9);
      arena.bytes[at] = tags.number;
      arena.view.setFloat64(at + 1, record, true);
      arena.at = at + 9;
    } else {
      this.#writeAny(record, arena);
    }
  }

  #writeObject(record: object, arena: Arena): void {
    const encoder =
      record instanceof LazyRecord ? this.#lazyEncoder(record.$form, arena) : this.#shapeEncoder(record, arena);
    if (encoder !== null && encoder(record, arena)) this.#recent.promote(encoder);
    else this.#writeAny(record, arena);
  }

  #shapeEncoder(record: object, arena: Arena): ShapeEncoder | null {
    const shape = shapeOf(record);
    if (shape === null) return null;
    return this.#encoderOf(signatureOf(shape), shape, arena, (tag) => generateEncoder(shape, tag, this.#text));
  }

  #lazyEncoder(form: RecordLayout | LineShape, arena: Arena): ShapeEncoder | null {
    const known = this.#byForm.get(form);
    if (known !== undefined) return known;
    const encoder = this.#encoderOf(JSON.stringify(form), form, arena, (tag) => {
      if ('line' in form) return lineShapeEncoder(form, tag, this.#text);
      this.#forms.push({ form, tag, bytes: placesOf(form).fixedBytes });
      return layoutShapeEncoder(form, tag);
    });
    if (encoder !== null) this.#byForm.set(form, encoder);
    return encoder;
  }

  #encoderOf(
    signature: string,
    shape: Shape | RecordLayout | LineShape,
    arena: Arena,
    generate: (tag: number) => ShapeEncoder,
  ): ShapeEncoder | null {
    const known = this.#encoders.get(signature);
    if (known !== undefined) return known;
    if (this.#encoders.size === shapesMax) return null;
    const definition = JSON.stringify(shape);
    if (this.#apart === null) this.#writeDefinition(definition, arena);
    else this.#apart.push(definition);
    const encoder = generate(tags.firstShape + this.#encoders.size);
    this.#encoders.set(signature, encoder);
    return encoder;
  }

  #writeDefinition(definition: string, arena: Arena): void {
    const at = arena.reserve(6 + definition.length * 3);
    arena.bytes[at] = tags.definition;
    arena.at = this.#writeText(arena.bytes, arena.view, at + 1, definition);
  }

  #writeAny(record: unknown, arena: Arena): void {
    const at = arena.reserve(1);
    arena.bytes[at] = tags.any;
    arena.at = at + 1;
    this.#values.write(wholeRecord(record), arena);
  }

  /** The definition of a shape never left with the record that needed it. */
  #forgetBeyond(shapes: number): void {
    for (const signature of Array.from(this.#encoders.keys()).slice(shapes)) {
      this.#encoders.delete(signature);
      this.#apart?.pop();
      this.#forms.splice(0, this.#forms.length, ...this.#forms.filter(({ tag }) => tag < tags.firstShape + shapes));
      this.#recent.forget();
      this.#byForm = new WeakMap();
    }
  }
}

export class RecordDecoder {
  readonly #text: TextCodec;
  readonly #decoders: ShapeDecoder[] = [];
  /** The record of the layout that was learned last, its tag and how many bytes it has: to be pointed at bytes behind that tag. */
  lazy: LazyRecord | null = null;
  lazyTag = 0;
  lazyBytes = 0;

  constructor(text: TextCodec) {
    this.#text = text;
  }

  read(cursor: Cursor): unknown {
    const tag = cursor.bytes[cursor.at++] ?? 0;
    const decoder = this.#decoders[tag - tags.firstShape];
    if (decoder !== undefined) return decoder(cursor);
    if (tag === tags.text) return readText(cursor, this.#text);
    if (tag === tags.definition) {
      this.learn(readText(cursor, this.#text));
      return this.read(cursor);
    }
    if (tag === tags.number) {
      cursor.at += 8;
      return cursor.view.getFloat64(cursor.at - 8, true);
    }
    assert(tag === tags.any, `I16: unknown record tag ${tag} on a channel`);
    return readValue(cursor, this.#text);
  }

  learn(definition: string): void {
    this.#decoders.push(this.#decoderOf(JSON.parse(definition) as Shape | RecordLayout | LineShape));
  }

  #decoderOf(shape: Shape | RecordLayout | LineShape): ShapeDecoder {
    if ('line' in shape) return lineShapeDecoder(shape, this.#text);
    if (!('fields' in shape)) return generateDecoder(shape, this.#text);
    const { decode, record } = layoutShapeDecoder(shape, this.#text);
    this.lazy = record;
    this.lazyTag = tags.firstShape + this.#decoders.length;
    this.lazyBytes = placesOf(shape).fixedBytes;
    return decode;
  }
}
