/**
 * One coordinator process of a simulated cluster: the real coordinator machine, the book of the checkpoint in the making,
 * the ledger, and what its effects do to the world. All of it is gone when the process dies.
 */
import { assert, unreachable } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { ProgramBuilder } from '../api/index.ts';
import { plainText } from '../api/index.ts';
import type {
  CoordinatorEffect,
  CoordinatorEvent,
  CoordinatorPlan,
  CoordinatorState,
  DataPlaneLimits,
  Durable,
  WorkerAssignment,
  WorkerEvent,
} from '../core/index.ts';
import { CheckpointBook, EpochLedger, Worker, firstState, isWay } from '../core/index.ts';
import {
  checkComplete,
  checkHeld,
  checkHolders,
  checkMoves,
  checkOutputsDropped,
  checkOutputsKept,
  checkStart,
  checkStopped,
  checkUnreleased,
} from './checks.ts';
import type { Book, Disk, Manifest } from './disk.ts';
import { unionOf } from '../core/coordinator-state.ts';
import { ProcessesCheck } from './processes-check.ts';
import { RequestsCheck } from './requests-check.ts';
import type { HostRules } from './rules.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';
import type { Watcher } from './watcher.ts';

/** What a coordinator finds around it. */
export type Site = {
  readonly topology: Topology;
  readonly limits: DataPlaneLimits;
  readonly plan: CoordinatorPlan;
  readonly rules: HostRules;
  readonly disk: Disk;
  readonly trace: Trace;
  readonly watcher: Watcher | null;
  readonly met: {
    recoveries: number;
    moves: number;
    joins: number;
    leaves: number;
    manifests: number;
    pinned: number;
    released: number;
  };
  readonly now: () => number;
  readonly processes: ReadonlyMap<number, SimProcess>;
  /** The snippets as they are called in this process. */
  readonly program: (process: SimProcess) => ProgramBuilder;
  readonly fork: (worker: number) => void;
  readonly end: (process: SimProcess) => void;
  /** In order, to whoever is the worker now. */
  readonly toWorker: (worker: number, what: string, act: (process: SimProcess) => void) => void;
  readonly fromWorker: (process: SimProcess, what: string, act: () => void) => void;
  /** Writes a manifest, and says whether it is durable. Nothing is said to a coordinator that died with it. */
  readonly write: (manifest: Manifest, done: (isDurable: boolean) => void) => void;
  readonly finish: (end: End) => void;
};
/** How a run of this topology ended: stopped, handed over to another version, or by itself. */
export type End = { readonly stopped: boolean; readonly handed: boolean };

/** Of a run's first coordinator. */
const firstGeneration = 2;

export class CoordinatorHost {
  readonly ledger: EpochLedger;
  readonly #site: Site;
  readonly #book: Book;
  readonly #requests = new RequestsCheck();
  readonly #started: ProcessesCheck;
  /** Worker -> whether it was last told to hold its sources, in this generation. */
  readonly #held = new Map<number, boolean>();
  /** Workers that were told to stop their sources, in this generation. */
  readonly #stopped = new Set<number>();
  /** Sink -> the last epoch of it that has left. */
  readonly #left: Map<number, number>;
  state: CoordinatorState;
  #alive = true;

  /** From the newest manifest, under a generation above every earlier one. */
  constructor(site: Site, first: Durable, generation: number) {
    const { topology, disk } = site;
    const { newest } = disk;
    this.#site = site;
    const begun = newest !== null || generation > firstGeneration;
    this.state = firstState(newest?.durable ?? first, generation, disk.quarantine, begun);
    this.#book = new CheckpointBook(topology, newest?.chains);
    this.#left = new Map(newest?.durable.released);
    this.#started = new ProcessesCheck(this.state.members, site.processes);
    this.ledger = new EpochLedger(topology, newest?.account);
  }

  die(): void {
    this.#alive = false;
  }

  decide(event: CoordinatorEvent): void {
    if (!this.#alive) return;
    const { site, state: before } = { site: this.#site, state: this.state };
    this.#requests.asked(event, before);
    this.#started.told(event);
    const { state, effects } = site.rules.decide(before, event, site.now(), site.plan);
    this.state = state;
    assert(
      isWay(before.phase, event.type, state.phase),
      `the transition table says of no way from ${before.phase} by ${event.type} to ${state.phase}`,
    );
    site.watcher?.decided(before, event, state, effects);
    if (event.type !== 'ticked' || effects.length > 0)
      site.trace.note(site.now(), `coordinator ${event.type} in ${before.phase}`, [state.generation, state.epoch]);
    if (before.phase === 'cutting' && before.change !== null && state.change === null && effects.length > 0)
      this.#checkChange(before);
    for (const effect of effects) this.#direct(effect, before);
    checkHeld(state, this.#held);
    checkStopped(state, this.#stopped);
    this.#started.decided(before, state);
    this.#requests.decided(state);
  }

  /** A worker's words; those of an older generation are not heard (I12). */
  hear(process: SimProcess, generation: number, event: CoordinatorEvent, first?: () => void): void {
    const what = event.type === 'reported' ? event.report.type : event.type;
    if (event.type === 'reported' && event.report.type === 'released') {
      const { stage, epoch } = event.report;
      this.#left.set(stage, Math.max(epoch, this.#left.get(stage) ?? 0));
    }
    this.#site.fromWorker(process, what, () => {
      if (!this.#alive || (generation !== this.state.generation && this.#site.rules.fenced)) return;
      first?.();
      this.decide(event);
    });
  }

  stage(
    process: SimProcess,
    generation: number,
    stage: number,
    slot: number,
    link: Parameters<Book['stage']>[2],
  ): void {
    this.#site.fromWorker(process, 'store', () => {
      if (generation === this.state.generation || !this.#site.rules.fenced) this.#book.stage(stage, slot, link);
    });
  }

  #direct(effect: CoordinatorEffect, before: CoordinatorState): void {
    const { state, ledger } = this;
    const { disk, rules, met, trace, now } = this.#site;
    trace.note(now(), `coordinator ${effect.type}`, [state.generation, state.epoch]);
    switch (effect.type) {
      case 'assign':
        for (const worker of effect.from.members) this.#assign(worker, effect.generation, effect.from);
        return;
      case 'fork':
        return this.#fork(effect.worker);
      case 'admit':
        return this.#admit(effect.worker, effect.members);
      case 'warm':
        return this.#warm(effect);
      case 'start-sources':
        checkStart(effect.stages, this.#site.plan, disk.newest?.durable.covered ?? []);
        return this.#toAll({ type: 'start', stages: effect.stages });
      case 'stop-sources':
        for (const worker of unionOf(state)) this.#stopped.add(worker);
        return this.#toAll({ type: 'stop-sources' });
      case 'hold-sources':
        for (const worker of state.members) this.#held.set(worker, effect.held);
        return this.#toAll({ type: 'hold-sources', held: effect.held });
      case 'inject':
        return this.#inject(effect);
      case 'commit':
        return this.#commit(effect);
      case 'complete':
        checkComplete(effect.epoch, disk.newest?.durable.epoch ?? 0);
        return this.#toAll({ type: 'complete', epoch: effect.epoch });
      case 'retire':
        return this.#retire(effect.worker, effect.members);
      case 'roll-back':
        if (rules.generationDurable) disk.begin(effect.generation, state.quarantine);
        met.recoveries++;
        this.#book.abandon();
        this.#held.clear();
        this.#stopped.clear();
        ledger.rolledBack();
        for (const worker of effect.lost) this.#fork(worker);
        return;
      case 'answer':
        return this.#requests.answered(effect, before, state, disk.newest?.durable ?? null);
      case 'hand-over':
        this.#requests.over(true);
        assert(effect.epoch === disk.newest?.durable.epoch, `I13: epoch ${effect.epoch} is handed over and not kept`);
        return this.#site.finish({ stopped: false, handed: true });
      case 'finish':
        return this.#sayGoodbye(effect.stopped);
      case 'fail':
        throw new Error(effect.reason);
      default:
        unreachable(effect);
    }
  }

  /** The run is over with the last word of its last member. */
  #sayGoodbye(stopped: boolean): void {
    const { generation, members, begun } = this.state;
    const awaited = new Set(begun ? members : []);
    const finish = (): void => {
      this.#requests.over(false);
      this.#site.finish({ stopped, handed: false });
    };
    if (awaited.size === 0) return finish();
    const heard = (worker: number): void => {
      if (!this.#alive || generation !== this.state.generation) return;
      awaited.delete(worker);
      if (awaited.size === 0) finish();
    };
    for (const worker of awaited)
      this.#site.toWorker(worker, 'retire', (process) => this.#site.fromWorker(process, 'final', () => heard(worker)));
  }

  #fork(worker: number): void {
    this.#started.forked(worker);
    this.#site.fork(worker);
  }

  #assign(worker: number, generation: number, from: Durable): void {
    this.#site.toWorker(worker, 'assign', (process) => {
      if (process.generation >= generation) return;
      const { members, placement, solos, epoch, released } = from;
      this.#begin(process, { generation, members, placement, solos, epoch });
      for (const [stage, table] of placement.entries()) {
        for (const [slot, owner] of table.entries()) {
          const sections = this.#sectionsOf(stage, slot);
          if (owner === worker && sections.length > 0)
            process.step({ type: 'load', stage, slot, sections, released: released.get(stage) ?? 0 });
        }
      }
      this.hear(process, generation, { type: 'readied', worker });
    });
  }

  #sectionsOf(stage: number, slot: number): readonly Uint8Array[] {
    return this.#book.chainOf(stage, slot).map(({ place }) => place.slice());
  }

  #begin(
    process: SimProcess,
    part: Pick<WorkerAssignment, 'generation' | 'members' | 'placement' | 'solos' | 'epoch'>,
  ): void {
    const { topology, limits, plan, program, watcher } = this.#site;
    const { safeUntil, quarantine, guarded } = this.state;
    const { keeps } = plan;
    const assignment = { ...part, self: process.worker, keeps, safe: safeUntil !== null, quarantine, guarded };
    const whole = program(process);
    const own = this.#site.rules.undone ? whole : withoutUndoing(whole);
    const core = new Worker({
      topology,
      program: watcher?.program(assignment, own) ?? own,
      text: plainText,
      limits,
      assignment,
      mark: (mark) => process.mark(mark),
    });
    process.begin(part.generation, core);
  }

  #admit(worker: number, members: readonly number[]): void {
    const { generation, placement, solos, epoch } = this.state;
    this.#site.toWorker(worker, 'admit', (process) => {
      this.#begin(process, { generation, members, placement, solos, epoch });
      this.hear(process, generation, { type: 'readied', worker });
    });
    for (const member of members) {
      if (!this.state.members.includes(member)) continue;
      this.#site.toWorker(member, 'link', (process) => {
        if (process.generation !== generation) return;
        process.step({ type: 'peer-joined', worker });
        this.hear(process, generation, { type: 'linked', worker: member, peer: worker });
      });
    }
    this.#site.met.joins++;
  }

  #warm({ worker, slots }: Extract<CoordinatorEffect, { type: 'warm' }>): void {
    const { generation } = this.state;
    for (const { stage, slot } of slots)
      this.#control(worker, { type: 'warm', stage, slot, sections: this.#sectionsOf(stage, slot) });
    this.#site.toWorker(worker, 'warm', (process) => this.hear(process, generation, { type: 'warmed', worker }));
  }

  #inject({ to, epoch, change }: Extract<CoordinatorEffect, { type: 'inject' }>): void {
    const { state } = this;
    checkUnreleased(state, this.#site.plan.sinks);
    if (state.change !== null && this.#site.rules.fewestMoves) checkMoves(this.#site.topology, state, state.change);
    for (const worker of to) this.#control(worker, { type: 'inject', epoch, change });
    this.#site.met.moves += change.moves.reduce((sum, moves) => sum + moves.length, 0);
    if (change.solos !== null) this.#countSolos(state.solos, change.solos);
  }

  #countSolos(before: Durable['solos'], after: Durable['solos']): void {
    const { met } = this.#site;
    const isIn = (solos: Durable['solos'], { stage, key }: Durable['solos'][number]): boolean =>
      solos.some((solo) => solo.stage === stage && solo.key === key);
    met.pinned += after.filter((solo) => !isIn(before, solo)).length;
    met.released += before.filter((solo) => !isIn(after, solo)).length;
  }

  #commit({ generation, durable }: Extract<CoordinatorEffect, { type: 'commit' }>): void {
    const { epoch } = durable;
    const chains = this.#book.next(durable.released, durable.placement);
    const account = this.ledger.atCut();
    checkOutputsKept(this.#book.durable, chains, { sinks: this.#site.plan.sinks, left: this.#left });
    checkOutputsDropped(chains, durable.released);
    this.#site.write({ generation, durable, chains, account }, (isDurable) => {
      const isNow = generation === this.state.generation;
      if (!isDurable) {
        if (isNow) this.#book.abandon();
        this.decide({ type: 'commit-failed', generation, epoch, reason: 'no space is left' });
        return;
      }
      if (isNow) {
        this.#book.committed(chains);
        this.ledger.completed(account);
      }
      this.decide({ type: 'committed', generation, epoch });
    });
  }

  #retire(worker: number, members: readonly number[]): void {
    this.#site.met.leaves++;
    this.ledger.retired(worker);
    const process = this.#site.processes.get(worker);
    if (process !== undefined) this.#site.end(process);
    for (const member of members) this.#control(member, { type: 'peer-left', worker });
  }

  #toAll(event: WorkerEvent): void {
    for (const worker of unionOf(this.state)) this.#control(worker, event);
  }

  #control(worker: number, event: WorkerEvent): void {
    const { generation } = this.state;
    this.#site.toWorker(worker, event.type, (process) => {
      if (process.generation === generation) process.step(event);
    });
  }

  /** A change is in force: everything that moved is where it belongs. */
  #checkChange({ change, generation }: CoordinatorState): void {
    assert(change !== null, 'a change is in force');
    if (this.state.generation !== generation) return;
    const cores = new Map<number, Worker>();
    for (const { worker, core, generation: own } of this.#site.processes.values())
      if (core !== null && own === generation && change.members.includes(worker)) cores.set(worker, core);
    checkHolders(this.#site.topology, change, cores);
  }
}

const withoutUndoing =
  (program: ProgramBuilder): ProgramBuilder =>
  (wiring) =>
    program({ ...wiring, undoes: () => false });
