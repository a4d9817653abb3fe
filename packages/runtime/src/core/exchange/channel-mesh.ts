/**
 * All channels of one worker: out of every exchange to every other member, and in from each of them, multiplexed over one
 * link a worker. It finds the channel of an arriving frame, and flushes what waits once a turn. Mutable: data plane.
 *
 * Members come and go between two barriers: the lists of channels that tasks and outlets hold grow and shrink in place.
 */
import { assert } from '@potoroo/shared/assert';
import { limits as fixedLimits } from '@potoroo/shared/limits';
import type { Topology } from '@potoroo/shared/topology';
import type { Origin, TextCodec } from '../../api/index.ts';
import type { DataPlaneLimits } from '../data-plane-limits.ts';
import type { SlotState } from '../stages/task-host.ts';
import type { ChannelFrame } from './channel-in.ts';
import { ChannelIn, readDataFrame } from './channel-in.ts';
import type { ChannelHost } from './channel-out.ts';
import { ChannelOut } from './channel-out.ts';
import type { Credit } from './frames.ts';
import {
  creditFrame,
  frameType,
  headerBytes,
  originFrame,
  readOriginFrame,
  readStateFrame,
  stateFrames,
} from './frames.ts';
import type { SafeMode } from '../safe-mode.ts';
import type { CreditPhase } from '../phase-tables.ts';
import { LinkReader } from './link-reader.ts';

export type MeshParts = {
  readonly topology: Topology;
  readonly generation: number;
  readonly self: number;
  /** Every member, this one included. */
  readonly members: readonly number[];
  readonly text: TextCodec;
  readonly limits: DataPlaneLimits;
  readonly send: (to: number, bytes: Uint8Array) => void;
  readonly creditChanged: () => void;
  /** Milliseconds, as finely as the host can tell. */
  readonly now: () => number;
  /** Where what is sent now was read; 0: not known. */
  readonly source?: () => number;
  /** The content of a slot that moves here. */
  readonly arrived: (state: SlotState) => void;
  readonly safe?: SafeMode | null;
};

type ArrivedFrame = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
};
type Receive = (frame: ChannelFrame) => void;
/** Opens the channels from one more member to a task; closes them again. */
type Inbox = { readonly join: (from: number) => void; readonly leave: (from: number) => void };

export class ChannelMesh {
  readonly #parts: MeshParts;
  /** Exchange -> worker -> channel. */
  readonly #out: (ChannelOut | null)[][];
  /** Exchange -> worker -> what takes its frames. */
  readonly #in: (Receive | undefined)[][];
  readonly #inboxes: Inbox[] = [];
  readonly #readers = new Map<number, LinkReader>();
  /** What has come of a content in several frames, by its sender. */
  readonly #partial = new Map<number, Uint8Array[]>();
  /** In safe mode: what each member was told of the origin of what follows, and what it told. */
  readonly #told = new Map<number, Origin | null>();
  readonly #origins = new Map<number, Origin>();
  readonly #exhausted: number[];
  #waiting: ChannelOut[] = [];

  constructor(parts: MeshParts) {
    this.#parts = parts;
    const { topology, members, self } = parts;
    this.#exhausted = topology.exchanges.map(() => 0);
    this.#in = topology.exchanges.map(() => []);
    this.#out = topology.exchanges.map(() => []);
    for (const member of members) if (member !== self) this.join(member);
  }

  /** One more member: channels to it and from it. */
  join(member: number): void {
    assert(!this.#readers.has(member), `worker ${member} joined twice`);
    const { topology, limits, text } = this.#parts;
    this.#readers.set(member, new LinkReader());
    for (const { id } of topology.exchanges)
      this.leaving(id)[member] = new ChannelOut(id, member, this.#hostOf(member), limits, text);
    for (const inbox of this.#inboxes) inbox.join(member);
  }

  /** A member that owns nothing any more has gone. */
  leave(member: number): void {
    assert(this.#readers.delete(member), `worker ${member} left and was no member`);
    for (const { id } of this.#parts.topology.exchanges) {
      const channels = this.leaving(id);
      if (channels[member]?.exhausted === true) this.#credit(id, -1);
      channels[member] = null;
      const receivers = this.#in[id];
      if (receivers !== undefined) receivers[member] = undefined;
    }
    for (const inbox of this.#inboxes) inbox.leave(member);
  }

  /** By worker; the list changes with the members. */
  leaving(exchange: number): (ChannelOut | null)[] {
    const channels = this.#out[exchange];
    assert(channels !== undefined, `there is no exchange ${exchange}`);
    return channels;
  }

  /** Opens the channels that lead to a stage, from every other member, now and later. */
  open<KeyEntry>(
    stage: number,
    receive: (channel: ChannelIn<KeyEntry>, frame: ChannelFrame) => void,
  ): readonly ChannelIn<KeyEntry>[] {
    const opened: ChannelIn<KeyEntry>[] = [];
    const { topology, limits, text } = this.#parts;
    const exchanges = topology.exchanges.filter(({ to }) => to === stage);
    const inbox: Inbox = {
      join: (from) => {
        for (const { id } of exchanges) {
          const channel = new ChannelIn<KeyEntry>(id, from, limits, text, this.#parts.now);
          opened.push(channel);
          const receivers = this.#in[id];
          assert(receivers !== undefined, 'every exchange has receivers');
          receivers[from] = (frame) => {
            if (frame.type === 'data') channel.window.arrived(frame);
            receive(channel, frame);
          };
        }
      },
      leave: (from) => {
        const kept = opened.filter((channel) => channel.from !== from);
        opened.splice(0, opened.length, ...kept);
      },
    };
    this.#inboxes.push(inbox);
    for (const member of this.#readers.keys()) inbox.join(member);
    return opened;
  }

  receive(from: number, chunk: Uint8Array): void {
    const reader = this.#readers.get(from);
    assert(reader !== undefined, `bytes from worker ${from}, which is not in the view`);
    reader.push(chunk, (bytes, view, start, end) => this.#frame(from, bytes, view, start, end));
  }

  exhausted(exchange: number): boolean {
    return (this.#exhausted[exchange] ?? 0) > 0;
  }

  /** The share of the credit that is used up, of the fullest channel of an exchange. */
  fillOf(exchange: number): number {
    // The list has gaps: there is no channel to oneself.
    return Math.max(0, ...Array.from(this.leaving(exchange), (channel) => channel?.fill ?? 0));
  }

  /** Of every channel that leaves this worker. */
  *creditPhases(): Iterable<CreditPhase> {
    for (const channels of this.#out)
      for (const channel of channels) if (channel != null) yield channel.exhausted ? 'exhausted' : 'open';
  }

  barrier(exchange: number, epoch: number): void {
    for (const channel of this.leaving(exchange)) channel?.barrier(this.#parts.generation, epoch);
  }

  grant(exchange: number, to: number, credit: Credit): void {
    if (this.#readers.has(to)) this.#parts.send(to, creditFrame(exchange, credit));
  }

  handOver(to: number, state: SlotState): void {
    for (const frame of stateFrames(state, fixedLimits.frameBytesMax / 2)) this.#parts.send(to, frame);
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
    if (type === frameType.state) return this.#state(from, bytes, view, start, end);
    if (type === frameType.origin) {
      this.#origins.set(from, readOriginFrame(view, start));
      return;
    }
    const exchange = view.getUint16(start + 6, true);
    if (type === frameType.credit) {
      const [granted, window] = [start + headerBytes, start + headerBytes + 4];
      this.leaving(exchange)[from]?.grant(view.getUint32(granted, true), view.getUint32(window, true));
      return;
    }
    const receive = this.#in[exchange]?.[from];
    assert(receive !== undefined, `I16: a frame of exchange ${exchange} from worker ${from}, which no task receives`);
    receive(this.#read(type, from, { bytes, view, start, end }));
  }

  #state(from: number, bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const { part, more } = readStateFrame(bytes, view, start, end);
    const parts = [...(this.#partial.get(from) ?? []), part.section];
    if (more) {
      this.#partial.set(from, parts);
      return;
    }
    this.#partial.delete(from);
    this.#parts.arrived({ ...part, section: parts.length === 1 ? part.section : concatenated(parts) });
  }

  #read(type: number, from: number, { bytes, view, start, end }: ArrivedFrame): ChannelFrame {
    if (type === frameType.data) return readDataFrame(bytes, view, start, end, this.#origins.get(from));
    if (type === frameType.barrier) {
      const generation = view.getUint32(start + headerBytes, true);
      assert(generation === this.#parts.generation, `I12: a barrier of generation ${generation}`);
      const epoch = view.getUint32(start + headerBytes + 4, true);
      return { type: 'barrier', generation, epoch, records: view.getFloat64(start + headerBytes + 8, true) };
    }
    assert(type === frameType.preamble, `I16: unknown frame type ${type}`);
    return { type: 'preamble', content: bytes.slice(start + headerBytes, end) };
  }

  #credit(exchange: number, by: number): void {
    this.#exhausted[exchange] = (this.#exhausted[exchange] ?? 0) + by;
    this.#parts.creditChanged();
  }

  /** The receiver knows the origin of every record that it gets. */
  #sendWithOrigin(to: number, bytes: Uint8Array, { origin }: SafeMode): void {
    if (origin !== null && origin !== this.#told.get(to)) this.#parts.send(to, originFrame(origin));
    this.#told.set(to, origin);
    this.#parts.send(to, bytes);
  }

  #hostOf(to: number): ChannelHost {
    const { safe = null, send, source } = this.#parts;
    return {
      ready: safe === null ? (bytes) => send(to, bytes) : (bytes) => this.#sendWithOrigin(to, bytes, safe),
      waiting: (channel) => this.#waiting.push(channel),
      source,
      exhausted: (channel) => this.#credit(channel.exchange, 1),
      replenished: (channel) => this.#credit(channel.exchange, -1),
    };
  }
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
