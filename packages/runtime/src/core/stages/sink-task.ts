/**
 * The task of a sink at one worker. Where it owns the sink's shard it gathers encoded records in the outbox and releases
 * them epoch by epoch; elsewhere it only passes barriers. A live table is a preview: it shows records as they come. So is
 * a sink that writes at once, which a recovery sets back to where its outputs stood at the last checkpoint.
 */
import { assert } from '@potoroo/shared/assert';
import { readMovedOutputs, readOutputs, writeMovedOutputs, writeOutputs } from '../checkpoint/output-section.ts';
import type { DataPlaneLimits } from '../data-plane-limits.ts';
import type { ChannelFrame, ChannelIn } from '../exchange/channel-in.ts';
import { Preamble } from '../exchange/preamble.ts';
import type { LocalSink } from '../exchange/shard-outlet.ts';
import type { AlignmentPhase } from '../phase-tables.ts';
import { Aligner } from '../progress/aligner.ts';
import type { WayTimes } from '../telemetry/way-times.ts';
import type { LiveRows } from '../telemetry/live-rows.ts';
import type { WorkerEffect } from '../worker-messages.ts';
import { OnceOut } from './once-out.ts';
import type { Sealed } from './outbox.ts';
import { Outbox } from './outbox.ts';
import type { SlotState, TaskHost } from './task-host.ts';
import { TaskGate } from './task-host.ts';

export type SinkTaskParts = {
  readonly stage: number;
  readonly self: number;
  /** Checkpoints are kept. */
  readonly keeps: boolean;
  readonly owned: boolean;
  /** The last complete epoch. */
  readonly epoch: number;
  /** Rows of a live table; null for a sink that writes. */
  readonly live: LiveRows | null;
  /** Outputs leave at the end of the turn in which they come, as a preview: a recovery may take them back. */
  readonly immediate: boolean;
  /** What leaves is kept where a recovery finds it: a cut is told of only once all that left before it is there. */
  readonly outlasts: boolean;
  readonly times: WayTimes;
  readonly host: TaskHost;
  /** From other workers. The list grows and shrinks with the members. */
  readonly channels: readonly ChannelIn<never>[];
  readonly localExchanges: readonly number[];
  readonly limits: DataPlaneLimits;
  /** Takes records that cannot stand in this sink. */
  readonly refuse: (bytes: Uint8Array, records: number) => void;
  readonly perform: (effect: WorkerEffect) => void;
};

/** A sink has one shard for now. */
const shard = 0;
/** What a live table holds back (its rows are shown as they come, and only counted here), and what is unread where no shard has moved. */
const nothing = new Uint8Array(0);

export class SinkTask implements LocalSink {
  readonly gate = new TaskGate();
  readonly heldLocal = new Set<number>();
  readonly #parts: SinkTaskParts;
  readonly #aligner: Aligner;
  readonly #releasing: Sealed[] = [];
  #outbox: Outbox;
  #preamble = new Preamble();
  #owned: boolean;
  /** The shard is on its way here: what comes for it waits. */
  incoming = false;
  #early: SlotState[] = [];
  #cutEpoch: number;
  #complete: number;
  #full = false;
  #opened = false;
  #onceOut = new OnceOut();
  /** The shard is on its way out: waits for the device. */
  #handOver: ((unread: Uint8Array) => void) | null = null;
  /** Records that left this worker. */
  released = 0;

  constructor(parts: SinkTaskParts) {
    this.#parts = parts;
    const { channels, localExchanges, epoch, limits } = parts;
    this.#owned = parts.owned;
    this.#outbox = new Outbox(limits.linkFrameBytes);
    this.#aligner = new Aligner(() => channels.length + localExchanges.length, epoch);
    this.#cutEpoch = epoch;
    this.#complete = epoch;
  }

  /** Reads the epochs of a checkpoint back, oldest first; they are released once the run goes on. */
  load(sections: readonly Uint8Array[], released: number): void {
    for (const section of sections) this.#restore(section, released);
  }

  /** Releases what a recovery brought. */
  start(): void {
    if (!this.#owned || this.#opened) return;
    this.#open();
    this.complete(this.#complete);
    this.#reportFill();
  }

  write(bytes: Uint8Array): void {
    this.#parts.times.came(1);
    this.#take(bytes, 1);
  }

  preamble(bytes: Uint8Array): void {
    if (this.#preamble.offer(bytes)) this.#take(bytes, 0);
  }

  receive(channel: ChannelIn<never>, frame: ChannelFrame): void {
    if (channel.held || this.incoming || channel.queue.length > 0) channel.keep(frame);
    else this.#consume(channel, frame);
  }

  resume(): void {
    for (const channel of this.#parts.channels) {
      for (
        let frame = channel.queue[0];
        frame !== undefined && !channel.held && !this.incoming;
        frame = channel.queue[0]
      ) {
        channel.shift();
        this.#consume(channel, frame);
      }
    }
  }

  localBarrier(exchange: number, epoch: number): void {
    this.heldLocal.add(exchange);
    this.#arrived(epoch);
  }

  /** The shard as another worker gives it up. */
  arrive(state: SlotState): void {
    if (state.epoch > this.#cutEpoch) this.#early.push(state);
    else this.#install(state);
  }

  /** The epoch is complete: its outputs may leave. */
  complete(epoch: number): void {
    this.#complete = epoch;
    if (!this.#owned || this.incoming) return;
    for (const sealed of this.#outbox.releasable(epoch)) this.#release(sealed);
  }

  /** The end of a turn: what came in it leaves, where nothing is waited for. An epoch holds only what has not left. */
  flush(): void {
    const { immediate, stage, perform, times } = this.#parts;
    times.turned();
    if (!immediate || !this.#opened) return;
    const open = this.#outbox.takeOpen();
    if (open === null) return;
    this.#write(open.at, open.chunks);
    this.#onceOut.leaving += open.bytes;
    perform({ type: 'flush-sink', stage, bytes: open.bytes });
  }

  /** So many bytes that left before their epoch are out of our hands. */
  flushed(bytes: number): void {
    this.#onceOut.out(bytes);
    // Once it is another's, that one says how full it is, and nothing of this one may come after it.
    if (this.#owned) this.#reportFill();
  }

  /** The device has closed the sink: whoever opens it next goes on behind everything that left here. */
  left(unread: Uint8Array): void {
    const handOver = this.#handOver;
    assert(handOver !== null, 'a sink leaves only where its shard moves');
    assert(!this.#parts.outlasts || this.#onceOut.leaving === 0, 'I10: a preview is handed over before it is there');
    this.#handOver = null;
    // Of what the receiver has not taken yet, the next owner knows.
    this.#onceOut = new OnceOut();
    handOver(unread);
  }

  /** The host has written an epoch out. */
  written(epoch: number): void {
    const { host, stage } = this.#parts;
    const sealed = this.#releasing.shift();
    if (sealed === undefined || sealed.epoch !== epoch)
      throw new Error(`I13: epoch ${epoch} of sink ${stage} was written out of order`);
    this.#outbox.forget(sealed);
    this.#parts.times.left(epoch);
    if (!this.#isPreview) this.released += sealed.records;
    host.report({ type: 'released', stage, epoch, records: sealed.from.records + sealed.records });
    this.#reportFill();
  }

  get alignment(): AlignmentPhase {
    return this.#aligner.phase;
  }

  get queuedBytes(): number {
    return (
      this.#outbox.bytes +
      this.#onceOut.leaving +
      this.#parts.channels.reduce((bytes, channel) => bytes + channel.queuedBytes, 0)
    );
  }

  #consume(channel: ChannelIn<never>, frame: ChannelFrame): void {
    switch (frame.type) {
      case 'data': {
        const bytes = frame.cursor.bytes.subarray(frame.cursor.at, frame.end);
        channel.met += frame.records;
        if (channel.refused) this.#parts.refuse(bytes.slice(), frame.records);
        else {
          this.#parts.times.came(frame.records, { readAt: frame.time, source: frame.source });
          this.#take(bytes, frame.records);
        }
        const granted = channel.window.consumed(frame.bytes, frame);
        if (granted > 0)
          this.#parts.host.grant(channel.exchange, channel.from, { bytes: granted, window: channel.window.bytes });
        return;
      }
      case 'barrier':
        channel.held = true;
        this.#parts.host.uneven(channel.surplus(frame));
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
      this.#outbox.append(nothing, records);
      return;
    }
    if (this.#parts.immediate) this.released += records;
    this.#outbox.append(bytes, records);
    if (!this.#full) this.#reportFill();
  }

  #reportFill(): void {
    const { outboxBytesMax } = this.#parts.limits;
    const full = this.#outbox.bytes + this.#onceOut.leaving > (this.#full ? outboxBytesMax / 2 : outboxBytesMax);
    if (full === this.#full) return;
    this.#full = full;
    this.#parts.host.report({ type: 'outbox', stage: this.#parts.stage, full });
  }

  #release(sealed: Sealed): void {
    const { stage, perform } = this.#parts;
    this.#releasing.push(sealed);
    this.#write(sealed.from.bytes, sealed.chunks);
    perform({ type: 'release', stage, epoch: sealed.epoch });
  }

  #write(from: number, chunks: readonly Uint8Array[]): void {
    const { stage, perform } = this.#parts;
    let at = from;
    for (const bytes of chunks) {
      perform({ type: 'write', stage, at, bytes });
      at += bytes.length;
    }
  }

  get #isPreview(): boolean {
    return this.#parts.live !== null || this.#parts.immediate;
  }

  #arrived(epoch: number): void {
    if (this.#aligner.arrived(epoch)) this.#cut(epoch);
    else this.#parts.host.gatesChanged();
  }

  #cut(epoch: number): void {
    const { host, stage, self, channels } = this.#parts;
    assert(!this.incoming, `I8: the output is incoming at the cut of epoch ${epoch}`);
    const { moves, everything } = host.change(stage);
    this.#cutEpoch = epoch;
    if (this.#owned) {
      if (everything) this.storeWaiting();
      this.flush();
      const sealed = this.#outbox.seal(epoch);
      this.#parts.times.seal(epoch);
      this.#store(sealed);
      const move = moves.find(({ from }) => from === self);
      if (move !== undefined) this.#leave(move.to, sealed);
    }
    if (moves.some(({ to }) => to === self)) this.incoming = true;
    const ack = { type: 'acked', epoch, stage, records: this.released, ...host.counted(stage) } as const;
    const tell = (): void => host.report(ack);
    if (this.#parts.outlasts) this.#onceOut.tell(tell);
    else tell();
    for (const channel of channels) channel.held = false;
    this.heldLocal.clear();
    const early = this.#early;
    this.#early = [];
    for (const state of early) this.#install(state);
    host.gatesChanged();
  }

  /** What a manifest that was not written should have held is part of the next one. */
  storeWaiting(): void {
    for (const sealed of this.#outbox.waiting) this.#store(sealed);
  }

  #store(sealed: Sealed): void {
    const { host, stage, keeps } = this.#parts;
    if (!keeps) return;
    const section = writeOutputs({ sealed, preamble: this.#preamble.bytes, isInherited: this.#preamble.isInherited });
    host.store({ stage, slot: shard, epoch: sealed.epoch, full: false, section });
  }

  #leave(to: number, sealed: Sealed): void {
    const { host, stage, perform } = this.#parts;
    const { epoch } = sealed;
    const section = writeOutputs({ sealed, preamble: this.#preamble.bytes, isInherited: this.#preamble.isInherited });
    assert(this.#releasing.length === 0, 'I13: an output moves only once all before is released');
    this.#outbox.giveUp(epoch);
    this.#parts.times.forget();
    this.#owned = false;
    this.#opened = false;
    this.#preamble = new Preamble();
    this.#handOver = (unread) => {
      const moved = writeMovedOutputs(section, unread);
      host.handOver(to, { stage, slot: shard, epoch, full: true, deltas: 0, section: moved });
    };
    perform({ type: 'close-sink', stage });
  }

  #install({ section: moved, epoch, slot }: SlotState): void {
    const { host, stage } = this.#parts;
    const { section, unread } = readMovedOutputs(moved);
    this.#outbox = new Outbox(this.#parts.limits.linkFrameBytes);
    this.#owned = true;
    this.incoming = false;
    this.#restore(section, 0);
    this.tellFill();
    this.#open(unread);
    host.report({ type: 'installed', stage, slot, epoch, objects: 0, bytes: moved.byteLength, heldMs: 0 });
    this.complete(this.#complete);
    host.gatesChanged();
  }

  /** What the last owner said of its outbox is not true of this one. */
  tellFill(): void {
    const { host, stage, limits } = this.#parts;
    this.#full = this.#outbox.bytes > limits.outboxBytesMax;
    host.report({ type: 'outbox', stage, full: this.#full });
  }

  #open(unread: Uint8Array = nothing): void {
    this.#opened = true;
    const { bytes } = this.#outbox.from;
    const left = this.#outbox.waiting[0]?.from.bytes ?? bytes;
    this.#parts.perform({ type: 'open-sink', stage: this.#parts.stage, bytes, left, unread });
  }

  /** An epoch that has left before is only remembered for where it ended. */
  #restore(section: Uint8Array, released: number): void {
    const { sealed, preamble, isInherited } = readOutputs(section);
    this.#outbox.restore(sealed);
    if (preamble !== null) this.#preamble.restore(preamble, isInherited);
    if (sealed.epoch > released) return;
    for (const old of this.#outbox.releasable(sealed.epoch)) this.#outbox.forget(old);
  }
}
