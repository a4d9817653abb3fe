/**
 * One worker process of a simulated cluster: a core of one generation, and the sources and sinks that it serves. It may be
 * stopped for a while: what comes meanwhile waits. Mutable.
 */
import { unreachable } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { Mark, Worker, WorkerEffect, WorkerEvent } from '../core/index.ts';
import type { Random } from './random.ts';
import { SourcesCheck } from './sources-check.ts';

/** What a process asks of the world around it. */
export type World = {
  readonly topology: Topology;
  readonly now: () => number;
  readonly later: (delayMs: number, act: () => void) => void;
  readonly send: (from: SimProcess, to: number, bytes: Uint8Array) => void;
  readonly toCoordinator: (from: SimProcess, effect: Extract<WorkerEffect, { type: 'report' | 'store' }>) => void;
  readonly inputOf: (stage: number) => Uint8Array;
  /** A snippet may keep what is read: it is not read over. */
  readonly keepsReads: (stage: number) => boolean;
  /** More input may come. */
  readonly isOpen: (stage: number) => boolean;
  /** How long the last step keeps the process busy. */
  readonly spentMs: (from: SimProcess) => number;
  /** A sink is here from now on, and its output is to be so long. */
  readonly openSink: (from: SimProcess, stage: number, bytes: number) => void;
  /** How long at most what a sink writes at once is on its way to its file; null of a sink that waits for its checkpoints. */
  readonly previewLagMs: (stage: number) => number | null;
  readonly write: (from: SimProcess, stage: number, at: number, bytes: Uint8Array) => void;
  /** The sinks' device is busy for so long. */
  readonly stalledMs: () => number;
  /** User code came to no end, or took the process with it. */
  readonly stuck: (process: SimProcess, end: ProcessEnd) => void;
  /** A step is over, and nothing that it asks for has been done yet. */
  readonly stepped: (from: SimProcess, effects: readonly WorkerEffect[]) => void;
  /** An epoch leaves. */
  readonly releasing: (from: SimProcess, stage: number, epoch: number) => void;
};

/** How a process comes to no end: a loop, or its death. */
export type ProcessEnd = 'loops' | 'dies' | 'is killed';

/** What a turn takes at most. */
const turnMs = 0.4;
/** How often a source looks whether more has come. */
const pollMs = 1;

export class SimProcess {
  readonly worker: number;
  readonly #world: World;
  readonly #random: Random;
  alive = true;
  generation = 0;
  core: Worker | null = null;
  #sources: SourcesCheck | null = null;
  /** How far its clock is ahead of the world's. */
  clockAheadMs = 0;
  /** What waits while the process is stopped; null while it runs. */
  #backlog: (() => void)[] | null = null;
  /** It waits because it is busy, and not because it was stopped. */
  #busy = false;
  #freeAt = 0;
  /** Sink stage -> when the device is done with what it has. */
  readonly #writtenAt = new Map<number, number>();
  /** Sink stage -> counts what it was told to give up: nothing of before is written. */
  readonly #openings = new Map<number, number>();
  /** Stage -> how far this process has read, and what it read last; gone when the source is closed. */
  #reading = new Map<number, { at: number; last: Uint8Array }>();
  #end: ProcessEnd | null = null;
  /** The one that is being taken, and what that has caused at once. */
  #events: WorkerEvent[] = [];
  /** In safe mode: with what user code is busy. Outlives the process. */
  marked: { readonly generation: number; readonly mark: Mark } | null = null;
  /** It is killed in its next call of user code. */
  killedWhenBusy = false;

  constructor(worker: number, world: World, random: Random) {
    this.worker = worker;
    this.#world = world;
    this.#random = random;
  }

  get paused(): boolean {
    return this.#backlog !== null && !this.#busy;
  }

  get busy(): boolean {
    return this.#busy;
  }

  pause(): void {
    this.#backlog ??= [];
    this.#busy = false;
  }

  resume(): void {
    if (this.#end !== null) return;
    this.#busy = false;
    const backlog = this.#backlog ?? [];
    this.#backlog = null;
    for (const act of backlog) this.run(act);
  }

  /** At once, or when the process runs again; never once it is dead. */
  run(act: () => void): void {
    if (!this.alive) return;
    if (this.#backlog === null) act();
    else this.#backlog.push(act);
  }

  /** A new generation: everything of the last one is dropped, and what its sinks still had to write at once. */
  begin(generation: number, core: Worker): void {
    this.generation = generation;
    this.core = core;
    this.#sources = new SourcesCheck(this.#world.topology);
    this.#reading = new Map();
    for (const stage of this.#openings.keys()) this.#giveUp(stage);
  }

  /** What a step asks for is done before the next step begins, as in the loop of a real worker. */
  step(event: WorkerEvent): void {
    this.#events.push(event);
    if (this.#events.length > 1) return;
    try {
      for (const next of this.#events) this.#stepBy(next);
    } finally {
      this.#events = [];
    }
  }

  #stepBy(event: WorkerEvent): void {
    const { core } = this;
    if (core === null || !this.alive) return;
    const effects: WorkerEffect[] = [];
    core.step(event, this.#now, effects);
    if (this.#end !== null) return;
    this.#sources?.stepped(this.worker, core, event);
    this.#world.stepped(this, effects);
    for (const effect of effects) this.#perform(effect);
    this.#spend(this.#world.spentMs(this));
  }

  /** What comes while it is busy waits. */
  #spend(ms: number): void {
    if (ms <= 0 || this.paused) return;
    this.#backlog ??= [];
    this.#busy = true;
    this.#freeAt = Math.max(this.#freeAt, this.#world.now()) + ms;
    this.#world.later(this.#freeAt - this.#world.now(), () => {
      if (this.#busy && this.#world.now() >= this.#freeAt) this.resume();
    });
  }

  /** Nothing that happens in the call of user code that is beginning, or after it, is seen by anybody. */
  stick(end: ProcessEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.pause();
    this.#world.stuck(this, end);
  }

  mark(mark: Mark | null): void {
    if (this.#end === null) this.marked = mark === null ? null : { generation: this.generation, mark };
  }

  get #now(): number {
    return this.#world.now() + this.clockAheadMs;
  }

  #perform(effect: WorkerEffect): void {
    switch (effect.type) {
      case 'send':
        return this.#world.send(this, effect.to, effect.bytes);
      case 'open-source':
        this.#reading.set(effect.stage, { at: effect.offset, last: new Uint8Array(0) });
        return this.step({ type: 'intake-opened', stage: effect.stage, intake: 0 });
      case 'close-source':
        this.#reading.delete(effect.stage);
        return;
      case 'read':
        return this.#read(effect.stage);
      case 'open-sink':
        this.#giveUp(effect.stage);
        return this.#world.openSink(this, effect.stage, effect.bytes);
      case 'close-sink':
        return this.#leave(effect.stage);
      case 'write':
        return this.#write(effect);
      case 'release':
        this.#world.releasing(this, effect.stage, effect.epoch);
        return this.#release(effect.stage, effect.epoch);
      case 'flush-sink':
        return this.#soon(this.#doneIn(effect.stage, 0), { type: 'flushed', stage: effect.stage, bytes: effect.bytes });
      case 'wake':
        return this.#soon(Math.max(effect.at - this.#now, this.#random.next() * turnMs), { type: 'wake' });
      case 'report':
      case 'store':
        return this.#world.toCoordinator(this, effect);
      default:
        unreachable(effect);
    }
  }

  #release(stage: number, epoch: number): void {
    const tookMs = this.#world.stalledMs() + this.#random.next();
    this.#soon(this.#doneIn(stage, tookMs), { type: 'written', stage, epoch });
  }

  /** A receiver may take its time over the goodbye. */
  #leave(stage: number): void {
    const tookMs = this.#world.stalledMs() + this.#random.next();
    this.#soon(this.#doneIn(stage, tookMs), { type: 'left', stage, unread: new Uint8Array(0) });
  }

  /** What is written at once is on its way for a while, and is lost with the process. */
  #write({ stage, at, bytes }: Extract<WorkerEffect, { type: 'write' }>): void {
    const lagMs = this.#world.previewLagMs(stage);
    if (lagMs === null) return this.#world.write(this, stage, at, bytes);
    const opening = this.#openings.get(stage);
    const tookMs = this.#world.stalledMs() + (lagMs > 0 ? this.#random.next() * lagMs : 0);
    this.#world.later(this.#doneIn(stage, tookMs), () =>
      this.run(() => {
        if (this.#openings.get(stage) === opening) this.#world.write(this, stage, at, bytes);
      }),
    );
  }

  #giveUp(stage: number): void {
    this.#openings.set(stage, (this.#openings.get(stage) ?? 0) + 1);
  }

  /** How long it is until a device is done that begins now, takes so long, and does all in the order in which it is told to. */
  #doneIn(stage: number, tookMs: number): number {
    const now = this.#world.now();
    const at = Math.max(now + tookMs, this.#writtenAt.get(stage) ?? 0);
    this.#writtenAt.set(stage, at + 1e-6);
    return at - now;
  }

  /** What comes back later belongs to the generation that asked. */
  #soon(delayMs: number, event: WorkerEvent): void {
    const { core } = this;
    this.#world.later(delayMs, () =>
      this.run(() => {
        if (this.core === core) this.step(event);
      }),
    );
  }

  /** Who asks for more has used up what it had: its memory is read into again. */
  #read(stage: number): void {
    const reading = this.#reading.get(stage);
    if (reading === undefined) return;
    if (!this.#world.keepsReads(stage)) reading.last.fill(0xff);
    const { core } = this;
    const deliver = (): void => {
      if (this.core !== core || this.#reading.get(stage) !== reading) return;
      const input = this.#world.inputOf(stage);
      if (reading.at >= input.length && this.#world.isOpen(stage)) {
        this.#world.later(pollMs, () => this.run(deliver));
        return;
      }
      if (reading.at >= input.length) {
        this.step({ type: 'intake-ended', stage, intake: 0 });
        this.step({ type: 'source-closed', stage });
        return;
      }
      const from = reading.at;
      reading.at = Math.min(input.length, from + 1 + this.#random.below(300));
      reading.last = input.slice(from, reading.at);
      this.step({ type: 'intake-bytes', stage, intake: 0, bytes: reading.last });
    };
    this.#world.later(this.#random.next(), () => this.run(deliver));
  }
}
