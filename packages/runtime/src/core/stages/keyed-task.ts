/**
 * The task of a keyed stage at one worker: it applies records to the state objects of the slots it owns, and cuts at each
 * barrier. Mutable: data plane. It leaves where its outputs go to the outlets inside its operator.
 *
 * I4: a record meets only a slot that this worker owns. I2: records of a channel are applied in their order; while the
 * gate is blocked or the channel is held, frames wait in the channel, and records of a slot that is moving here wait for it.
 */
import { assert } from '@potoroo/shared/assert';
import { madeAnew } from '@potoroo/shared/made-anew';
import { wholeRecord } from '@potoroo/shared/record-layout';
import { trimmed } from '@potoroo/shared/telemetry';
import type { KeyedOperator, TextCodec } from '../../api/index.ts';
import { SectionDecoder } from '../checkpoint/slot-section.ts';
import type { FinishedSlot } from '../checkpoint/slot-snapshots.ts';
import { SlotSnapshots } from '../checkpoint/slot-snapshots.ts';
import type { ChannelFrame, ChannelIn, DataFrame } from '../exchange/channel-in.ts';
import { readVarint } from '../exchange/channel-in.ts';
import { keyReference } from '../exchange/channel-out.ts';
import type { ApplyTo, LocalState } from '../exchange/hash-outlet.ts';
import type { PendingRecord } from '../exchange/pending-records.ts';
import { PendingRecords } from '../exchange/pending-records.ts';
import { readText } from '../exchange/shape-codec.ts';
import type { AlignmentPhase } from '../phase-tables.ts';
import { Aligner } from '../progress/aligner.ts';
import type { SoloKeys } from '../placement/solo-slots.ts';
import { homeSlotOf, soloKeysChanged } from '../placement/solo-slots.ts';
import { hashText, slotOf } from '../slots/hash.ts';
import type { StateObject } from '../slots/state-table.ts';
import { StateTable } from '../slots/state-table.ts';
import type { Turn } from '../turn.ts';
import type { TaskReport } from '../worker-messages.ts';
import { applyingMaker, type InputRules, type KeyEntry, makeMeetFrame, type MeetFrame } from './meeting.ts';
import type { SlotState, TaskHost } from './task-host.ts';
import { TaskGate } from './task-host.ts';

export type KeyedTaskParts = {
  readonly stage: number;
  /** The name of the state, for errors. */
  readonly name: string;
  readonly self: number;
  /** Checkpoints are kept. */
  readonly keeps: boolean;
  readonly slots: number;
  readonly owned: readonly number[];
  readonly solos: SoloKeys;
  /** The last complete epoch. */
  readonly epoch: number;
  readonly operator: KeyedOperator;
  readonly host: TaskHost;
  readonly text: TextCodec;
  /** Exchange -> input of this stage. */
  readonly inputOf: (exchange: number) => number;
  readonly inputs: readonly InputRules[];
  /** From other workers, all exchanges. The list grows and shrinks with the members. */
  readonly channels: readonly ChannelIn<KeyEntry>[];
  /** Exchanges whose local ends are channels without bytes. */
  readonly localExchanges: readonly number[];
  readonly pendingRecordsMax: number;
  /** Records have met what they were led to that were read at this time. */
  readonly through: (readAt: number) => void;
  /** What leaves while a frame is applied was read when its first record was. */
  readonly clock: { readonly now: number; readAt: number; source: number };
  readonly turn: Pick<Turn, 'left'>;
};

export class KeyedTask implements LocalState {
  readonly gate = new TaskGate();
  readonly table: StateTable;
  /** Local exchanges that have delivered the barrier being aligned. */
  readonly heldLocal = new Set<number>();
  readonly pending: PendingRecords;
  readonly #parts: KeyedTaskParts;
  readonly #aligner: Aligner;
  readonly #snapshots: SlotSnapshots;
  readonly #sections: SectionDecoder;
  /** States that came before this task's own cut. */
  #early: SlotState[] = [];
  #acking: Extract<TaskReport, { readonly type: 'acked' }> | null = null;
  readonly #warm = new Map<number, readonly Uint8Array[]>();
  #cutEpoch: number;
  #firstChannel = 0;
  readonly #applying: ApplyTo[] = [];
  readonly #meeting = new WeakMap<ChannelIn<KeyEntry>, MeetFrame>();
  /** Keys with a slot of their own, as of this task's last cut. */
  #solos: SoloKeys;
  #hasSolos: boolean;

  constructor(parts: KeyedTaskParts) {
    this.#parts = parts;
    const { operator, text, channels, localExchanges, epoch } = parts;
    this.table = new StateTable({
      slots: parts.slots,
      initial: (key, record) => operator.initial(key, record),
      beforeTouch: (object) => this.#snapshots.beforeTouch(object),
      epoch,
    });
    for (const slot of parts.owned) this.table.own(slot);
    this.pending = new PendingRecords(parts.pendingRecordsMax);
    this.#aligner = new Aligner(() => channels.length + localExchanges.length, epoch);
    this.#snapshots = new SlotSnapshots(text, parts.name);
    this.#sections = new SectionDecoder(text);
    this.#cutEpoch = epoch;
    this.#solos = parts.solos;
    this.#hasSolos = parts.solos.size > 0;
  }

  /** Reads a slot back, oldest section first. */
  load(slot: number, sections: readonly Uint8Array[]): void {
    for (const section of sections) this.#put(slot, section);
    this.table.loaded(slot, Math.max(0, sections.length - 1));
  }

  meet(input: number, key: string, slot: number, record: unknown): StateObject | null {
    this.pending.assertTurn();
    if (!this.table.isIncoming(slot)) return this.table.meet(key, slot, record);
    // The bytes of a lazy record are those of another one by then.
    const { now, readAt, source } = this.#parts.clock;
    this.pending.keep(slot, { input, key, record: wholeRecord(record), readAt, source }, now);
    if (this.pending.full) this.#parts.host.gatesChanged();
    return null;
  }

  applying(input: number): ApplyTo {
    const { table } = this;
    const apply = this.#parts.operator.input(input);
    const given = { table, recent: table.recent, apply };
    return (this.#applying[input] ??= applyingMaker(this.#parts.inputs[input])(given));
  }

  /** Applied since the start. */
  get records(): number {
    return this.table.applied.reduce((sum, each) => sum + each, 0);
  }

  /** Takes a frame that has arrived; what cannot be consumed now waits in its channel. */
  receive(channel: ChannelIn<KeyEntry>, frame: ChannelFrame): void {
    if (channel.held || channel.queue.length > 0 || (frame.type === 'data' && this.#mustWait)) {
      channel.keep(frame);
      return;
    }
    if (!this.#consume(channel, frame)) channel.keep(frame);
  }

  /** Goes on with what waits, as far as gate and alignment let it. Another channel is first each time. */
  resume(): void {
    for (const slot of this.pending.arrived) this.#drain(slot);
    const { channels } = this.#parts;
    this.#firstChannel = channels.length === 0 ? 0 : (this.#firstChannel + 1) % channels.length;
    for (let index = 0; index < channels.length; index++) {
      const channel = channels[(this.#firstChannel + index) % channels.length];
      if (channel !== undefined && !this.#resumeChannel(channel)) return;
    }
  }

  /** The barrier has passed the local end of an exchange: the stage before it has cut at this worker. */
  localBarrier(exchange: number, epoch: number): void {
    this.heldLocal.add(exchange);
    this.#arrived(epoch);
  }

  /** The content of a slot that moves here. */
  arrive(state: SlotState): void {
    if (state.epoch > this.#cutEpoch) this.#early.push(state);
    else this.#install(state);
  }

  /** A slot as of the last checkpoint, ahead of its move here. */
  warm(slot: number, sections: readonly Uint8Array[]): void {
    this.#warm.set(slot, sections);
  }

  /** Objects of the last cut are still to be encoded. */
  get saving(): boolean {
    return this.#snapshots.busy;
  }

  /** Encodes about this many bytes of the last cut. */
  save(bytesMax: number): void {
    this.#snapshots.run(bytesMax, (slot) => this.#saved(slot));
    this.#ackIfSaved();
  }

  /** The object of a key as it is now; undefined where no record with the key has come, null where its slot is not here. */
  look(key: string): StateObject | null | undefined {
    return this.table.look(key, this.#slotOf(key));
  }

  get alignment(): AlignmentPhase {
    return this.#aligner.phase;
  }

  get queuedBytes(): number {
    return this.#parts.channels.reduce((bytes, channel) => bytes + channel.queuedBytes, 0);
  }

  get #mustWait(): boolean {
    return this.gate.blocked || this.#parts.turn.left <= 0 || this.pending.full;
  }

  #resumeChannel(channel: ChannelIn<KeyEntry>): boolean {
    for (let frame = channel.queue[0]; frame !== undefined && !channel.held; frame = channel.queue[0]) {
      if (frame.type === 'data' && this.#mustWait) return false;
      if (!this.#consume(channel, frame)) return false;
      channel.shift();
    }
    return true;
  }

  /** True where the frame was consumed whole. */
  #consume(channel: ChannelIn<KeyEntry>, frame: ChannelFrame): boolean {
    switch (frame.type) {
      case 'data':
        return this.#applyFrame(channel, frame);
      case 'barrier':
        channel.held = true;
        this.#parts.host.uneven(channel.surplus(frame));
        this.#arrived(frame.epoch);
        return true;
      case 'preamble':
        return true;
    }
  }

  #applyFrame(channel: ChannelIn<KeyEntry>, frame: DataFrame): boolean {
    this.pending.assertTurn();
    const { clock, through } = this.#parts;
    const first = frame.left;
    if (frame.origin !== null) this.#parts.host.follow(frame.origin);
    clock.readAt = frame.time;
    clock.source = frame.source;
    this.#meetingOf(channel)(frame);
    channel.met += first - frame.left;
    through(frame.time);
    if (frame.left > 0) return false;
    const granted = channel.window.consumed(frame.bytes, frame);
    if (granted > 0)
      this.#parts.host.grant(channel.exchange, channel.from, { bytes: granted, window: channel.window.bytes });
    return true;
  }

  /** What meets the records of a channel's frames, with code of its own. */
  #meetingOf(channel: ChannelIn<KeyEntry>): MeetFrame {
    const known = this.#meeting.get(channel);
    if (known !== undefined) return known;
    const { gate, pending } = this;
    const input = this.#parts.inputOf(channel.exchange);
    const made = madeAnew(
      makeMeetFrame,
      this.#parts.inputs[input]?.node,
    )({
      turn: this.#parts.turn,
      gate,
      pending,
      keys: channel.keys,
      firstReference: keyReference.first,
      decoder: channel.decoder,
      readVarint,
      readKey: (reference, frame) => this.#readKey(channel, reference, frame),
      meet: (key, slot, record) => this.meet(input, key, slot, record),
      apply: this.applying(input),
    });
    this.#meeting.set(channel, made);
    return made;
  }

  #readKey(channel: ChannelIn<KeyEntry>, reference: number, frame: DataFrame): KeyEntry {
    const key = readText(frame.cursor, this.#parts.text);
    const entry = { key, slot: this.#slotOf(key), object: null };
    if (reference === keyReference.intern) channel.keys.push(entry);
    return entry;
  }

  #slotOf(key: string): number {
    const { slots } = this.#parts;
    return this.#hasSolos ? (this.#solos.get(key) ?? homeSlotOf(key, slots)) : slotOf(hashText(key), slots);
  }

  #arrived(epoch: number): void {
    if (this.#aligner.arrived(epoch)) this.#cut(epoch);
    else this.#parts.host.gatesChanged();
  }

  /** The cut: everything before the barrier is applied, nothing after it. */
  #cut(epoch: number): void {
    const { host, stage, self, channels } = this.#parts;
    assert(this.pending.count === 0, `I8: ${this.pending.count} records wait at the cut of epoch ${epoch}`);
    assert(!this.saving, `I10: epoch ${epoch} is cut while the last one is still being saved`);
    const { moves, everything, solos } = host.change(stage);
    if (solos !== null) this.#regroup(solos);
    const leaving = new Map(moves.filter(({ from }) => from === self).map((move) => [move.slot, move]));
    const cold = new Set(moves.filter(({ warm }) => !warm).map(({ slot }) => slot));
    const cuts = this.table.cut(epoch, (slot) => cold.has(slot), leaving, everything);
    const taken = this.#parts.keeps ? cuts : cuts.filter(({ slot }) => leaving.has(slot));
    const jobs = taken.map((cut) => ({
      ...cut,
      to: leaving.get(cut.slot)?.to ?? null,
      deltas: this.table.deltasOf(cut.slot),
    }));
    this.#cutEpoch = epoch;
    this.#snapshots.begin(epoch, jobs);
    const applied = trimmed(this.table.applied);
    this.#acking = { type: 'acked', epoch, stage, records: this.records, applied, ...host.counted(stage) };
    this.#leave(new Set(leaving.keys()));
    for (const { slot, to } of moves) if (to === self) this.table.expect(slot);
    host.forwardBarrier(stage, epoch);
    for (const channel of channels) channel.held = false;
    this.heldLocal.clear();
    this.#ackIfSaved();
    const early = this.#early;
    this.#early = [];
    for (const state of early) this.#install(state);
    host.gatesChanged();
  }

  /** Keys that get a slot of their own, or go back to the one of their hash: whoever has the object takes it there. */
  #regroup(solos: SoloKeys): void {
    const [before, { table }] = [this.#solos, this];
    this.#solos = solos;
    this.#hasSolos = solos.size > 0;
    const changed = soloKeysChanged(before, solos);
    for (const key of changed) {
      const home = homeSlotOf(key, this.#parts.slots);
      const [left, made] = [before.get(key), solos.get(key)];
      if (left !== undefined && table.has(left)) table.merge(key, left, home);
      if (made !== undefined && table.has(home)) table.split(key, home, made);
    }
    if (changed.length === 0) return;
    const keys = new Set(changed);
    for (const channel of this.#parts.channels)
      for (const entry of channel.keys) if (keys.has(entry.key)) entry.object = null;
  }

  #leave(slots: ReadonlySet<number>): void {
    if (slots.size === 0) return;
    for (const slot of slots) this.table.leave(slot);
    for (const { keys } of this.#parts.channels)
      for (const entry of keys) if (slots.has(entry.slot)) entry.object = null;
  }

  #saved({ slot, full, replaces, to, deltas, section, count }: FinishedSlot): void {
    const { host, stage } = this.#parts;
    const epoch = this.#cutEpoch;
    if ((count > 0 || replaces) && this.#parts.keeps) host.store({ stage, slot, epoch, full, section });
    if (to !== null) host.handOver(to, { stage, slot, epoch, full, deltas, section });
  }

  #ackIfSaved(): void {
    if (this.#acking === null || this.saving) return;
    this.#parts.host.report(this.#acking);
    this.#acking = null;
  }

  #install({ slot, full, deltas, section }: SlotState): void {
    const bases = this.#warm.get(slot) ?? [];
    this.#warm.delete(slot);
    if (!full) for (const base of bases) this.#put(slot, base);
    this.#put(slot, section);
    this.table.settle(slot, deltas);
    this.pending.arrive(
      slot,
      bases.reduce((bytes, base) => bytes + base.byteLength, section.byteLength),
    );
    this.#drain(slot);
  }

  #drain(slot: number): void {
    const { host, stage, clock, through } = this.#parts;
    const meet = ({ input, key, record, readAt, source }: PendingRecord): void => {
      if (readAt !== clock.readAt) through(clock.readAt);
      clock.readAt = readAt;
      clock.source = source;
      const object = this.table.meet(key, slot, record);
      if (object !== null) this.applying(input)(object, record);
    };
    const installed = this.pending.drain(slot, () => !this.gate.blocked, meet);
    through(clock.readAt);
    if (installed === null) return;
    const { bytes, since } = installed;
    host.report({
      type: 'installed',
      stage,
      slot,
      epoch: this.#cutEpoch,
      objects: this.table.objectCount(slot),
      bytes,
      heldMs: since === null ? 0 : clock.now - since,
    });
    host.gatesChanged();
  }

  #put(slot: number, section: Uint8Array): void {
    this.#sections.read(section, (key, value) => this.table.put(slot, key, value));
  }
}
