/**
 * The receiving end of a channel. It owns the interned keys, the frames that have arrived and may not be consumed yet
 * (because the task is blocked or aligning), and the credit to give back. Mutable: data plane.
 *
 * I16: a barrier keeps its place between the data frames of its channel.
 */
import type { Origin, TextCodec } from '../../api/index.ts';
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
  readonly bytes: number;
  /** Of every record in it; null where nobody wants to know. */
  readonly origin: Origin | null;
};
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
  readonly #grantAtBytes: number;
  #ungranted = 0;
  queuedBytes = 0;
  /** Records of this channel that were met. */
  met = 0;
  /** The barrier has arrived here and not yet on every other channel of the task. */
  held = false;
  /** Brought a preamble that is not the sink's: its records are refused. */
  refused = false;

  constructor(exchange: number, from: number, windowBytes: number, text: TextCodec) {
    this.exchange = exchange;
    this.from = from;
    this.#grantAtBytes = windowBytes / 4;
    this.decoder = new RecordDecoder(text);
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

  /** Notes consumed bytes; says how many to grant now, 0 for not yet. */
  consumed(bytes: number): number {
    this.#ungranted += bytes;
    if (this.#ungranted < this.#grantAtBytes) return 0;
    const granted = this.#ungranted;
    this.#ungranted = 0;
    return granted;
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
    bytes: end - start,
    origin,
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
