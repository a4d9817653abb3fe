/**
 * A whole cluster in one thread from one seed: the real worker cores and the real coordinator machine on simulated links,
 * sources and sinks. Latencies, chunk sizes and the order of simultaneous events are drawn from the seed.
 */
import { assert, unreachable } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { plainText } from '../api/index.ts';
import type {
  CoordinatorEffect,
  CoordinatorEvent,
  CoordinatorState,
  DataPlaneLimits,
  WorkerEffect,
  WorkerEvent,
} from '../core/index.ts';
import { Worker, decide, firstPlacement, firstState, planOf, productLimits } from '../core/index.ts';
import { programBuilder } from '../operators/index.ts';
import { Agenda } from './agenda.ts';
import type { Random } from './random.ts';
import { randomFrom } from './random.ts';

export type ClusterOptions = {
  readonly topology: Topology;
  readonly workers: number;
  readonly seed: number;
  /** The whole input of each byte source. */
  readonly inputs: ReadonlyMap<NodeId, Uint8Array>;
  /** Source -> the source that must have ended before. */
  readonly after?: ReadonlyMap<NodeId, NodeId>;
  readonly barrierIntervalMs?: number;
  /** Small windows and frames make a cluster feel back-pressure; without them it has the product's. */
  readonly limits?: DataPlaneLimits;
};

export type ClusterResult = {
  readonly outputs: ReadonlyMap<NodeId, Uint8Array>;
  readonly accepted: ReadonlyMap<NodeId, number>;
  readonly released: ReadonlyMap<NodeId, number>;
  readonly state: (state: NodeId) => ReadonlyMap<string, unknown>;
  readonly deadLetters: number;
  readonly epochs: number;
  /** Milliseconds for which sources had input and no way out: back-pressure was felt. */
  readonly blockedMs: number;
  readonly steps: number;
};

const stepsMax = 300_000;

/** Runs to the end. Throws where an invariant breaks (an assertion of the core) or nothing can happen any more (L2). */
export function runCluster(options: ClusterOptions): ClusterResult {
  return new Cluster(options).run();
}

class Cluster {
  readonly #options: ClusterOptions;
  readonly #random: Random;
  readonly #agenda: Agenda;
  readonly #workers: readonly Worker[];
  readonly #linkFreeAt = new Map<string, number>();
  readonly #read = new Map<NodeId, number>();
  readonly #outputs = new Map<NodeId, Uint8Array[]>();
  readonly #plan;
  #coordinator: CoordinatorState = firstState;
  #finished = false;
  #steps = 0;

  constructor(options: ClusterOptions) {
    const { topology, workers, seed, limits = productLimits } = options;
    this.#options = options;
    this.#random = randomFrom(seed);
    this.#agenda = new Agenda(this.#random.fork('ties'));
    const placement = firstPlacement(topology, workers);
    const program = programBuilder(topology, plainText);
    this.#workers = Array.from(
      { length: workers },
      (_, self) =>
        new Worker({
          topology,
          program,
          text: plainText,
          limits,
          assignment: { generation: 1, self, workers, placement },
        }),
    );
    const stageOf = (node: NodeId): number =>
      topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
    const after = new Map(
      Array.from(options.after ?? [], ([source, before]) => [stageOf(source), [stageOf(before)]] as const),
    );
    this.#plan = planOf(topology, workers, after, options.barrierIntervalMs ?? 5);
  }

  run(): ClusterResult {
    this.#workers.forEach((_, worker) => this.#decideSoon({ type: 'joined', worker }));
    this.#tick();
    while (!this.#finished) {
      assert(this.#steps++ < stepsMax, `L1: no end after ${stepsMax} steps`);
      assert(this.#agenda.step(), 'L2: nothing is left to happen before the end');
    }
    return this.#result();
  }

  #tick(): void {
    this.#agenda.at(this.#agenda.now + 1, () => {
      if (this.#finished) return;
      this.#decide({ type: 'ticked' });
      this.#tick();
    });
  }

  #decideSoon(event: CoordinatorEvent): void {
    this.#agenda.at(this.#agenda.now + this.#random.next(), () => this.#decide(event));
  }

  #decide(event: CoordinatorEvent): void {
    const { state, effects } = decide(this.#coordinator, event, this.#agenda.now, this.#plan);
    this.#coordinator = state;
    for (const effect of effects) this.#direct(effect);
  }

  #direct(effect: CoordinatorEffect): void {
    switch (effect.type) {
      case 'assign':
        this.#workers.forEach((_, worker) => this.#decideSoon({ type: 'readied', worker }));
        return;
      case 'start-sources':
        return this.#toAll({ type: 'start', stages: effect.stages });
      case 'stop-sources':
        return this.#toAll({ type: 'stop-sources' });
      case 'hold-sources':
        return this.#toAll({ type: 'hold-sources', held: effect.held });
      case 'inject':
        return this.#toAll({ type: 'inject', generation: effect.generation, epoch: effect.epoch });
      case 'complete':
        return this.#toAll({ type: 'complete', epoch: effect.epoch });
      case 'finish':
        this.#finished = true;
        return;
      case 'fail':
        throw new Error(effect.reason);
      default:
        unreachable(effect);
    }
  }

  /** Control messages to one worker keep their order. */
  #toAll(event: WorkerEvent): void {
    this.#workers.forEach((_, worker) => this.#ordered(`c>${worker}`, () => this.#step(worker, event)));
  }

  #ordered(link: string, act: () => void): void {
    const at = Math.max(this.#agenda.now + this.#random.next() * 2, (this.#linkFreeAt.get(link) ?? 0) + 1e-6);
    this.#linkFreeAt.set(link, at);
    this.#agenda.at(at, act);
  }

  #step(index: number, event: WorkerEvent): void {
    const worker = this.#workers[index];
    assert(worker !== undefined, `there is no worker ${index}`);
    const effects: WorkerEffect[] = [];
    worker.step(event, this.#agenda.now, effects);
    for (const effect of effects) this.#perform(index, effect);
  }

  #perform(self: number, effect: WorkerEffect): void {
    switch (effect.type) {
      case 'send':
        return this.#send(self, effect.to, effect.bytes);
      case 'open-source':
        return this.#step(self, { type: 'intake-opened', stage: effect.stage, intake: 0 });
      case 'close-source':
        return;
      case 'read':
        return this.#deliver(self, effect.stage);
      case 'write':
        return this.#write(effect.stage, effect.bytes);
      case 'release':
        this.#agenda.at(this.#agenda.now + this.#random.next(), () =>
          this.#step(self, { type: 'written', stage: effect.stage, epoch: effect.epoch }),
        );
        return;
      case 'wake':
        this.#agenda.at(effect.at, () => this.#step(self, { type: 'wake' }));
        return;
      case 'report':
        return this.#ordered(`${self}>c`, () =>
          this.#decide({ type: 'reported', worker: self, report: effect.report }),
        );
      default:
        unreachable(effect);
    }
  }

  /** A link delivers bytes in order, cut wherever the network pleases, in a buffer that is used again. */
  #send(from: number, to: number, bytes: Uint8Array): void {
    const cut = this.#random.below(4) === 0 ? 1 + this.#random.below(bytes.length) : bytes.length;
    for (const piece of [bytes.slice(0, cut), bytes.slice(cut)]) {
      if (piece.length === 0) continue;
      this.#ordered(`${from}>${to}`, () => {
        this.#step(to, { type: 'link-bytes', from, bytes: piece });
        piece.fill(0xff);
      });
    }
  }

  #deliver(self: number, stageId: number): void {
    const stage = this.#options.topology.stages[stageId];
    assert(stage?.kind === 'source', `stage ${stageId} is a source`);
    const input = this.#options.inputs.get(stage.node) ?? new Uint8Array(0);
    const from = this.#read.get(stage.node) ?? 0;
    this.#agenda.at(this.#agenda.now + this.#random.next(), () => {
      if (from >= input.length) {
        this.#step(self, { type: 'intake-ended', stage: stageId, intake: 0 });
        this.#step(self, { type: 'source-closed', stage: stageId });
        return;
      }
      const to = Math.min(input.length, from + 1 + this.#random.below(300));
      this.#read.set(stage.node, to);
      this.#step(self, { type: 'intake-bytes', stage: stageId, intake: 0, bytes: input.slice(from, to) });
    });
  }

  #write(stageId: number, bytes: Uint8Array): void {
    const stage = this.#options.topology.stages[stageId];
    assert(stage?.kind === 'sink', `stage ${stageId} is a sink`);
    const written = this.#outputs.get(stage.node) ?? [];
    written.push(bytes.slice());
    this.#outputs.set(stage.node, written);
  }

  #result(): ClusterResult {
    const { topology } = this.#options;
    const accepted = new Map<NodeId, number>();
    const released = new Map<NodeId, number>();
    for (const stage of topology.stages) {
      if (stage.kind === 'source')
        accepted.set(
          stage.node,
          this.#workers.reduce((sum, worker) => sum + worker.counts.of(stage.node).recordsIn, 0),
        );
      if (stage.kind === 'sink')
        released.set(
          stage.node,
          this.#workers.reduce((sum, worker) => sum + worker.sink(stage.id).released, 0),
        );
    }
    return {
      accepted,
      released,
      outputs: new Map(Array.from(this.#outputs, ([node, pieces]) => [node, concatenate(pieces)])),
      state: (state) => this.#state(state),
      deadLetters: this.#workers.reduce((sum, worker) => sum + worker.counts.deadLetters, 0),
      epochs: this.#coordinator.epoch,
      blockedMs: this.#workers.reduce((sum, worker) => sum + worker.blockedMs, 0),
      steps: this.#steps,
    };
  }

  #state(state: NodeId): ReadonlyMap<string, unknown> {
    const stage = this.#options.topology.stages.find(
      (candidate) => candidate.kind === 'keyed' && candidate.state === state,
    );
    assert(stage?.kind === 'keyed', `the topology has no state ${state}`);
    const objects = new Map<string, unknown>();
    for (const worker of this.#workers) {
      for (let slot = 0; slot < stage.slots; slot++) {
        for (const object of worker.keyed(stage.id).table.objectsOf(slot)) {
          assert(!objects.has(object.key), `I9: two workers hold the object of key ${object.key}`);
          objects.set(object.key, object.value);
        }
      }
    }
    return objects;
  }
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
