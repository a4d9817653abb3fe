/**
 * The sending end of a channel: records of one exchange to one worker. It owns the bytes not sent yet, the interned keys
 * and the credit. Mutable: data plane.
 *
 * I17: bytes in flight stay within the window, but for the outputs of the one record during which the credit ran out: the
 * record is finished, its bytes go out, and no further record is taken until credit is back.
 */
import type { LazyRecord, RecordLayout } from '@potoroo/shared/record-layout';
import type { TextCodec } from '../../api/index.ts';
import { type DataPlaneLimits, productLimits } from '../data-plane-limits.ts';
import { Arena } from './arena.ts';
import { barrierFrame, dataHeaderBytes, frameType, preambleFrame, writeHeader } from './frames.ts';
import { creditTable, nextPhase } from '../phase-tables.ts';
import { RecordEncoder } from './record-codec.ts';
import { SpareStretches } from './spare-stretches.ts';
import type { WriteText } from './shape-codec.ts';
import { textWriter } from './shape-codec.ts';

/** What a channel needs of its link: a place to leave bytes, and to say that its credit is gone or back. */
export type ChannelHost = {
  readonly ready: (bytes: Uint8Array) => void;
  /** Called once when the first bytes are waiting, so that they are flushed at the end of the turn. */
  readonly waiting: (channel: ChannelOut) => void;
  readonly exhausted: (channel: ChannelOut) => void;
  readonly replenished: (channel: ChannelOut) => void;
  /** Where what is sent now was read: the id of the source's stage and one; 0: not known. */
  readonly source?: (() => number) | undefined;
};

/** Key references: a new key follows and gets the next number; a key follows and gets none; or a number. */
export const keyReference = { intern: 0, inline: 1, first: 2 } as const;
/** Instead of a key's number: it shall have one; or it has none, because nobody remembers it. */
export const keyNumber = { wanted: -1, none: -2 } as const;

/** A frame is sent once it is full, so its last record lies across the limit; most need no more room than this. */
const recordRoomBytes = 4_096;
/** A number of a key takes at most so many bytes; no position is as small as the other. */
const keyNumberBytesMax = 5;
const nothingQuick = -1;
/** Of the whole process: which channel a frame left by does not matter to its memory. */
export const spareFrames = new SpareStretches(productLimits.linkFrameBytes + recordRoomBytes);

export class ChannelOut {
  readonly exchange: number;
  readonly to: number;
  /** What is being gathered. Who sends by a key's bytes writes into it without asking: see `quick`. */
  readonly arena: Arena;
  /**
   * Of the record that was last sent as its bytes: its layout and its tag here. As long as `arena.at` is no greater than `quick`, one
   * more of them fits behind a number of `keyNumberBytesMax`, and neither the frame nor the credit is used up by it.
   */
  form: RecordLayout | null = null;
  tag = 0;
  quick = nothingQuick;
  /** In the frame that is being gathered. */
  records = 0;
  readonly #host: ChannelHost;
  readonly #frameBytes: number;
  readonly #keysMax: number;
  /** As the receiver last told. */
  #window: number;
  readonly #encoder: RecordEncoder;
  readonly #writeText: WriteText;
  #credit: number;
  /** No credit is left. */
  exhausted = false;
  #interned = 0;
  #oldest = 0;
  #source = 0;
  sentRecords = 0;
  sentBytes = 0;

  constructor(exchange: number, to: number, host: ChannelHost, limits: DataPlaneLimits, text: TextCodec) {
    this.exchange = exchange;
    this.to = to;
    this.#host = host;
    this.#frameBytes = limits.linkFrameBytes;
    this.#keysMax = limits.rememberedKeysMax;
    this.#window = limits.creditWindowBytesMin;
    this.#credit = limits.creditWindowBytesMin;
    this.arena = new Arena(
      limits.linkFrameBytes + recordRoomBytes,
      limits.linkFrameBytes === productLimits.linkFrameBytes ? spareFrames : null,
    );
    this.#encoder = new RecordEncoder(text);
    this.#writeText = textWriter(text);
  }

  /** Writes one keyed record. `interned` is the key's number on this channel, or one of `keyNumber`; returns what it is now. */
  send(key: string, interned: number, record: unknown, time: number): number {
    const start = this.#open(time);
    const arena = this.arena;
    try {
      const known = interned >= 0;
      const number = known ? interned : this.#numberFor(interned);
      if (known) writeVarint(arena, keyReference.first + interned);
      else this.#writeKey(key, number);
      this.#encoder.write(record, arena);
      if (!known && number >= 0) this.#interned++;
      this.#close();
      return number;
    } catch (error) {
      arena.at = start;
      throw error;
    }
  }

  /** The same for a record that is still bytes: the next ones of its layout are written quickly. */
  sendLazy(key: string, interned: number, record: LazyRecord, time: number): number {
    const number = this.send(key, interned, record, time);
    const known = this.#encoder.layoutForm(record.$form);
    if (known !== null && this.records > 0) {
      this.form = known.form;
      this.tag = known.tag;
      this.quick = Math.min(this.#frameBytes, this.#credit) - known.bytes - keyNumberBytesMax - 2;
    }
    return number;
  }

  #numberFor(wanted: number): number {
    return wanted === keyNumber.wanted && this.#interned < this.#keysMax ? this.#interned : keyNumber.none;
  }

  /** Writes the bytes of one encoded record, as they are. */
  write(bytes: Uint8Array, time: number): void {
    this.#open(time);
    this.arena.append(bytes);
    this.#close();
  }

  preamble(bytes: Uint8Array): void {
    this.flush();
    this.#host.ready(preambleFrame(this.exchange, bytes));
  }

  barrier(generation: number, epoch: number): void {
    this.flush();
    this.#host.ready(barrierFrame(this.exchange, { generation, epoch, records: this.sentRecords }));
  }

  /** The share of the window that is in flight or waits to be sent. */
  get fill(): number {
    return Math.min(1, Math.max(0, (this.#window - this.#credit + this.arena.at) / this.#window));
  }

  grant(bytes: number, window: number): void {
    this.#credit += bytes;
    this.#window = window;
    if (!this.exhausted || this.#credit <= this.arena.at) return;
    this.exhausted = nextPhase(creditTable, 'exhausted', 'granted', 'I17') === 'exhausted';
    this.#host.replenished(this);
  }

  flush(): void {
    if (this.records === 0) return;
    const { view } = this.arena;
    writeHeader(view, 0, frameType.data, this.exchange, this.arena.at);
    view.setUint8(5, this.#source);
    view.setUint32(8, this.records, true);
    view.setFloat64(12, this.#oldest, true);
    const frame = this.arena.take();
    this.#credit -= frame.length;
    this.sentRecords += this.records;
    this.sentBytes += frame.length;
    this.records = 0;
    this.quick = nothingQuick;
    this.#host.ready(frame);
  }

  #open(time: number): number {
    if (this.records === 0) {
      this.arena.reserve(dataHeaderBytes);
      this.arena.at = dataHeaderBytes;
      this.#oldest = time;
      this.#source = this.#host.source?.() ?? 0;
    }
    return this.arena.at;
  }

  #close(): void {
    if (this.records++ === 0) this.#host.waiting(this);
    const { at } = this.arena;
    if (!this.exhausted && at >= this.#credit) {
      this.exhausted = nextPhase(creditTable, 'open', 'spent', 'I17') === 'exhausted';
      this.#host.exhausted(this);
    }
    if (at >= this.#frameBytes) this.flush();
  }

  #writeKey(key: string, number: number): void {
    writeVarint(this.arena, number >= 0 ? keyReference.intern : keyReference.inline);
    const at = this.arena.reserve(5 + key.length * 3);
    this.arena.at = this.#writeText(this.arena.bytes, this.arena.view, at, key);
  }
}

function writeVarint(arena: Arena, value: number): void {
  let at = arena.reserve(5);
  let rest = value;
  while (rest > 127) {
    arena.bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  arena.bytes[at++] = rest;
  arena.at = at;
}
