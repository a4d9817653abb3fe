/**
 * The task of a source at one worker. Where it owns the source's partition it turns chunks into records, pushed through
 * the fused steps; elsewhere it only injects barriers. It takes no record while its gate is blocked and asks for no chunk
 * while the last one is unread, which is how back-pressure reaches a file or a socket. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';
import type {
  Generator,
  GeneratorPosition,
  Intake,
  IntakePosition,
  SourceOperator,
  TextCodec,
} from '../../api/index.ts';
import { readPartition, writePartition } from '../checkpoint/partition-section.ts';
import { copyRecord } from '../exchange/copy-record.ts';
import type { SourceEvent, SourcePhase } from '../phase-tables.ts';
import { nextPhase, sourceTable } from '../phase-tables.ts';
import type { Turn } from '../turn.ts';
import type { Connections, WorkerEffect } from '../worker-messages.ts';
import { Pacer } from './pacer.ts';
import type { SlotState, TaskHost } from './task-host.ts';
import { TaskGate } from './task-host.ts';

type OpenIntake = { readonly id: number; readonly intake: Intake; reading: boolean; ended: boolean };
/** What a checkpoint keeps of a partition. */
export type PartitionState = {
  readonly phase: SourcePhase;
  readonly intake: IntakePosition | null;
  readonly generator: GeneratorPosition | null;
  /** Of a source whose connections are kept in a journal; null otherwise. */
  readonly connections: ConnectionPositions | null;
};
export type ConnectionPositions = {
  readonly next: number;
  readonly open: readonly { readonly connection: number; readonly position: IntakePosition }[];
};

export const connectionsOf = ({ next, open }: ConnectionPositions): Connections => ({
  next,
  open: open.map(({ connection, position }) => ({ connection, offset: position.offset })),
});

/** What is done to a source for a while, to see what the run does. */
export type SourceHandicap = {
  /** Times its rate. */
  readonly pace: number;
  /** The share of its records that repeat one; only a generator can. */
  readonly repeats: number;
};

export type SourceTaskParts = {
  readonly stage: number;
  readonly self: number;
  /** Checkpoints are kept. */
  readonly keeps: boolean;
  readonly owned: boolean;
  /** The same bytes can be read again from any position. */
  readonly replays: boolean;
  /** Its intakes are connections that come and go, each of which can be read again from its own position. */
  readonly connections: boolean;
  /** The last complete epoch. */
  readonly epoch: number;
  readonly operator: SourceOperator;
  readonly turn: Pick<Turn, 'share' | 'exhaust'>;
  readonly host: TaskHost;
  readonly perform: (effect: WorkerEffect) => void;
  /** Set before records are taken, so that they carry the time at which they were read. */
  readonly clock: { now: number; readAt: number; source: number };
  readonly text: TextCodec;
  /** Records that the source has accepted at this worker. */
  readonly accepted: () => number;
};

const sourceMax = 255;
const streamStart: IntakePosition = { offset: 0, memo: null };
/** A source has one partition for now. */
const partition = 0;

export class SourceTask {
  readonly gate = new TaskGate();
  readonly #parts: SourceTaskParts;
  readonly #intakes = new Map<number, OpenIntake>();
  /** The intakes that have something to give or to be asked for, in the order of their turns. */
  readonly #ready = new Set<OpenIntake>();
  #pacer: Pacer;
  #generator: Generator | null = null;
  #phase: SourcePhase = 'waiting';
  #from: IntakePosition = streamStart;
  /** Connections of a checkpoint that have not been opened again. */
  readonly #resumed = new Map<number, IntakePosition>();
  #nextConnection = 0;
  #owned: boolean;
  #incoming = false;
  #early: SlotState[] = [];
  #cutEpoch: number;
  #started = false;
  #closed = false;
  #held = false;
  #stopping = false;
  #handicap: SourceHandicap = { pace: 1, repeats: 0 };
  #blockedSince: number | null = null;
  /** Milliseconds for which there was input and no way out. */
  blockedMs = 0;

  constructor(parts: SourceTaskParts) {
    this.#parts = parts;
    this.#owned = parts.owned;
    this.#cutEpoch = parts.epoch;
    this.#pacer = new Pacer(null);
    if (parts.owned) this.#prepare(null);
  }

  /** In whatever generation it is asked: the one that reads it does so. */
  disturb(handicap: SourceHandicap): void {
    this.#handicap = handicap;
    this.#hinder();
  }

  get isReading(): boolean {
    return this.#owned && this.#phase === 'reading';
  }

  /** Goes on where a checkpoint left the partition. */
  load(section: Uint8Array): void {
    this.#restore(readPartition(section, this.#parts.text));
  }

  /** A source that had ended before a recovery says so again: the end may not have been covered. */
  start(): void {
    this.#started = true;
    if (!this.#owned || this.#incoming) return;
    if (this.#phase === 'waiting') this.#begin();
    else if (this.#phase === 'ended') this.#end();
  }

  get phase(): SourcePhase {
    return this.#phase;
  }

  opened(id: number): void {
    assert(this.#parts.operator.type === 'bytes', 'a generator has no intakes');
    const open = { id, intake: this.#parts.operator.open(this.#startOf(id), id), reading: false, ended: false };
    this.#intakes.set(id, open);
    this.#ready.add(open);
  }

  #startOf(id: number): IntakePosition {
    if (!this.#parts.connections) return this.#from;
    const from = this.#resumed.get(id) ?? streamStart;
    this.#resumed.delete(id);
    this.#nextConnection = Math.max(this.#nextConnection, id + 1);
    return from;
  }

  bytes(id: number, chunk: Uint8Array): void {
    const open = this.#intakes.get(id);
    if (open === undefined) return;
    open.reading = false;
    open.intake.push(chunk);
    this.#ready.add(open);
  }

  ended(id: number): void {
    const open = this.#intakes.get(id);
    if (open === undefined) return;
    open.ended = true;
    open.intake.end();
    this.#ready.add(open);
  }

  /** The intake ended where its sender did not mean it to end. */
  broken(id: number, reason: string): void {
    const open = this.#intakes.get(id);
    if (open === undefined) return;
    open.ended = true;
    open.intake.break(reason);
    this.#ready.add(open);
  }

  closed(): void {
    this.#closed = true;
  }

  hold(held: boolean): void {
    this.#held = held;
  }

  /** Ends the source where it stands; what was read and not taken is left. */
  stop(): void {
    this.#stopping = true;
    if (!this.#owned || this.#incoming) return;
    if (this.#phase === 'reading' && this.#generator === null)
      this.#parts.perform({ type: 'close-source', stage: this.#parts.stage });
    this.#end();
  }

  /** The cut of a source: between two records, at the coordinator's word. */
  injectBarrier(epoch: number): void {
    const { host, stage, self, text } = this.#parts;
    assert(!this.#incoming, `I8: the partition is incoming at the cut of epoch ${epoch}`);
    const { moves } = host.change(stage);
    this.#cutEpoch = epoch;
    if (this.#owned) {
      const section = writePartition(this.#state(), text);
      if (this.#parts.keeps) host.store({ stage, slot: partition, epoch, full: true, section });
      const move = moves.find(({ from }) => from === self);
      if (move !== undefined) this.#leave(move.to, epoch, section);
    }
    if (moves.some(({ to }) => to === self)) this.#incoming = true;
    host.report({ type: 'acked', epoch, stage, records: this.#parts.accepted(), ...host.counted(stage) });
    host.forwardBarrier(stage, epoch);
    const early = this.#early;
    this.#early = [];
    for (const state of early) this.#install(state);
  }

  /** The partition as another worker gives it up. */
  arrive(state: SlotState): void {
    if (state.epoch > this.#cutEpoch) this.#early.push(state);
    else this.#install(state);
  }

  /** Takes what can be taken in one turn; says when it wants to be called again, or null if an event will tell. */
  pump(now: number): number | null {
    if (this.#phase !== 'reading' || this.#held) return null;
    this.#parts.clock.readAt = now;
    // A byte of a frame has no room for more.
    this.#parts.clock.source = this.#parts.stage < sourceMax ? this.#parts.stage + 1 : 0;
    const { turn } = this.#parts;
    const wanted = Math.min(turn.share, this.#pacer.allowed(now));
    const taken = this.#generator === null ? this.#take(wanted) : this.#generator.run(this.gate, wanted);
    this.#pacer.took(taken);
    if (taken >= turn.share) turn.exhaust();
    this.#measureBlocked(now);
    if (this.#exhausted()) {
      this.#end();
      return null;
    }
    if (this.gate.blocked) return null;
    return this.#hasWork() ? this.#pacer.nextAt(now) : null;
  }

  #take(wanted: number): number {
    let taken = 0;
    for (const open of Array.from(this.#ready)) {
      if (this.gate.blocked || (taken >= wanted && wanted > 0)) break;
      taken += open.intake.run(this.gate, wanted - taken);
      this.#turn(open);
    }
    return taken;
  }

  /** Asks for the next chunk of an intake that has used up the last one, and forgets an intake that has ended. */
  #turn(open: OpenIntake): void {
    this.#ready.delete(open);
    if (open.intake.pending || this.gate.blocked) {
      this.#ready.add(open);
      return;
    }
    if (open.ended) {
      this.#intakes.delete(open.id);
      if (this.#parts.replays && !this.#parts.connections) this.#from = open.intake.position;
    } else if (!open.reading) {
      open.reading = true;
      this.#parts.perform({ type: 'read', stage: this.#parts.stage, intake: open.id });
    }
  }

  #hasWork(): boolean {
    if (this.#generator !== null) return true;
    return this.#ready.size > 0;
  }

  #exhausted(): boolean {
    if (this.#generator !== null) return this.#generator.ended;
    return this.#closed && this.#intakes.size === 0 && this.#resumed.size === 0;
  }

  #prepare(from: GeneratorPosition | null): void {
    const { operator } = this.#parts;
    this.#generator = operator.type === 'generator' ? operator.open(from) : null;
    this.#pacer = new Pacer(operator.type === 'generator' ? (this.#generator?.rate ?? null) : operator.rate);
    this.#hinder();
  }

  #hinder(): void {
    const { clock, text } = this.#parts;
    this.#pacer.hurry(this.#handicap.pace, clock.now);
    if (this.#handicap.repeats > 0)
      this.#generator?.repeat(this.#handicap.repeats, (record) => copyRecord(record, text));
    else this.#generator?.repeat(0, (record) => record);
  }

  #become(event: SourceEvent): void {
    this.#phase = nextPhase(
      sourceTable,
      this.#phase,
      event,
      `source ${this.#parts.stage}: ${event} while ${this.#phase}`,
    );
  }

  #begin(): void {
    const { perform, stage, clock } = this.#parts;
    this.#become('started');
    this.#pacer.start(clock.now);
    if (this.#generator !== null) return;
    const connections = connectionsOf(this.#positions());
    perform({ type: 'open-source', stage, offset: this.#from.offset, connections });
  }

  /** Said again after a recovery by one that had ended before. */
  #end(): void {
    if (this.#phase !== 'ended') this.#become('exhausted');
    this.#parts.host.report({ type: 'source-ended', stage: this.#parts.stage });
  }

  #state(): PartitionState {
    const [first] = this.#intakes.values();
    const { replays, connections } = this.#parts;
    return {
      phase: this.#phase,
      intake: replays && !connections ? (first?.intake.position ?? this.#from) : null,
      generator: this.#generator?.position ?? null,
      connections: connections ? this.#positions() : null,
    };
  }

  #positions(): ConnectionPositions {
    const open = [...this.#resumed, ...[...this.#intakes].map(([id, { intake }]) => [id, intake.position] as const)];
    return { next: this.#nextConnection, open: open.map(([connection, position]) => ({ connection, position })) };
  }

  #restore({ phase, intake, generator, connections }: PartitionState): void {
    this.#prepare(generator);
    this.#from = intake ?? streamStart;
    this.#resumed.clear();
    for (const { connection, position } of connections?.open ?? []) this.#resumed.set(connection, position);
    this.#nextConnection = connections?.next ?? 0;
    this.#become(phase === 'ended' ? 'restored ended' : 'restored');
  }

  #leave(to: number, epoch: number, section: Uint8Array): void {
    const { host, stage, perform } = this.#parts;
    if (this.#phase === 'reading' && this.#generator === null) perform({ type: 'close-source', stage });
    this.#intakes.clear();
    this.#resumed.clear();
    this.#ready.clear();
    this.#owned = false;
    this.#closed = false;
    this.#generator = null;
    this.#become('left');
    host.handOver(to, { stage, slot: partition, epoch, full: true, deltas: 0, section });
  }

  #install({ section, epoch, slot }: SlotState): void {
    const { host, stage } = this.#parts;
    this.#owned = true;
    this.#incoming = false;
    const state = readPartition(section, this.#parts.text);
    this.#restore(state);
    // One that was being read goes on; a worker that joined late was never told of the start.
    if (state.phase === 'reading') this.#started = true;
    host.report({ type: 'installed', stage, slot, epoch, objects: 0, bytes: section.byteLength, heldMs: 0 });
    if (this.#phase !== 'waiting') return;
    if (this.#stopping) this.#end();
    else if (this.#started) this.#begin();
  }

  /** Up to now, also while nothing happens that would take the time. */
  blockedFor(now: number): number {
    return this.blockedMs + (this.#blockedSince === null ? 0 : Math.max(0, now - this.#blockedSince));
  }

  #measureBlocked(now: number): void {
    const blocked = this.gate.blocked;
    if (this.#blockedSince !== null) this.blockedMs += now - this.#blockedSince;
    this.#blockedSince = blocked ? now : null;
  }
}
