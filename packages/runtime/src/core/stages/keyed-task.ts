/**
 * The task of a keyed stage at one worker: it applies records to the state objects of the slots it owns, and cuts at each
 * barrier. Mutable: data plane. It leaves where its outputs go to the outlets inside its operator.
 *
 * I4: a record meets only a slot that this worker owns. I2: records of a channel are applied in their order; while the
 * gate is blocked or the channel is held, frames wait in the channel.
 */
import type { KeyedOperator } from '../../api/index.ts';
import type { ChannelFrame, ChannelIn, DataFrame } from '../exchange/channel-in.ts';
import { readVarint } from '../exchange/channel-in.ts';
import { keyReference } from '../exchange/channel-out.ts';
import type { LocalState } from '../exchange/hash-outlet.ts';
import { readText } from '../exchange/shape-codec.ts';
import { Aligner } from '../progress/aligner.ts';
import { hashText, slotOf } from '../slots/hash.ts';
import type { StateObject } from '../slots/state-table.ts';
import { StateTable } from '../slots/state-table.ts';
import type { TextCodec } from '../../api/index.ts';
import type { LatencyHistogram } from '../telemetry/latency-histogram.ts';
import type { TaskHost } from './task-host.ts';
import { TaskGate } from './task-host.ts';
import type { Turn } from '../turn.ts';

/** The object of a key; null where its first value could not be made, tried again at the next record. */
export type KeyEntry = { readonly key: string; readonly slot: number; object: StateObject | null };

export type KeyedTaskParts = {
  readonly stage: number;
  readonly slots: number;
  readonly owned: readonly number[];
  readonly operator: KeyedOperator;
  readonly host: TaskHost;
  readonly text: TextCodec;
  /** Exchange -> input of this stage. */
  readonly inputOf: (exchange: number) => number;
  /** From other workers, all exchanges. */
  readonly channels: readonly ChannelIn<KeyEntry>[];
  /** Exchanges whose local ends are channels without bytes. */
  readonly localExchanges: readonly number[];
  readonly latency: LatencyHistogram;
  readonly clock: { readonly now: number };
  readonly turn: Pick<Turn, 'left'>;
};

export class KeyedTask implements LocalState {
  readonly gate = new TaskGate();
  readonly table: StateTable;
  /** Local exchanges that have delivered the barrier being aligned. */
  readonly heldLocal = new Set<number>();
  readonly #parts: KeyedTaskParts;
  readonly #aligner: Aligner;
  #barrier = { generation: 0, epoch: 0 };

  constructor(parts: KeyedTaskParts) {
    this.#parts = parts;
    this.table = new StateTable(parts.slots, (key, record) => parts.operator.initial(key, record));
    for (const slot of parts.owned) this.table.own(slot);
    this.#aligner = new Aligner(parts.channels.length + parts.localExchanges.length);
  }

  meet(key: string, slot: number, record?: unknown): StateObject | null {
    return this.table.meet(key, slot, record);
  }

  apply(input: number, object: StateObject, record: unknown): void {
    this.table.applied[object.slot] = (this.table.applied[object.slot] ?? 0) + 1;
    this.#parts.operator.apply(input, object.key, record, object.value);
  }

  /** Takes a frame that has arrived; what cannot be consumed now waits in its channel. */
  receive(channel: ChannelIn<KeyEntry>, frame: ChannelFrame): void {
    if (
      channel.held ||
      channel.queue.length > 0 ||
      (frame.type === 'data' && (this.gate.blocked || this.#parts.turn.left <= 0))
    ) {
      channel.keep(frame);
      return;
    }
    if (!this.#consume(channel, frame)) channel.keep(frame);
  }

  /** Goes on with the frames that wait, as far as gate and alignment let it. */
  resume(): void {
    for (const channel of this.#parts.channels) {
      for (let frame = channel.queue[0]; frame !== undefined && !channel.held; frame = channel.queue[0]) {
        if (frame.type === 'data' && (this.gate.blocked || this.#parts.turn.left <= 0)) return;
        if (!this.#consume(channel, frame)) return;
        channel.shift();
      }
    }
  }

  /** The barrier has passed the local end of an exchange: the stage before it has cut at this worker. */
  localBarrier(exchange: number, generation: number, epoch: number): void {
    this.heldLocal.add(exchange);
    this.#arrived(generation, epoch);
  }

  get queuedBytes(): number {
    return this.#parts.channels.reduce((bytes, channel) => bytes + channel.queuedBytes, 0);
  }

  /** True where the frame was consumed whole. */
  #consume(channel: ChannelIn<KeyEntry>, frame: ChannelFrame): boolean {
    switch (frame.type) {
      case 'data':
        return this.#applyFrame(channel, frame);
      case 'barrier':
        channel.held = true;
        this.#arrived(frame.generation, frame.epoch);
        return true;
      case 'preamble':
        return true;
    }
  }

  #applyFrame(channel: ChannelIn<KeyEntry>, frame: DataFrame): boolean {
    const { cursor } = frame;
    const { gate } = this;
    const { turn } = this.#parts;
    const { decoder, keys } = channel;
    const input = this.#parts.inputOf(channel.exchange);
    const first = frame.left;
    while (frame.left > 0 && !gate.blocked && turn.left > 0) {
      turn.left--;
      const reference = readVarint(cursor);
      const entry =
        (reference >= keyReference.first ? keys[reference - keyReference.first] : undefined) ??
        this.#readKey(channel, reference, frame);
      const record = decoder.read(cursor);
      frame.left--;
      entry.object ??= this.table.meet(entry.key, entry.slot, record);
      if (entry.object !== null) this.apply(input, entry.object, record);
    }
    this.#parts.latency.add(this.#parts.clock.now - frame.time, first - frame.left);
    if (frame.left > 0) return false;
    const granted = channel.consumed(frame.bytes);
    if (granted > 0) this.#parts.host.grant(channel.exchange, channel.from, granted);
    return true;
  }

  #readKey(channel: ChannelIn<KeyEntry>, reference: number, frame: DataFrame): KeyEntry {
    const key = readText(frame.cursor, this.#parts.text);
    const entry = { key, slot: slotOf(hashText(key), this.#parts.slots), object: null };
    if (reference === keyReference.intern) channel.keys.push(entry);
    return entry;
  }

  #arrived(generation: number, epoch: number): void {
    this.#barrier = { generation, epoch };
    if (this.#aligner.arrived(epoch)) this.#cut();
    else this.#parts.host.gatesChanged();
  }

  /** The cut: everything before the barrier is applied, nothing after it. */
  #cut(): void {
    const { host, stage, channels } = this.#parts;
    const { generation, epoch } = this.#barrier;
    host.report({ type: 'acked', epoch, stage });
    host.forwardBarrier(stage, generation, epoch);
    for (const channel of channels) channel.held = false;
    this.heldLocal.clear();
    host.gatesChanged();
  }
}
