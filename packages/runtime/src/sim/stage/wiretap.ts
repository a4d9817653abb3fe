/**
 * Reads what travels on the links of a simulated cluster, beside the receivers. What a channel says can only be understood
 * in order (keys and shapes are told once), so every frame is read when it is sent. Mutable: it learns as they do.
 */
import type { Topology } from '@potoroo/shared/topology';
import { plainText } from '../../api/index.ts';
import { SectionDecoder } from '../../core/index.ts';
import { readDataFrame, readVarint } from '../../core/exchange/channel-in.ts';
import { keyReference } from '../../core/exchange/channel-out.ts';
import { frameType, headerBytes, readStateFrame } from '../../core/exchange/frames.ts';
import { RecordDecoder } from '../../core/exchange/record-codec.ts';
import { readText } from '../../core/exchange/shape-codec.ts';
import type { Flight } from '../watcher.ts';

export type TravellingRecord = { readonly key: string; readonly record: unknown };
export type FrameContent =
  | {
      readonly type: 'records';
      readonly stage: number;
      readonly input: number;
      readonly records: readonly TravellingRecord[];
      /** The one of the barrier that comes behind them; null before the first barrier of a generation. */
      readonly epoch: number | null;
    }
  /** Encoded records on their way to a sink. */
  | { readonly type: 'outputs'; readonly stage: number; readonly records: number }
  | { readonly type: 'barrier'; readonly stage: number; readonly epoch: number }
  /** A slot that moves: whole, or what changed since the last checkpoint. */
  | {
      readonly type: 'slot';
      readonly stage: number;
      readonly slot: number;
      readonly full: boolean;
      readonly keys: readonly string[];
      readonly bytes: number;
    }
  /** Credit and headers, which no lesson is about. */
  | { readonly type: 'other' };

type Channel = { readonly decoder: RecordDecoder; readonly keys: string[] };

export class Wiretap {
  readonly #topology: Topology;
  readonly #channels = new Map<string, Channel>();
  /** Channel -> epoch of the barrier that it has brought last. */
  readonly #barriers = new Map<string, number>();

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  read({ generation, from, to, bytes }: Flight): FrameContent {
    if (bytes === null || bytes.length < headerBytes) return { type: 'other' };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const exchange = this.#topology.exchanges[view.getUint16(6, true)];
    const channel = `${generation}:${from}>${to}/${exchange?.id}`;
    switch (view.getUint8(4)) {
      case frameType.data:
        if (exchange === undefined) return { type: 'other' };
        if (exchange.kind === 'shard')
          return { type: 'outputs', stage: exchange.to, records: readDataFrame(bytes, view, 0, bytes.length).records };
        return {
          type: 'records',
          stage: exchange.to,
          input: exchange.input,
          records: this.#records(channel, bytes, view),
          epoch: epochBehind(this.#barriers.get(channel)),
        };
      case frameType.barrier:
        return { type: 'barrier', stage: exchange?.to ?? 0, epoch: this.#barrier(channel, view) };
      case frameType.state:
        return this.#slot(bytes, view);
      default:
        return { type: 'other' };
    }
  }

  #records(name: string, bytes: Uint8Array, view: DataView): readonly TravellingRecord[] {
    const channel = this.#channels.get(name) ?? { decoder: new RecordDecoder(plainText), keys: [] };
    this.#channels.set(name, channel);
    const frame = readDataFrame(bytes, view, 0, bytes.length);
    return Array.from({ length: frame.records }, () => {
      const reference = readVarint(frame.cursor);
      const known = reference >= keyReference.first ? channel.keys[reference - keyReference.first] : undefined;
      const key = known ?? readText(frame.cursor, plainText);
      if (reference === keyReference.intern) channel.keys.push(key);
      return { key, record: channel.decoder.read(frame.cursor) };
    });
  }

  #barrier(channel: string, view: DataView): number {
    const epoch = view.getUint32(headerBytes + 4, true);
    this.#barriers.set(channel, epoch);
    return epoch;
  }

  #slot(bytes: Uint8Array, view: DataView): FrameContent {
    const { part, more } = readStateFrame(bytes, view, 0, bytes.length);
    const { stage, slot, full, section } = part;
    const keys: string[] = [];
    // A slot of a lesson fits into one frame; of one that does not, only its size is told.
    const isWhole = !more && section.length > 0 && this.#topology.stages[stage]?.kind === 'keyed';
    if (isWhole) new SectionDecoder(plainText).read(section, (key) => keys.push(key));
    return { type: 'slot', stage, slot, full, keys, bytes: section.length };
  }
}

const epochBehind = (barrier: number | undefined): number | null => (barrier === undefined ? null : barrier + 1);
