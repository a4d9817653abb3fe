/**
 * A source that is fed bytes: frames them, decodes each record and pushes it through the stage's fused steps. Bytes that
 * cannot be decoded go to the dead letters one record at a time.
 */
import { assert } from '@potoroo/shared/assert';
import { madeAnew } from '@potoroo/shared/made-anew';
import { limits } from '@potoroo/shared/limits';
import { type LazyReader, type LineShape, placesOf } from '@potoroo/shared/record-layout';
import type { Format } from '@potoroo/shared/pipeline';
import type { SourceStage } from '@potoroo/shared/topology';
import type {
  Gate,
  Intake,
  IntakePosition,
  NodeCount,
  Reading,
  SourceOperator,
  TextCodec,
  Watch,
  Wiring,
} from '../api/index.ts';
import { ByteStream } from './formats/byte-stream.ts';
import { DecodeError } from './formats/decode-error.ts';
import type { Decoder, DecoderMemory } from './formats/decoder.ts';
import { createDecoder, framerOf, lazyReaderOf, linesOf } from './formats/decoder.ts';
import { type Found, type Framer, nextRecord, type Span } from './formats/framer.ts';
import type { JsonLines } from './formats/json.ts';
import type { Push, Watching } from './chain.ts';
import { type ByBytes, makeTakeLayout, type Take } from './layout-intake.ts';
import { quarantineError } from './quarantine.ts';
import type { Snippets } from './snippets.ts';

export type ByteSourceParts = {
  readonly stage: SourceStage;
  readonly snippets: Snippets;
  readonly push: Push;
  readonly watching: Watching;
  readonly wiring: Wiring;
  readonly text: TextCodec;
  /** The short way of its records; null where they have none. */
  readonly byBytes: ByBytes | null;
};

export function byteSource(parts: ByteSourceParts): SourceOperator {
  const { stage, snippets, text, byBytes } = parts;
  assert(stage.connector.type !== 'generator', 'a generator has no bytes');
  const { format } = stage.connector;
  const decode = stage.decode === null ? null : snippets.of(stage.decode).default;
  const shapes = new Map<string, LineShape>();
  return {
    type: 'bytes',
    rate: stage.connector.type === 'file' ? stage.connector.rate : null,
    open: (from, intake) => {
      const memory = memoryFrom(from);
      const options = { ...stage, format, decode, text, memory, shapes };
      const lines = linesOf(options);
      return new ByteIntake({ ...parts, intake }, from.offset, memory, {
        frame: framerOf(format),
        decode: lines?.decode ?? createDecoder(options),
        lines,
        read: byBytes === null ? null : lazyReaderOf(options),
      });
    },
  };
}

/** What an intake has learned from the bytes that it does not see again. */
type IntakeMemory = DecoderMemory & { skippingLine: boolean; abandoned: boolean };

const memoryFrom = ({ memo }: IntakePosition): IntakeMemory => ({
  header: null,
  skippingLine: false,
  abandoned: false,
  ...(memo as IntakeMemory | null),
});

/** Of a record that is refused. */
const shownBytesMax = 512;

type IntakeParts = ByteSourceParts & { readonly intake: number };
type Reader = { readonly frame: Framer; readonly decode: Decoder; readonly lines: JsonLines | null };
type IntakeReader = Reader & { readonly read: LazyReader['checked'] | null };

class ByteIntake implements Intake {
  readonly #stream: ByteStream;
  readonly #parts: IntakeParts;
  readonly #count: NodeCount;
  readonly #take: Take;
  readonly #takeWatched: Take;
  /** Null where records are watched one by one, or have no short way. */
  readonly #takeLayout: Take | null;
  readonly #memory: IntakeMemory;
  #broken: string | null = null;
  pending = false;

  constructor(parts: IntakeParts, offset: number, memory: IntakeMemory, reader: IntakeReader) {
    this.#stream = new ByteStream(offset);
    this.#stream.skippingLine = memory.skippingLine;
    if (memory.abandoned) this.#stream.abandon();
    this.#memory = memory;
    this.#parts = parts;
    const { node } = parts.stage;
    this.#count = parts.wiring.count(node);
    const watch = parts.wiring.watch?.(parts.stage.id, parts.intake) ?? null;
    const takeParts: TakeParts = {
      ...reader,
      lineBytesMax: limits.lineBytesMax,
      stream: this.#stream,
      nextRecord,
      push: parts.push,
      count: this.#count,
      reading: parts.wiring.reading,
      isSkipped: watch === null ? null : (span) => this.#isSkipped(watch, span),
      usedUp: () => this.#usedUp(),
      refuse: (error, start, end) => this.#refuse(error, start, end),
      broken: (why) => this.#refuse(new DecodeError(why), this.#stream.offset, this.#stream.offset),
    };
    // What is watched is looked at record by record.
    this.#take = madeAnew(takeMakerOf(reader.lines === null || watch !== null ? 'framed' : 'ndjson'), node)(takeParts);
    this.#takeWatched = makeTake({ ...takeParts, decode: watchedDecoder(reader.decode, parts.watching) });
    const { byBytes, stage } = parts;
    this.#takeLayout =
      byBytes === null || reader.read === null || watch !== null || stage.recordLayout === undefined
        ? null
        : madeAnew(
            makeTakeLayout,
            node,
          )({
            stream: this.#stream,
            size: placesOf(stage.recordLayout).fixedBytes,
            read: reader.read,
            send: byBytes.send,
            count: this.#count,
            keyCount: byBytes.count,
            refuse: takeParts.refuse,
            refused: byBytes.refused,
            takeAny: this.#take,
          });
  }

  get position(): IntakePosition {
    const { offset, skippingLine, abandoned } = this.#stream;
    return { offset, memo: { ...this.#memory, skippingLine, abandoned } };
  }

  push(chunk: Uint8Array): void {
    this.#stream.push(chunk);
    this.pending = true;
  }

  end(): void {
    this.#stream.end();
    this.pending = true;
  }

  break(reason: string): void {
    this.#broken = reason;
    this.pending = true;
  }

  run(gate: Gate, recordsMax: number): number {
    const { watching, byBytes } = this.#parts;
    if (watching.by !== null) return this.#takeWatched(gate, recordsMax);
    const take = this.#takeLayout === null || byBytes?.isWatched() === true ? this.#take : this.#takeLayout;
    return take(gate, recordsMax);
  }

  /** No complete record is left. */
  #usedUp(): void {
    this.pending = false;
    if (this.#broken !== null) this.#refuseRest(this.#broken);
    this.#stream.settle();
  }

  #isSkipped(watch: Watch, { start, end }: Span): boolean {
    const { bytes, at, offset } = this.#stream;
    const begins = offset - at + start;
    const quarantined = watch.begin(begins);
    if (quarantined === null) return false;
    const { stage, snippets, wiring } = this.#parts;
    this.#count.recordsIn++;
    wiring.fail({
      node: snippets.nodeOf(quarantined.module),
      kind: 'quarantine',
      error: quarantineError(quarantined, `byte ${begins} of source ${stage.name}`),
      record: bytes.slice(start, Math.min(end, start + shownBytesMax)),
      key: null,
    });
    return true;
  }

  #refuseRest(why: string): void {
    const { at, left, offset } = this.#stream;
    this.#broken = null;
    this.#refuse(
      new DecodeError(
        `the stream broke after ${offset + left} bytes (${why}); what its sender had not delivered is missing`,
      ),
      at,
      at + left,
    );
    this.#stream.at = at + left;
  }

  #refuse(error: unknown, start: number, end: number): void {
    const { stage, wiring } = this.#parts;
    this.#count.recordsIn++;
    const record = this.#stream.bytes.slice(start, Math.min(end, start + shownBytesMax));
    wiring.fail({ node: stage.node, kind: 'decode', error, record, key: null });
  }
}

/** Also for those who show generated code. */
export const takeMakerOf = (format: Format): ((parts: TakeParts) => Take) =>
  format === 'ndjson' ? makeTakeLines : makeTake;

/** Of what is made nothing was there before. */
const made = { record: null, key: '' };

const watchedDecoder =
  (decode: Decoder, watching: Watching): Decoder =>
  (bytes, span) =>
    watching.by === null ? decode(bytes, span) : watching.by(made, decode, bytes, span);

type TakeParts = Reader & {
  readonly lineBytesMax: number;
  readonly stream: ByteStream;
  readonly nextRecord: (frame: Framer, stream: ByteStream, span: Span) => Found;
  readonly push: Push;
  readonly count: NodeCount;
  readonly reading: Reading;
  /** Null where nothing is skipped, and nobody wants to know which record comes next. */
  readonly isSkipped: ((span: Span) => boolean) | null;
  readonly usedUp: () => void;
  readonly refuse: (error: unknown, start: number, end: number) => void;
  readonly broken: (why: string) => void;
};

/** The loop of an intake: frame, decode, push, until the gate is blocked, enough were taken, or no whole record is left. */
function makeTake(parts: TakeParts): Take {
  const { frame, decode, stream, nextRecord, push, count, reading, isSkipped, usedUp, refuse, broken } = parts;
  const span = { start: 0, end: 0 };
  return (gate, recordsMax) => {
    let taken = 0;
    while (!gate.blocked && taken < recordsMax) {
      const found = nextRecord(frame, stream, span);
      if (found === 'nothing') {
        usedUp();
        break;
      }
      taken++;
      if (found !== 'record') {
        broken(found.broken);
        continue;
      }
      if (isSkipped !== null && isSkipped(span)) continue;
      let value: unknown;
      try {
        value = decode(stream.bytes, span);
      } catch (error) {
        refuse(error, span.start, span.end);
        continue;
      }
      if (value === null || value === undefined) continue;
      count.recordsIn++;
      count.recordsOut++;
      reading.bytes = span.end - span.start;
      push(value, '');
    }
    return taken;
  };
}

/**
 * The same for lines that a generated reader finds the end of: no line is looked for twice. Within the window, up to its last
 * line end, no reader can run out of bytes.
 */
function makeTakeLines(parts: TakeParts): Take {
  const { frame, decode, lines, lineBytesMax, stream, nextRecord, push, count, reading, usedUp, refuse, broken } =
    parts;
  const span = { start: 0, end: 0 };
  let window: Uint8Array | null = null;
  let lastEnd = -1;
  return (gate, recordsMax) => {
    let taken = 0;
    while (!gate.blocked && taken < recordsMax) {
      const { bytes, at } = stream;
      if (bytes !== window) {
        window = bytes;
        lastEnd = bytes.lastIndexOf(10);
      }
      let value: unknown;
      let scanned = -1;
      if (at <= lastEnd && !stream.skippingLine && lines !== null) {
        const end = lines.scan(bytes, at);
        const feed = end >= 0 && bytes[end] === 13 ? end + 1 : end;
        if (end >= 0 && bytes[feed] === 10 && feed - at <= lineBytesMax) {
          scanned = end;
          stream.at = feed + 1;
          value = lines.scanned();
          reading.bytes = end - at;
          taken++;
        }
      }
      if (scanned < 0) {
        const found = nextRecord(frame, stream, span);
        if (found === 'nothing') {
          usedUp();
          break;
        }
        taken++;
        if (found !== 'record') {
          broken(found.broken);
          continue;
        }
        try {
          value = decode(stream.bytes, span);
        } catch (error) {
          refuse(error, span.start, span.end);
          continue;
        }
        if (value === null || value === undefined) continue;
        reading.bytes = span.end - span.start;
      }
      count.recordsIn++;
      count.recordsOut++;
      push(value, '');
    }
    return taken;
  };
}
