/**
 * All channels of one worker: out of every exchange to every other worker, and in from each of them, multiplexed over one
 * link a worker. It finds the channel of an arriving frame, and flushes what waits once a turn. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import type { DataPlaneLimits } from '../data-plane-limits.ts';
import type { ChannelFrame } from './channel-in.ts';
import { ChannelIn, readDataFrame } from './channel-in.ts';
import type { ChannelHost } from './channel-out.ts';
import { ChannelOut } from './channel-out.ts';
import { creditFrame, frameType, headerBytes } from './frames.ts';
import { LinkReader } from './link-reader.ts';

export type MeshParts = {
  readonly topology: Topology;
  readonly self: number;
  readonly workers: number;
  readonly text: TextCodec;
  readonly limits: DataPlaneLimits;
  readonly send: (to: number, bytes: Uint8Array) => void;
  readonly creditChanged: () => void;
};

type Receive = (frame: ChannelFrame) => void;

export class ChannelMesh {
  readonly #parts: MeshParts;
  /** Exchange -> worker -> channel. */
  readonly #out: readonly (readonly (ChannelOut | null)[])[];
  readonly #in: Receive[][];
  readonly #readers: readonly LinkReader[];
  readonly #exhausted: number[];
  #waiting: ChannelOut[] = [];

  constructor(parts: MeshParts) {
    this.#parts = parts;
    const { topology, workers, self, limits, text } = parts;
    this.#exhausted = topology.exchanges.map(() => 0);
    this.#readers = Array.from({ length: workers }, () => new LinkReader());
    this.#in = topology.exchanges.map(() => []);
    this.#out = topology.exchanges.map((exchange) =>
      Array.from({ length: workers }, (_, to) =>
        to === self ? null : new ChannelOut(exchange.id, to, this.#hostOf(to), limits, text),
      ),
    );
  }

  leaving(exchange: number): readonly (ChannelOut | null)[] {
    const channels = this.#out[exchange];
    assert(channels !== undefined, `there is no exchange ${exchange}`);
    return channels;
  }

  /** Opens the channels that lead to a stage, from every other worker. */
  open<KeyEntry>(
    stage: number,
    receive: (channel: ChannelIn<KeyEntry>, frame: ChannelFrame) => void,
  ): readonly ChannelIn<KeyEntry>[] {
    const opened: ChannelIn<KeyEntry>[] = [];
    for (const exchange of this.#parts.topology.exchanges) {
      if (exchange.to !== stage) continue;
      for (let from = 0; from < this.#parts.workers; from++) {
        if (from === this.#parts.self) continue;
        const channel = new ChannelIn<KeyEntry>(
          exchange.id,
          from,
          this.#parts.limits.creditWindowBytes,
          this.#parts.text,
        );
        opened.push(channel);
        const receivers = this.#in[exchange.id];
        assert(receivers !== undefined, 'every exchange has receivers');
        receivers[from] = (frame) => receive(channel, frame);
      }
    }
    return opened;
  }

  receive(from: number, chunk: Uint8Array): void {
    const reader = this.#readers[from];
    assert(reader !== undefined, `bytes from worker ${from}, which is not in the view`);
    reader.push(chunk, (bytes, view, start, end) => this.#frame(from, bytes, view, start, end));
  }

  exhausted(exchange: number): boolean {
    return (this.#exhausted[exchange] ?? 0) > 0;
  }

  barrier(exchange: number, generation: number, epoch: number): void {
    for (const channel of this.leaving(exchange)) channel?.barrier(generation, epoch);
  }

  grant(exchange: number, to: number, bytes: number): void {
    this.#parts.send(to, creditFrame(exchange, bytes));
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const channel of waiting) channel.flush();
  }

  get sent(): { readonly records: number; readonly bytes: number } {
    let records = 0;
    let bytes = 0;
    for (const channels of this.#out) {
      for (const channel of channels) {
        records += channel?.sentRecords ?? 0;
        bytes += channel?.sentBytes ?? 0;
      }
    }
    return { records, bytes };
  }

  #frame(from: number, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const type = view.getUint8(start + 4);
    const exchange = view.getUint16(start + 6, true);
    if (type === frameType.credit) {
      this.leaving(exchange)[from]?.grant(view.getUint32(start + headerBytes, true));
      return;
    }
    const receive = this.#in[exchange]?.[from];
    assert(receive !== undefined, `I16: a frame of exchange ${exchange} from worker ${from}, which no task receives`);
    receive(readFrame(type, bytes, view, start, end));
  }

  #hostOf(to: number): ChannelHost {
    const changed = (channel: ChannelOut, by: number): void => {
      this.#exhausted[channel.exchange] = (this.#exhausted[channel.exchange] ?? 0) + by;
      this.#parts.creditChanged();
    };
    return {
      ready: (bytes) => this.#parts.send(to, bytes),
      waiting: (channel) => this.#waiting.push(channel),
      exhausted: (channel) => changed(channel, 1),
      replenished: (channel) => changed(channel, -1),
    };
  }
}

function readFrame(type: number, bytes: Uint8Array, view: DataView, start: number, end: number): ChannelFrame {
  if (type === frameType.data) return readDataFrame(bytes, view, start, end);
  if (type === frameType.barrier) {
    return {
      type: 'barrier',
      generation: view.getUint32(start + headerBytes, true),
      epoch: view.getUint32(start + headerBytes + 4, true),
    };
  }
  assert(type === frameType.preamble, `I16: unknown frame type ${type}`);
  return { type: 'preamble', content: bytes.slice(start + headerBytes, end) };
}
