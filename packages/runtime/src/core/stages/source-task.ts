/**
 * The task of a source at one worker. Where it owns the source's partition it turns chunks into records, pushed through
 * the fused steps; elsewhere it only injects barriers. It takes no record while its gate is blocked and asks for no chunk
 * while the last one is unread, which is how back-pressure reaches a file or a socket. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';
import type { Generator, Intake, SourceOperator } from '../../api/index.ts';
import type { WorkerEffect } from '../worker-messages.ts';
import { Pacer } from './pacer.ts';
import type { TaskHost } from './task-host.ts';
import { TaskGate } from './task-host.ts';
import type { Turn } from '../turn.ts';

type OpenIntake = { readonly id: number; readonly intake: Intake; reading: boolean; ended: boolean };
type Phase = 'waiting' | 'reading' | 'ended';

export type SourceTaskParts = {
  readonly stage: number;
  readonly owned: boolean;
  readonly operator: SourceOperator;
  readonly turn: Pick<Turn, 'share' | 'exhaust'>;
  readonly host: TaskHost;
  readonly perform: (effect: WorkerEffect) => void;
  /** Set before records are taken, so that they carry the time at which they were read. */
  readonly clock: { readAt: number };
};

export class SourceTask {
  readonly gate = new TaskGate();
  readonly #parts: SourceTaskParts;
  readonly #pacer: Pacer;
  readonly #intakes = new Map<number, OpenIntake>();
  /** The intakes that have something to give or to be asked for, in the order of their turns. */
  readonly #ready = new Set<OpenIntake>();
  readonly #generator: Generator | null;
  #phase: Phase = 'waiting';
  #closed = false;
  #held = false;
  #blockedSince: number | null = null;
  /** Milliseconds for which there was input and no way out. */
  blockedMs = 0;

  constructor(parts: SourceTaskParts) {
    this.#parts = parts;
    const { operator } = parts;
    this.#generator = operator.type === 'generator' && parts.owned ? operator.open() : null;
    this.#pacer = new Pacer(operator.type === 'generator' ? (this.#generator?.rate ?? null) : operator.rate);
  }

  start(now: number): void {
    if (!this.#parts.owned || this.#phase !== 'waiting') return;
    this.#phase = 'reading';
    this.#pacer.start(now);
    if (this.#generator === null) this.#parts.perform({ type: 'open-source', stage: this.#parts.stage });
  }

  opened(id: number): void {
    assert(this.#parts.operator.type === 'bytes', 'a generator has no intakes');
    const open = { id, intake: this.#parts.operator.open(), reading: false, ended: false };
    this.#intakes.set(id, open);
    this.#ready.add(open);
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
    if (!this.#parts.owned || this.#phase === 'ended') return;
    if (this.#phase === 'reading' && this.#generator === null)
      this.#parts.perform({ type: 'close-source', stage: this.#parts.stage });
    this.#end();
  }

  injectBarrier(generation: number, epoch: number): void {
    const { host, stage } = this.#parts;
    host.report({ type: 'acked', epoch, stage });
    host.forwardBarrier(stage, generation, epoch);
  }

  /** Takes what can be taken in one turn; says when it wants to be called again, or null if an event will tell. */
  pump(now: number): number | null {
    if (this.#phase !== 'reading' || this.#held) return null;
    this.#parts.clock.readAt = now;
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
    return this.#generator === null ? this.#closed && this.#intakes.size === 0 : this.#generator.ended;
  }

  #end(): void {
    this.#phase = 'ended';
    this.#parts.host.report({ type: 'source-ended', stage: this.#parts.stage });
  }

  #measureBlocked(now: number): void {
    const blocked = this.gate.blocked;
    if (this.#blockedSince !== null) this.blockedMs += now - this.#blockedSince;
    this.#blockedSince = blocked ? now : null;
  }
}
