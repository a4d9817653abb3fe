/**
 * A whole cluster in one thread from one seed: the real worker cores and the real coordinator machine on simulated links,
 * disks, sources and sinks. Latencies, chunk sizes, the order of simultaneous events and faults are drawn from the seed.
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
  Durable,
  WorkerEvent,
} from '../core/index.ts';
import {
  CheckpointBook,
  EpochLedger,
  SectionDecoder,
  Worker,
  decide,
  firstPlacement,
  firstState,
  freshStart,
  planOf,
  productLimits,
} from '../core/index.ts';
import { programBuilder } from '../operators/index.ts';
import { Agenda } from './agenda.ts';
import type { Book } from './disk.ts';
import { Disk } from './disk.ts';
import type { Fault, Schedule } from './faults.ts';
import type { Random } from './random.ts';
import { randomFrom } from './random.ts';
import { SimOutput } from './sim-output.ts';
import type { World } from './sim-process.ts';
import { SimProcess } from './sim-process.ts';

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
  readonly faults?: Schedule;
};

export type ClusterResult = {
  readonly outputs: ReadonlyMap<NodeId, Uint8Array>;
  readonly accepted: ReadonlyMap<NodeId, number>;
  readonly applied: number;
  readonly state: (state: NodeId) => ReadonlyMap<string, unknown>;
  readonly deadLetters: number;
  readonly epochs: number;
  /** What happened on the way: a run in which nothing did proves nothing. */
  readonly met: {
    readonly recoveries: number;
    readonly moves: number;
    readonly joins: number;
    readonly leaves: number;
    readonly repeatedBytes: number;
  };
  /** Milliseconds for which sources had input and no way out: back-pressure was felt. */
  readonly blockedMs: number;
  readonly steps: number;
};

const stepsMax = 400_000;
const workersMax = 8;

/** Runs to the end. Throws where an invariant breaks (an assertion of the core) or nothing can happen any more (L2). */
export function runCluster(options: ClusterOptions): ClusterResult {
  return new Cluster(options).run();
}

/** What a coordinator process has in memory: gone with it. */
type Coordinator = { state: CoordinatorState; readonly book: Book; readonly ledger: EpochLedger };

class Cluster {
  readonly #options: ClusterOptions;
  readonly #random: Random;
  readonly #agenda: Agenda;
  readonly #plan;
  readonly #program;
  readonly #processes = new Map<number, SimProcess>();
  readonly #disk = new Disk();
  readonly #linkFreeAt = new Map<string, number>();
  readonly #outputs = new Map<NodeId, SimOutput>();
  readonly #first: Durable;
  readonly #world: World;
  #coordinator: Coordinator | null = null;
  #diskFullUntil = 0;
  #requests = 0;
  #finished = false;
  #steps = 0;
  readonly #met = { recoveries: 0, moves: 0, joins: 0, leaves: 0 };

  constructor(options: ClusterOptions) {
    const { topology, workers, seed } = options;
    this.#options = options;
    this.#random = randomFrom(seed);
    this.#agenda = new Agenda(this.#random.fork('ties'));
    this.#program = programBuilder(topology, plainText);
    const stageOf = (node: NodeId): number =>
      topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
    this.#plan = planOf(topology, {
      after: new Map(
        Array.from(options.after ?? [], ([source, before]) => [stageOf(source), [stageOf(before)]] as const),
      ),
      barrierIntervalMs: options.barrierIntervalMs ?? 5,
      workersMax,
      keeps: true,
      recoveriesMax: 1_000,
    });
    const members = Array.from({ length: workers }, (_, worker) => worker);
    this.#first = freshStart(members, firstPlacement(topology, members));
    this.#world = this.#makeWorld();
  }

  run(): ClusterResult {
    this.#startCoordinator();
    this.#tick();
    for (const { at, fault } of this.#options.faults ?? []) this.#agenda.at(at, () => this.#happen(fault));
    while (!this.#finished) {
      assert(this.#steps++ < stepsMax, `L1: no end after ${stepsMax} steps`);
      assert(this.#agenda.step(), 'L2: nothing is left to happen before the end');
    }
    return this.#result();
  }

  #tick(): void {
    this.#later(1, () => {
      if (this.#finished) return;
      if (this.#coordinator !== null) this.#decide({ type: 'ticked' });
      this.#tick();
    });
  }

  #happen(fault: Fault): void {
    if (this.#finished) return;
    switch (fault.type) {
      case 'kill':
        return this.#kill(this.#someone(fault.who));
      case 'kill-coordinator':
        return this.#killCoordinator();
      case 'full-disk':
        this.#diskFullUntil = this.#agenda.now + fault.forMs;
        return;
      case 'add':
        return this.#request({ type: 'add-requested', request: this.#requests++ });
      case 'drain':
        return this.#request({
          type: 'drain-requested',
          request: this.#requests++,
          worker: this.#someone(fault.who)?.worker ?? 0,
        });
      case 'checkpoint':
        return this.#request({ type: 'checkpoint-requested', request: this.#requests++ });
      default:
        unreachable(fault);
    }
  }

  #someone(who: number): SimProcess | undefined {
    const alive = Array.from(this.#processes.values());
    return alive[who % Math.max(1, alive.length)];
  }

  #request(event: CoordinatorEvent): void {
    if (this.#coordinator !== null) this.#decide(event);
  }

  #kill(process: SimProcess | undefined): void {
    if (process === undefined) return;
    process.alive = false;
    this.#processes.delete(process.worker);
    // Its supervisor sees it end; a coordinator that is not there finds out when it starts.
    this.#soon(() => {
      if (this.#coordinator !== null && !this.#processes.has(process.worker))
        this.#decide({ type: 'worker-lost', worker: process.worker, reason: 'killed' });
    });
  }

  #killCoordinator(): void {
    if (this.#coordinator === null) return;
    this.#coordinator = null;
    this.#later(this.#random.next() * 20, () => this.#startCoordinator());
  }

  /** From the newest manifest, under a generation above every earlier one. */
  #startCoordinator(): void {
    const { topology } = this.#options;
    const { newest } = this.#disk;
    const durable = newest?.durable ?? this.#first;
    this.#disk.generation++;
    if (newest !== null) this.#met.recoveries++;
    const coordinator: Coordinator = {
      state: firstState(durable, this.#disk.generation),
      book: new CheckpointBook(topology, newest?.chains),
      ledger: new EpochLedger(topology, newest?.account.stages),
    };
    this.#coordinator = coordinator;
    for (const process of Array.from(this.#processes.values())) {
      if (durable.members.includes(process.worker)) this.#hello(process);
      else {
        process.alive = false;
        this.#processes.delete(process.worker);
      }
    }
    for (const member of durable.members) if (!this.#processes.has(member)) this.#fork(member);
  }

  #fork(worker: number): void {
    this.#later(this.#random.next() * 5, () => {
      if (this.#processes.has(worker)) return;
      const process = new SimProcess(worker, this.#world);
      this.#processes.set(worker, process);
      this.#hello(process);
    });
  }

  #hello(process: SimProcess): void {
    const coordinator = this.#coordinator;
    this.#soon(() => {
      if (process.alive && this.#coordinator === coordinator && coordinator !== null)
        this.#decide({ type: 'joined', worker: process.worker });
    });
  }

  #decide(event: CoordinatorEvent): void {
    const coordinator = this.#coordinator;
    assert(coordinator !== null, 'the coordinator is there');
    const { state, effects } = decide(coordinator.state, event, this.#agenda.now, this.#plan);
    coordinator.state = state;
    for (const effect of effects) this.#direct(effect, coordinator);
  }

  #direct(effect: CoordinatorEffect, coordinator: Coordinator): void {
    const { state, book, ledger } = coordinator;
    switch (effect.type) {
      case 'assign':
        for (const worker of effect.from.members) this.#assign(worker, effect.generation, effect.from, coordinator);
        return;
      case 'fork':
        return this.#fork(effect.worker);
      case 'admit':
        return this.#admit(effect.worker, effect.members, coordinator);
      case 'warm':
        return this.#warm(effect, coordinator);
      case 'start-sources':
        return this.#toAll(state, { type: 'start', stages: effect.stages });
      case 'stop-sources':
        return this.#toAll(state, { type: 'stop-sources' });
      case 'hold-sources':
        return this.#toAll(state, { type: 'hold-sources', held: effect.held });
      case 'inject':
        for (const worker of effect.to)
          this.#control(worker, state.generation, { type: 'inject', epoch: effect.epoch, change: effect.change });
        this.#met.moves += effect.change.moves.reduce((sum, moves) => sum + moves.length, 0);
        return;
      case 'commit':
        return this.#commit(effect, coordinator);
      case 'complete':
        return this.#toAll(state, { type: 'complete', epoch: effect.epoch });
      case 'retire':
        return this.#retire(effect.worker, effect.members, coordinator);
      case 'roll-back':
        this.#disk.generation = effect.generation;
        this.#met.recoveries++;
        book.abandon();
        ledger.rolledBack();
        for (const worker of effect.lost) this.#fork(worker);
        return;
      case 'answer':
        return;
      case 'finish':
        this.#finished = true;
        return;
      case 'fail':
        throw new Error(effect.reason);
      default:
        unreachable(effect);
    }
  }

  #assign(worker: number, generation: number, from: Durable, { book }: Coordinator): void {
    this.#toProcess(worker, (process) => {
      if (process.generation >= generation) return;
      const { members, placement, epoch, released } = from;
      process.begin(generation, this.#core(worker, { generation, self: worker, members, placement, epoch, keeps: true }));
      for (const [stage, table] of placement.entries()) {
        for (const [slot, owner] of table.entries()) {
          const sections = book.chainOf(stage, slot).map(({ place }) => place.slice());
          if (owner === worker && sections.length > 0)
            process.step({ type: 'load', stage, slot, sections, released: released.get(stage) ?? 0 });
        }
      }
      this.#tell(process, generation, { type: 'readied', worker });
    });
  }

  #core(worker: number, assignment: ConstructorParameters<typeof Worker>[0]['assignment']): Worker {
    const { topology, limits = productLimits } = this.#options;
    return new Worker({
      topology,
      program: this.#program,
      text: plainText,
      limits,
      assignment: { ...assignment, self: worker },
    });
  }

  #admit(worker: number, members: readonly number[], { state }: Coordinator): void {
    const { generation, placement, epoch } = state;
    this.#toProcess(worker, (process) => {
      process.begin(generation, this.#core(worker, { generation, self: worker, members, placement, epoch, keeps: true }));
      this.#tell(process, generation, { type: 'readied', worker });
    });
    for (const member of members) {
      if (!state.members.includes(member)) continue;
      this.#toProcess(member, (process) => {
        if (process.generation !== generation) return;
        process.step({ type: 'peer-joined', worker });
        this.#tell(process, generation, { type: 'linked', worker: member, peer: worker });
      });
    }
    this.#met.joins++;
  }

  #warm({ worker, slots }: Extract<CoordinatorEffect, { type: 'warm' }>, { book, state }: Coordinator): void {
    const { generation } = state;
    for (const { stage, slot } of slots) {
      const sections = book.chainOf(stage, slot).map(({ place }) => place.slice());
      this.#control(worker, generation, { type: 'warm', stage, slot, sections });
    }
    this.#toProcess(worker, (process) => this.#tell(process, generation, { type: 'warmed', worker }));
  }

  #commit({ generation, durable }: Extract<CoordinatorEffect, { type: 'commit' }>, coordinator: Coordinator): void {
    const { book, ledger } = coordinator;
    const { epoch } = durable;
    const chains = book.next(durable.released);
    const account = ledger.atCut();
    this.#later(this.#random.next() * 2, () => {
      if (this.#coordinator !== coordinator) return;
      if (this.#agenda.now < this.#diskFullUntil) {
        if (generation === coordinator.state.generation) book.abandon();
        this.#decide({ type: 'commit-failed', generation, epoch, reason: 'no space is left' });
        return;
      }
      if (generation === coordinator.state.generation) {
        this.#disk.keep({ generation, durable, chains, account });
        book.committed(chains);
        ledger.completed(account);
      }
      this.#decide({ type: 'committed', generation, epoch });
    });
  }

  #retire(worker: number, members: readonly number[], { state, ledger }: Coordinator): void {
    const process = this.#processes.get(worker);
    this.#met.leaves++;
    ledger.retired(worker);
    if (process !== undefined) {
      process.alive = false;
      this.#processes.delete(worker);
    }
    for (const member of members) this.#control(member, state.generation, { type: 'peer-left', worker });
  }

  #toAll(state: CoordinatorState, event: WorkerEvent): void {
    const workers = [...state.members, ...(state.change?.joining ?? [])];
    for (const worker of workers) this.#control(worker, state.generation, event);
  }

  #control(worker: number, generation: number, event: WorkerEvent): void {
    this.#toProcess(worker, (process) => {
      if (process.generation === generation) process.step(event);
    });
  }

  /** Control messages to one worker keep their order, and die with the process or the coordinator. */
  #toProcess(worker: number, act: (process: SimProcess) => void): void {
    const process = this.#processes.get(worker);
    const coordinator = this.#coordinator;
    if (process === undefined) return;
    this.#ordered(`c>${worker}`, () => {
      if (process.alive && this.#coordinator === coordinator) act(process);
    });
  }

  /** So do a worker's words; those of an older generation are not heard (I12). */
  #tell(process: SimProcess, generation: number, event: CoordinatorEvent, first?: (heard: Coordinator) => void): void {
    this.#ordered(`${process.worker}>c`, () => {
      const coordinator = this.#coordinator;
      if (coordinator?.state.generation !== generation) return;
      first?.(coordinator);
      this.#decide(event);
    });
  }

  #ordered(link: string, act: () => void): void {
    const at = Math.max(this.#agenda.now + this.#random.next() * 2, (this.#linkFreeAt.get(link) ?? 0) + 1e-6);
    this.#linkFreeAt.set(link, at);
    this.#agenda.at(at, act);
  }

  #later(delayMs: number, act: () => void): void {
    this.#agenda.at(this.#agenda.now + Math.max(0, delayMs), act);
  }

  #soon(act: () => void): void {
    this.#later(this.#random.next(), act);
  }

  #makeWorld(): World {
    const { topology, inputs } = this.#options;
    const nodeOf = (id: number): NodeId => {
      const stage = topology.stages[id];
      assert(stage !== undefined && stage.kind !== 'keyed', `stage ${id} is a source or a sink`);
      return stage.node;
    };
    return {
      now: () => this.#agenda.now,
      later: (delayMs, act) => this.#later(delayMs, act),
      draw: () => this.#random.next(),
      below: (below) => this.#random.below(below),
      send: (from, to, bytes) => this.#send(from, to, bytes),
      toCoordinator: (from, effect) => {
        const { generation, worker } = from;
        if (effect.type === 'store') {
          const { stage, slot, epoch, full, section } = effect.stored;
          const place = section.slice();
          this.#ordered(`${worker}>c`, () => {
            if (this.#coordinator?.state.generation === generation)
              this.#coordinator.book.stage(stage, slot, { epoch, full, place });
          });
          return;
        }
        const { report } = effect;
        this.#tell(from, generation, { type: 'reported', worker, report }, ({ ledger }) => {
          if (report.type === 'acked') ledger.acked(worker, report);
        });
      },
      inputOf: (stage) => inputs.get(nodeOf(stage)) ?? new Uint8Array(0),
      write: (stage, at, bytes) => {
        const node = nodeOf(stage);
        const output = this.#outputs.get(node) ?? new SimOutput();
        this.#outputs.set(node, output);
        output.write(at, bytes);
      },
    };
  }

  /** A link delivers bytes in order, cut wherever the network pleases, in a buffer that is used again. */
  #send(from: SimProcess, to: number, bytes: Uint8Array): void {
    const { generation, worker } = from;
    const target = this.#processes.get(to);
    const cut = this.#random.below(4) === 0 ? 1 + this.#random.below(bytes.length) : bytes.length;
    for (const piece of [bytes.slice(0, cut), bytes.slice(cut)]) {
      if (piece.length === 0) continue;
      this.#ordered(`${generation}:${worker}>${to}`, () => {
        if (target?.generation === generation) target.step({ type: 'link-bytes', from: worker, bytes: piece });
        piece.fill(0xff);
      });
    }
  }

  #result(): ClusterResult {
    const { topology } = this.#options;
    const coordinator = this.#coordinator;
    assert(coordinator !== null, 'a coordinator has finished the run');
    const { stages, applied, deadLetters } = coordinator.ledger.account;
    const accepted = topology.stages.flatMap((stage) =>
      stage.kind === 'source' ? [[stage.node, stages[stage.id]?.records ?? 0] as const] : [],
    );
    const outputs = Array.from(this.#outputs.values());
    return {
      accepted: new Map(accepted),
      applied,
      outputs: new Map(Array.from(this.#outputs, ([node, output]) => [node, output.bytes])),
      state: (state) => this.#state(state),
      deadLetters,
      epochs: coordinator.state.epoch,
      met: { ...this.#met, repeatedBytes: outputs.reduce((sum, { repeated }) => sum + repeated, 0) },
      blockedMs: this.#cores().reduce((sum, core) => sum + core.blockedMs, 0),
      steps: this.#steps,
    };
  }

  #cores(): readonly Worker[] {
    return Array.from(this.#processes.values()).flatMap(({ core }) => (core === null ? [] : [core]));
  }

  /** As the last manifest has it: what a next recovery would begin with. */
  #state(state: NodeId): ReadonlyMap<string, unknown> {
    const stage = this.#options.topology.stages.find(
      (candidate) => candidate.kind === 'keyed' && candidate.state === state,
    );
    assert(stage?.kind === 'keyed', `the topology has no state ${state}`);
    const objects = new Map<string, unknown>();
    const sections = new SectionDecoder(plainText);
    for (let slot = 0; slot < stage.slots; slot++) {
      for (const { place } of this.#disk.newest?.chains.get(`${stage.id}.${slot}`) ?? [])
        sections.read(place, (key, value) => objects.set(key, value));
    }
    return objects;
  }
}
