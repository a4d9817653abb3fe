/** Picks framer and decoder of a source by its format. A decoder turns the bytes of one record into its value. */
import type { Format } from '@potoroo/shared/pipeline';
import type { RecordShape } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import type { SnippetFunction } from '../snippets.ts';
import { csvDecoder } from './csv.ts';
import type { Framer, Span } from './framer.ts';
import { nextFrame, nextLine } from './framer.ts';
import { jsonDecoder } from './json.ts';

/** The value of the bytes in the span; null where they are no record. Throws where they cannot be decoded. */
export type Decoder = (bytes: Uint8Array, span: Span) => unknown;

/** What a decoder has learned from the start of its stream, kept by whoever may have to go on in the middle. */
export type DecoderMemory = { header: readonly string[] | null };

export type DecoderOptions = {
  readonly format: Format;
  readonly decode: SnippetFunction | null;
  readonly shape: RecordShape;
  readonly text: TextCodec;
  readonly memory?: DecoderMemory;
};

export const framerOf = (format: Format): Framer => (format === 'framed' ? nextFrame : nextLine);

/** A new decoder for one stream: a CSV decoder remembers its header. */
export function createDecoder({ format, decode, shape, text, memory = { header: null } }: DecoderOptions): Decoder {
  switch (format) {
    case 'ndjson':
      return jsonDecoder(text, shape);
    case 'csv':
      return csvDecoder(text, shape, memory);
    case 'lines':
    case 'framed':
      return decode === null
        ? (bytes, span) => text.decode(bytes, span.start, span.end)
        : (bytes, span) => decode(bytes.subarray(span.start, span.end));
  }
}
