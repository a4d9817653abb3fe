/**
 * The bytes of state objects of one slot, as they lie in a checkpoint and travel to a new owner. A section stands alone:
 * it brings the shapes that its values use.
 *
 *   u32 objects | u32 shapes | texts of the shapes | (text of the key, value) for each object
 */
import type { TextCodec } from '../../api/index.ts';
import { Arena } from '../exchange/arena.ts';
import { cursorOver } from '../exchange/channel-in.ts';
import { RecordDecoder, RecordEncoder } from '../exchange/record-codec.ts';
import type { WriteText } from '../exchange/shape-codec.ts';
import { readText, textWriter } from '../exchange/shape-codec.ts';

const firstBytes = 512;
/** Drafts whose memory is used again: those of a whole checkpoint would otherwise be some times its size, to be collected. */
const sparesMax = 16;
const spareBytesMax = 1 << 20;
const headBytes = 8;

/** Encodes the objects of one keyed stage: shapes are learned once for all of its sections. Mutable. */
export class SectionEncoder {
  readonly #definitions: string[] = [];
  readonly #encoder: RecordEncoder;
  readonly #writeText: WriteText;
  readonly #spares: Arena[] = [];

  constructor(text: TextCodec) {
    this.#encoder = new RecordEncoder(text, this.#definitions);
    this.#writeText = textWriter(text);
  }

  open(): SectionDraft {
    return { body: this.#spares.pop() ?? new Arena(firstBytes), objects: 0 };
  }

  /** Throws where the value cannot be kept: a function, a class instance, something beyond the limits. */
  add(draft: SectionDraft, key: string, value: unknown): void {
    const { body } = draft;
    const start = body.reserve(5 + key.length * 3);
    body.at = this.#writeText(body.bytes, body.view, start, key);
    try {
      this.#encoder.write(value, body);
    } catch (error) {
      body.at = start;
      throw error;
    }
    draft.objects++;
  }

  /** The draft is used up. */
  close({ body, objects }: SectionDraft): Uint8Array {
    const shapes = this.#definitions.reduce((bytes, definition) => bytes + 5 + definition.length * 3, 0);
    const section = new Arena(headBytes + shapes + body.at);
    const head = section.reserve(headBytes);
    section.view.setUint32(head, objects, true);
    section.view.setUint32(head + 4, this.#definitions.length, true);
    section.at = head + headBytes;
    for (const definition of this.#definitions) {
      const at = section.reserve(5 + definition.length * 3);
      section.at = this.#writeText(section.bytes, section.view, at, definition);
    }
    section.append(body.bytes.subarray(0, body.at));
    body.at = 0;
    if (this.#spares.length < sparesMax && body.bytes.length <= spareBytesMax) this.#spares.push(body);
    return section.bytes.subarray(0, section.at);
  }
}

export type SectionDraft = { readonly body: Arena; objects: number };

/** Decodes sections; those that bring the same shapes share their decoders. Mutable. */
export class SectionDecoder {
  readonly #text: TextCodec;
  readonly #decoders = new Map<string, RecordDecoder>();

  constructor(text: TextCodec) {
    this.#text = text;
  }

  read(section: Uint8Array, each: (key: string, value: unknown) => void): void {
    const cursor = cursorOver(section, headBytes);
    const objects = cursor.view.getUint32(0, true);
    const shapes = cursor.view.getUint32(4, true);
    const decoder = this.#decoderOf(Array.from({ length: shapes }, () => readText(cursor, this.#text)));
    for (let left = objects; left > 0; left--) {
      const key = readText(cursor, this.#text);
      each(key, decoder.read(cursor));
    }
  }

  #decoderOf(definitions: readonly string[]): RecordDecoder {
    const signature = definitions.join('\n');
    const known = this.#decoders.get(signature);
    if (known !== undefined) return known;
    const decoder = new RecordDecoder(this.#text);
    for (const definition of definitions) decoder.learn(definition);
    this.#decoders.set(signature, decoder);
    return decoder;
  }
}
