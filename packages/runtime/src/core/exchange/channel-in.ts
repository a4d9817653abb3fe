/**
 * The receiving end of a channel. It owns the interned keys, the frames that have arrived and may not be consumed yet
 * (because the task is blocked or aligning), and the credit to give back. Mutable: data plane.
 *
 * I16: a barrier keeps its place between the data frames of its channel.
 */
import type { Origin, TextCodec } from '../../api/index.ts';
import type { Arrival, WindowLimits } from './credit-window.ts';
import { CreditWindow } from './credit-window.ts';
import type { BarrierMark } from './frames.ts';
import { dataHeaderBytes, headerBytes } from './frames.ts';
import { RecordDecoder } from './record-codec.ts';
import type { Cursor } from './shape-codec.ts';

/** A data frame being consumed: how far, and what is left. */
export type DataFrame = {
  readonly type: 'data';
  readonly cursor: Cursor;
  readonly end: number;
  readonly records: number;
  left: number;
  readonly time: number;
  /** Where its first record was read: the id of the source's stage and one; 0: not known. */
  readonly source: number;
  readonly bytes: number;
  /** Of every record in it; null where nobody wants to know. */
  readonly origin: Origin | null;
} & Arrival;
export type ChannelFrame =
  | DataFrame
  | ({ readonly type: 'barrier' } & BarrierMark)
  | { readonly type: 'preamble'; readonly content: Uint8Array };

export class ChannelIn<KeyEntry> {
  readonly exchange: number;
  readonly from: number;
  readonly decoder: RecordDecoder;
  /** Interned number -> whatever the task keeps for the key. */
  readonly keys: KeyEntry[] = [];
  readonly queue: ChannelFrame[] = [];
  readonly window: CreditWindow;
  queuedBytes = 0;
  /** Records of this channel that were met. */
  met = 0;
  #held = false;
  /** Brought a preamble that is not the sink's: its records are refused. */
  refused = false;

  constructor(exchange: number, from: number, limits: WindowLimits, text: TextCodec, now: () => number) {
    this.exchange = exchange;
    this.from = from;
    this.window = new CreditWindow(limits, now);
    this.decoder = new RecordDecoder(text);
  }

  /** The barrier has arrived here and not yet on every other channel of the task. */
  get held(): boolean {
    return this.#held;
  }

  set held(held: boolean) {
    if (this.#held && !held) this.window.released();
    this.#held = held;
  }

  /** Keeps a frame for later. The rest of a data frame is copied, because a host may use the link's buffer again. */
  keep(frame: ChannelFrame): void {
    if (frame.type === 'data') {
      const rest = frame.cursor.bytes.slice(frame.cursor.at, frame.end);
      this.queuedBytes += frame.bytes;
      this.queue.push({ ...frame, cursor: cursorOver(rest, 0), end: rest.length });
    } else {
      this.queue.push(frame);
    }
  }

  shift(): void {
    const frame = this.queue.shift();
    if (frame?.type === 'data') this.queuedBytes -= frame.bytes;
  }

  /** I16: everything before a barrier has been met, once. How many records more were met than sent; less where it is negative. */
  surplus({ records }: BarrierMark): number {
    const surplus = this.met - records;
    this.met = records;
    return surplus;
  }
}

export const cursorOver = (bytes: Uint8Array, at: number): Cursor => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  at,
});

export function readDataFrame(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  origin: Origin | null = null,
): DataFrame {
  const records = view.getUint32(start + headerBytes, true);
  return {
    type: 'data',
    cursor: { bytes, view, at: start + dataHeaderBytes },
    end,
    records,
    left: records,
    time: view.getFloat64(start + headerBytes + 4, true),
    source: view.getUint8(start + 5),
    bytes: end - start,
    origin,
    arrivedAt: 0,
    before: 0,
  };
}

export function readVarint(cursor: Cursor): number {
  let value = 0;
  let shift = 0;
  for (;;) {
    const byte = cursor.bytes[cursor.at++] ?? 0;
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
    shift += 7;
  }
}
