/** One worker process of a simulated cluster: a core of one generation, and the sources that it reads. Mutable. */
import { unreachable } from '@potoroo/shared/assert';
import type { Worker, WorkerEffect, WorkerEvent } from '../core/index.ts';

/** What a process asks of the world around it. */
export type World = {
  readonly now: () => number;
  readonly later: (delayMs: number, act: () => void) => void;
  readonly draw: () => number;
  readonly below: (below: number) => number;
  readonly send: (from: SimProcess, to: number, bytes: Uint8Array) => void;
  readonly toCoordinator: (from: SimProcess, effect: Extract<WorkerEffect, { type: 'report' | 'store' }>) => void;
  readonly inputOf: (stage: number) => Uint8Array;
  readonly write: (stage: number, at: number, bytes: Uint8Array) => void;
};

export class SimProcess {
  readonly worker: number;
  readonly #world: World;
  alive = true;
  generation = 0;
  core: Worker | null = null;
  /** Sink stage -> when the device is done with what it has. */
  readonly #writtenAt = new Map<number, number>();
  /** Stage -> how far this process has read; gone when the source is closed. */
  #reading = new Map<number, { at: number }>();

  constructor(worker: number, world: World) {
    this.worker = worker;
    this.#world = world;
  }

  /** A new generation: everything of the last one is dropped. */
  begin(generation: number, core: Worker): void {
    this.generation = generation;
    this.core = core;
    this.#reading = new Map();
  }

  halt(): void {
    this.core = null;
    this.#reading = new Map();
  }

  step(event: WorkerEvent): void {
    const { core } = this;
    if (core === null || !this.alive) return;
    const effects: WorkerEffect[] = [];
    core.step(event, this.#world.now(), effects);
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: WorkerEffect): void {
    switch (effect.type) {
      case 'send':
        return this.#world.send(this, effect.to, effect.bytes);
      case 'open-source':
        this.#reading.set(effect.stage, { at: effect.offset });
        return this.step({ type: 'intake-opened', stage: effect.stage, intake: 0 });
      case 'close-source':
        this.#reading.delete(effect.stage);
        return;
      case 'read':
        return this.#read(effect.stage);
      case 'open-sink':
      case 'close-sink':
        return;
      case 'write':
        return this.#world.write(effect.stage, effect.at, effect.bytes);
      case 'release':
        return this.#release(effect.stage, effect.epoch);
      case 'wake':
        return this.#soon(effect.at - this.#world.now(), { type: 'wake' });
      case 'report':
      case 'store':
        return this.#world.toCoordinator(this, effect);
      default:
        unreachable(effect);
    }
  }

  /** A device writes in the order in which it is told to. */
  #release(stage: number, epoch: number): void {
    const at = Math.max(this.#world.now() + this.#world.draw(), this.#writtenAt.get(stage) ?? 0);
    this.#writtenAt.set(stage, at + 1e-6);
    this.#soon(at - this.#world.now(), { type: 'written', stage, epoch });
  }

  /** What comes back later belongs to the generation that asked. */
  #soon(delayMs: number, event: WorkerEvent): void {
    const { core } = this;
    this.#world.later(delayMs, () => {
      if (this.core === core) this.step(event);
    });
  }

  #read(stage: number): void {
    const reading = this.#reading.get(stage);
    if (reading === undefined) return;
    const { core } = this;
    this.#world.later(this.#world.draw(), () => {
      if (this.core !== core || this.#reading.get(stage) !== reading) return;
      const input = this.#world.inputOf(stage);
      if (reading.at >= input.length) {
        this.step({ type: 'intake-ended', stage, intake: 0 });
        this.step({ type: 'source-closed', stage });
        return;
      }
      const from = reading.at;
      reading.at = Math.min(input.length, from + 1 + this.#world.below(300));
      this.step({ type: 'intake-bytes', stage, intake: 0, bytes: input.slice(from, reading.at) });
    });
  }
}
