/** Picks framer and decoder of a source by its format. A decoder turns the bytes of one record into its value. */
import {
  type LayoutHost,
  type LazyReader,
  type LineShape,
  type RecordLayout,
  layoutDecoder,
  lazyReader,
} from '@potoroo/shared/record-layout';
import type { Format } from '@potoroo/shared/pipeline';
import type { RecordShape } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import type { SnippetFunction } from '../snippets.ts';
import { csvFramer } from './csv-framer.ts';
import { csvDecoder } from './csv.ts';
import { DecodeError } from './decode-error.ts';
import type { Framer, Span } from './framer.ts';
import { nextFrame, nextLine } from './framer.ts';
import { JsonLines } from './json.ts';

/** The value of the bytes in the span; null where they are no record. Throws where they cannot be decoded. */
export type Decoder = (bytes: Uint8Array, span: Span) => unknown;

/** What a decoder has learned from the start of its stream, kept by whoever may have to go on in the middle. */
export type DecoderMemory = { header: readonly string[] | null };

export type DecoderOptions = {
  readonly format: Format;
  readonly decode: SnippetFunction | null;
  readonly recordLayout?: RecordLayout | undefined;
  /** Records may be lazy: who meets them reads fields of theirs and nothing else. */
  readonly lazy?: boolean | undefined;
  readonly shape: RecordShape;
  readonly text: TextCodec;
  readonly memory?: DecoderMemory;
  /** What streams of this source have in common: the shapes of their lines. */
  readonly shapes?: Map<string, LineShape>;
};

/** A new framer for one stream. */
export function framerOf(format: Format): Framer {
  switch (format) {
    case 'framed':
      return nextFrame;
    case 'csv':
      return csvFramer();
    case 'lines':
    case 'ndjson':
      return nextLine;
  }
}

/** A reader of NDJSON that finds the ends of lines itself; null for other formats. */
export function linesOf({ format, text, shape, lazy = false, shapes = new Map() }: DecoderOptions): JsonLines | null {
  return format === 'ndjson' ? new JsonLines({ text, shape, lazy, shapes }) : null;
}

/** A new decoder for one stream: a CSV decoder remembers its header. */
export function createDecoder(options: DecoderOptions): Decoder {
  const { format, decode, recordLayout, shape, text, memory = { header: null } } = options;
  switch (format) {
    case 'ndjson':
      return new JsonLines({ text, shape, lazy: options.lazy ?? false, shapes: options.shapes ?? new Map() }).decode;
    case 'csv':
      return csvDecoder(text, shape, memory);
    case 'lines':
    case 'framed':
      if (recordLayout !== undefined) return decoderByLayout(recordLayout, options);
      return decode === null
        ? (bytes, span) => text.decode(bytes, span.start, span.end)
        : (bytes, span) => decode(bytes.subarray(span.start, span.end));
  }
}

/** For records that stay bytes; null where they do not. */
export function lazyReaderOf({ recordLayout, lazy, text }: DecoderOptions): LazyReader['checked'] | null {
  return recordLayout === undefined || lazy !== true ? null : lazyReader(recordLayout, hostOf(text)).checked;
}

const hostOf = (text: TextCodec): LayoutHost => ({ text, refusal: (message) => new DecodeError(message) });

function decoderByLayout(layout: RecordLayout, { text, lazy = false }: DecoderOptions): Decoder {
  const host = hostOf(text);
  const read = lazy ? lazyReader(layout, host).checked : layoutDecoder(layout, host);
  let viewed: Uint8Array = new Uint8Array(0);
  let view: DataView = new DataView(viewed.buffer);
  return (bytes, span) => {
    if (bytes !== viewed) {
      viewed = bytes;
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return read(bytes, view, span.start, span.end);
  };
}
