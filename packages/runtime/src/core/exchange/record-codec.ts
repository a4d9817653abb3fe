/**
 * Records of one channel to bytes and back. Both ends learn shapes in the same order from the stream itself: the sender
 * defines a shape before its first use. What has no shape travels by msgpackr.
 *
 *   0 definition: text of the shape, then the record follows    1 any value: u32 length, msgpackr
 *   2 text                                                      3 number: f64
 *   4 and above: a record of shape `tag - 4`
 */
import { assert } from '@potoroo/shared/assert';
import { packValue, unpackValue } from '@potoroo/shared/wire/value';
import type { TextCodec } from '../../api/index.ts';
import type { Arena } from './arena.ts';
import type { Shape } from './record-shape.ts';
import { shapeOf, signatureOf } from './record-shape.ts';
import type { Cursor, ShapeDecoder, ShapeEncoder, WriteText } from './shape-codec.ts';
import { generateDecoder, generateEncoder, readText, textWriter } from './shape-codec.ts';

const tags = { definition: 0, any: 1, text: 2, number: 3, firstShape: 4 } as const;
const shapesMax = 128;

export class RecordEncoder {
  readonly #text: TextCodec;
  readonly #writeText: WriteText;
  readonly #encoders = new Map<string, ShapeEncoder>();
  #latest: ShapeEncoder | null = null;

  constructor(text: TextCodec) {
    this.#text = text;
    this.#writeText = textWriter(text);
  }

  /** Throws where the record holds something that cannot travel; then nothing was written. */
  write(record: unknown, arena: Arena): void {
    if (typeof record === 'object' && record !== null) {
      if (this.#latest !== null && this.#latest(record, arena)) return;
      this.#writeObject(record, arena);
    } else if (typeof record === 'string') {
      const at = arena.reserve(6 + record.length * 3);
      arena.bytes[at] = tags.text;
      arena.at = this.#writeText(arena.bytes, arena.view, at + 1, record);
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
    const shape = shapeOf(record);
    if (shape === null) {
      this.#writeAny(record, arena);
      return;
    }
    const signature = signatureOf(shape);
    const encoder = this.#encoders.get(signature) ?? this.#define(shape, signature, arena);
    if (encoder === null) {
      this.#writeAny(record, arena);
      return;
    }
    this.#latest = encoder;
    const written = encoder(record, arena);
    assert(written, 'an encoder refuses a record of its own shape');
  }

  #define(shape: Shape, signature: string, arena: Arena): ShapeEncoder | null {
    if (this.#encoders.size === shapesMax) return null;
    const definition = JSON.stringify(shape);
    const at = arena.reserve(6 + definition.length * 3);
    arena.bytes[at] = tags.definition;
    arena.at = this.#writeText(arena.bytes, arena.view, at + 1, definition);
    const encoder = generateEncoder(shape, tags.firstShape + this.#encoders.size, this.#text);
    this.#encoders.set(signature, encoder);
    return encoder;
  }

  #writeAny(record: unknown, arena: Arena): void {
    const packed = packValue(record);
    const at = arena.reserve(5 + packed.length);
    arena.bytes[at] = tags.any;
    arena.view.setUint32(at + 1, packed.length, true);
    arena.bytes.set(packed, at + 5);
    arena.at = at + 5 + packed.length;
  }
}

export class RecordDecoder {
  readonly #text: TextCodec;
  readonly #decoders: ShapeDecoder[] = [];

  constructor(text: TextCodec) {
    this.#text = text;
  }

  read(cursor: Cursor): unknown {
    const tag = cursor.bytes[cursor.at++] ?? 0;
    const decoder = this.#decoders[tag - tags.firstShape];
    if (decoder !== undefined) return decoder(cursor);
    if (tag === tags.text) return readText(cursor, this.#text);
    if (tag === tags.definition) {
      this.#learn(JSON.parse(readText(cursor, this.#text)) as Shape);
      return this.read(cursor);
    }
    if (tag === tags.number) {
      cursor.at += 8;
      return cursor.view.getFloat64(cursor.at - 8, true);
    }
    assert(tag === tags.any, `I16: unknown record tag ${tag} on a channel`);
    const length = cursor.view.getUint32(cursor.at, true);
    cursor.at += 4 + length;
    return unpackValue(cursor.bytes.subarray(cursor.at - length, cursor.at));
  }

  #learn(shape: Shape): void {
    this.#decoders.push(generateDecoder(shape, this.#text));
  }
}
