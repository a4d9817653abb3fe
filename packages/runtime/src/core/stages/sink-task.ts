/**
 * The task of a sink at one worker. Where it owns the sink's shard it gathers encoded records in the outbox and releases
 * them epoch by epoch; elsewhere it only passes barriers. A live table is a preview: it shows records as they come.
 */
import type { DataPlaneLimits } from '../data-plane-limits.ts';
import type { ChannelFrame, ChannelIn } from '../exchange/channel-in.ts';
import { Preamble } from '../exchange/preamble.ts';
import type { LocalSink } from '../exchange/shard-outlet.ts';
import { Aligner } from '../progress/aligner.ts';
import type { WorkerEffect } from '../worker-messages.ts';
import type { LiveRows } from '../telemetry/live-rows.ts';
import type { Sealed } from './outbox.ts';
import { Outbox } from './outbox.ts';
import type { TaskHost } from './task-host.ts';
import { TaskGate } from './task-host.ts';

export type SinkTaskParts = {
  readonly stage: number;
  readonly owned: boolean;
  /** Rows of a live table; null for a sink that writes. */
  readonly live: LiveRows | null;
  readonly host: TaskHost;
  readonly channels: readonly ChannelIn<never>[];
  readonly localExchanges: readonly number[];
  readonly limits: DataPlaneLimits;
  /** Takes records that cannot stand in this sink. */
  readonly refuse: (bytes: Uint8Array, records: number) => void;
  readonly perform: (effect: WorkerEffect) => void;
};

export class SinkTask implements LocalSink {
  readonly gate = new TaskGate();
  readonly heldLocal = new Set<number>();
  readonly #parts: SinkTaskParts;
  readonly #aligner: Aligner;
  readonly #outbox: Outbox;
  readonly #releasing: Sealed[] = [];
  readonly #preamble = new Preamble();
  #full = false;
  released = 0;

  constructor(parts: SinkTaskParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.limits.linkFrameBytes);
    this.#aligner = new Aligner(parts.channels.length + parts.localExchanges.length);
  }

  write(bytes: Uint8Array): void {
    this.#take(bytes, 1);
  }

  preamble(bytes: Uint8Array): void {
    if (this.#preamble.offer(bytes)) this.#take(bytes, 0);
  }

  receive(channel: ChannelIn<never>, frame: ChannelFrame): void {
    if (channel.held || channel.queue.length > 0) channel.keep(frame);
    else this.#consume(channel, frame);
  }

  resume(): void {
    for (const channel of this.#parts.channels) {
      for (let frame = channel.queue[0]; frame !== undefined && !channel.held; frame = channel.queue[0]) {
        channel.shift();
        this.#consume(channel, frame);
      }
    }
  }

  localBarrier(exchange: number, generation: number, epoch: number): void {
    this.heldLocal.add(exchange);
    this.#arrived(epoch);
    void generation;
  }

  /** The epoch is complete: its outputs may leave. */
  complete(epoch: number): void {
    if (!this.#parts.owned) return;
    for (const sealed of this.#outbox.releasable(epoch)) this.#release(sealed);
  }

  /** The host has written an epoch out. */
  written(epoch: number): void {
    const { host, stage } = this.#parts;
    const sealed = this.#releasing.shift();
    if (sealed === undefined || sealed.epoch !== epoch)
      throw new Error(`I13: epoch ${epoch} of sink ${stage} was written out of order`);
    this.#outbox.forget(sealed);
    this.released += sealed.records;
    host.report({ type: 'released', stage, epoch });
    this.#reportFill();
  }

  get queuedBytes(): number {
    return this.#outbox.bytes + this.#parts.channels.reduce((bytes, channel) => bytes + channel.queuedBytes, 0);
  }

  #consume(channel: ChannelIn<never>, frame: ChannelFrame): void {
    switch (frame.type) {
      case 'data': {
        const bytes = frame.cursor.bytes.subarray(frame.cursor.at, frame.end);
        if (channel.refused) this.#parts.refuse(bytes.slice(), frame.records);
        else this.#take(bytes, frame.records);
        const granted = channel.consumed(frame.bytes);
        if (granted > 0) this.#parts.host.grant(channel.exchange, channel.from, granted);
        return;
      }
      case 'barrier':
        channel.held = true;
        this.#arrived(frame.epoch);
        return;
      case 'preamble':
        this.#arrivedPreamble(channel, frame.content);
        return;
    }
  }

  #arrivedPreamble(channel: ChannelIn<never>, content: Uint8Array): void {
    try {
      this.preamble(content);
    } catch {
      channel.refused = true;
    }
  }

  #take(bytes: Uint8Array, records: number): void {
    const { live } = this.#parts;
    if (live !== null) {
      live.add(bytes);
      this.released += records;
      return;
    }
    this.#outbox.append(bytes, records);
    if (!this.#full) this.#reportFill();
  }

  #reportFill(): void {
    const { outboxBytesMax } = this.#parts.limits;
    const full = this.#outbox.bytes > (this.#full ? outboxBytesMax / 2 : outboxBytesMax);
    if (full === this.#full) return;
    this.#full = full;
    this.#parts.host.report({ type: 'outbox', stage: this.#parts.stage, full });
  }

  #release(sealed: Sealed): void {
    const { stage, perform } = this.#parts;
    this.#releasing.push(sealed);
    for (const bytes of sealed.chunks) perform({ type: 'write', stage, bytes });
    perform({ type: 'release', stage, epoch: sealed.epoch });
  }

  #arrived(epoch: number): void {
    const { host, stage, channels } = this.#parts;
    if (!this.#aligner.arrived(epoch)) {
      host.gatesChanged();
      return;
    }
    if (this.#parts.owned) this.#outbox.seal(epoch);
    host.report({ type: 'acked', epoch, stage });
    for (const channel of channels) channel.held = false;
    this.heldLocal.clear();
    host.gatesChanged();
  }
}
