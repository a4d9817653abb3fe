/**
 * One worker of a deployment: every stage for the slots it owns. It composes the tasks, wires their outlets to channels
 * and to each other, and runs as `step(event, now)`, which pushes effects for the host. No I/O, no clock, no promises.
 *
 * A turn: the event, then what the opened gates let through, last stage first, then a share of every source, then one
 * flush of every channel that has bytes waiting.
 */
import { AssertionError, assert, unreachable } from '@potoroo/shared/assert';
import type { ModuleId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import type { ProgramBuilder, TextCodec } from '../api/index.ts';
import type { DataPlaneLimits } from './data-plane-limits.ts';
import { checkedLimits, productLimits } from './data-plane-limits.ts';
import { ChannelMesh } from './exchange/channel-mesh.ts';
import { type MachinePhases, tallyOf } from './phase-tables.ts';
import type { Mark } from './safe-mode.ts';
import { soloKeysOf } from './placement/solo-slots.ts';
import { SafeMode } from './safe-mode.ts';
import { KeyedTask } from './stages/keyed-task.ts';
import { SinkTask } from './stages/sink-task.ts';
import type { SourceHandicap } from './stages/source-task.ts';
import { SourceTask } from './stages/source-task.ts';
import type { TaskHost } from './stages/task-host.ts';
import type { Route, Task } from './task-assembly.ts';
import { Turn } from './turn.ts';
import { assembleTasks } from './task-assembly.ts';
import { BlockedTimes } from './telemetry/blocked-times.ts';
import { Looks } from './telemetry/looks.ts';
import { MetTimes } from './telemetry/met-times.ts';
import { WorkerCounts } from './telemetry/worker-counts.ts';
import type { Reconfiguration, WorkerAssignment, WorkerEffect, WorkerEvent } from './worker-messages.ts';
import { unchanged } from './worker-messages.ts';

export type WorkerParts = {
  readonly topology: Topology;
  readonly assignment: WorkerAssignment;
  readonly program: ProgramBuilder;
  readonly text: TextCodec;
  readonly limits?: DataPlaneLimits;
  /** In safe mode: remembers with what user code is busy, beyond the end of the process. */
  readonly mark?: (mark: Mark | null) => void;
  /** Milliseconds as finely as the host can tell, for how long nodes and frames take; without it a turn takes no time. */
  readonly stopwatch?: () => number;
};

export class Worker {
  readonly counts: WorkerCounts;
  readonly looks: Looks;
  readonly blocked = new BlockedTimes();
  readonly #topology: Topology;
  readonly #assignment: WorkerAssignment;
  readonly #limits: DataPlaneLimits;
  readonly #tasks: readonly Task[];
  readonly #routes: ReadonlyMap<number, readonly Route[]>;
  readonly #sources: readonly SourceTask[];
  readonly #sinks: readonly SinkTask[];
  readonly #mesh: ChannelMesh;
  readonly #clock = { now: 0, readAt: 0, source: 0 };
  readonly #met: MetTimes;
  #effects: WorkerEffect[] = [];
  readonly #turn: Turn;
  readonly #safe: SafeMode | null;
  /** What the barrier in flight changes. */
  #change: Reconfiguration = unchanged;
  #gatesChanged = false;
  /** Sources wait for outputs to be released. */
  #held = false;
  /** By stage: what it leads to has no room. */
  readonly #full: boolean[] = [];
  #wakeAt: number | null = null;
  /** What threw, and may have left its object half changed: this worker stands still until it is led back, and shows nothing. */
  spoilt: ModuleId | null = null;

  constructor(parts: WorkerParts) {
    const limits = checkedLimits(parts.limits ?? productLimits);
    this.#topology = parts.topology;
    this.#assignment = parts.assignment;
    this.#limits = limits;
    this.#turn = new Turn(limits.recordsPerTurn);
    this.counts = new WorkerCounts(parts.text);
    const { mark = () => undefined } = parts;
    this.#safe = parts.assignment.safe ? new SafeMode({ mark, flush: () => this.#mesh.flush() }) : null;
    this.looks = new Looks({ clock: this.#clock, stopwatch: parts.stopwatch ?? null });
    const finely = parts.stopwatch ?? (() => this.#clock.now);
    this.#met = new MetTimes({ now: finely });
    this.#mesh = new ChannelMesh({
      topology: parts.topology,
      generation: parts.assignment.generation,
      self: parts.assignment.self,
      members: parts.assignment.members,
      text: parts.text,
      limits,
      now: finely,
      source: () => this.#clock.source,
      send: (to, bytes) => this.#effects.push({ type: 'send', to, bytes }),
      creditChanged: () => {
        this.#gatesChanged = true;
        this.#refreshGates();
      },
      arrived: (state) => this.#task(state.stage).arrive(state),
      safe: this.#safe,
    });
    const assembled = assembleTasks({
      ...parts,
      limits,
      mesh: this.#mesh,
      counts: this.counts,
      looks: this.looks,
      met: this.#met,
      clock: this.#clock,
      finely,
      host: this.#taskHost(),
      turn: this.#turn,
      safe: this.#safe,
      spoil: (module) => {
        this.spoilt = module;
        throw new AssertionError('the turn is given up: an object may be half changed');
      },
      perform: (effect) => void this.#effects.push(effect),
    });
    this.#tasks = assembled.tasks;
    this.#routes = assembled.routes;
    this.#sources = this.#tasks.filter((task) => task instanceof SourceTask);
    this.#sinks = this.#tasks.filter((task) => task instanceof SinkTask);
  }

  /** Handles one event; what it asks of the host is appended to `effects`. */
  step(event: WorkerEvent, now: number, effects: WorkerEffect[]): void {
    if (this.spoilt !== null) return;
    const before = effects.length;
    this.#effects = effects;
    this.#clock.now = now;
    this.#clock.readAt = now;
    this.#clock.source = 0;
    try {
      this.#take(event, now);
    } catch (error) {
      if (this.spoilt === null) throw error;
    }
    this.#safe?.rest();
    // Of what the turn has made nothing leaves, and nothing follows: no epoch holds an object that is half changed.
    if (this.spoilt === null) return;
    effects.splice(before, Infinity, { type: 'report', report: { type: 'spoilt', module: this.spoilt } });
  }

  #take(event: WorkerEvent, now: number): void {
    if (this.#turn.exhausted) this.#gatesChanged = true;
    this.#turn.begin(now);
    this.#handle(event);
    this.#resume();
    this.#save();
    this.#pump(now);
    for (const sink of this.#sinks) sink.flush();
    this.#mesh.flush();
  }

  /** Bytes that wait in channels and outboxes. */
  get queuedBytes(): number {
    return this.#tasks.reduce((bytes, task) => bytes + (task instanceof SourceTask ? 0 : task.queuedBytes), 0);
  }

  /** How full the fullest way into a stage is that begins at this worker, or, of a sink, what waits here to leave. */
  queueOf(stage: number): number {
    const task = this.#tasks[stage];
    const waiting = task instanceof SinkTask ? task.queuedBytes / this.#limits.outboxBytesMax : 0;
    const fills = this.#topology.exchanges.map(({ id, to }) => (to === stage ? this.#mesh.fillOf(id) : 0));
    return Math.min(1, Math.max(waiting, ...fills));
  }

  get sent(): { readonly records: number; readonly bytes: number } {
    return this.#mesh.sent;
  }

  /** How many of its machines are in which phase. */
  get phases(): MachinePhases {
    const keyed = this.#tasks.filter((task) => task instanceof KeyedTask);
    return {
      task: tallyOf([...keyed, ...this.#sinks].map(({ alignment }) => alignment)),
      slot: tallyOf(keyed.flatMap(({ table }) => table.phases())),
      source: tallyOf(this.#sources.map(({ phase }) => phase)),
      channel: tallyOf(this.#mesh.creditPhases()),
    };
  }

  /** What is done to sources for a while, by the names of their nodes; the host wakes the worker after it. */
  disturb(of: (source: string) => SourceHandicap): void {
    for (const stage of this.#topology.stages)
      if (stage.kind === 'source') this.#source(stage.id).disturb(of(stage.node));
  }

  /** Whether this worker reads the source of a node now. */
  reads(source: string): boolean {
    return this.#topology.stages.some(
      (stage) => stage.kind === 'source' && stage.node === source && this.#source(stage.id).isReading,
    );
  }

  keyed(stage: number): KeyedTask {
    const task = this.#tasks[stage];
    assert(task instanceof KeyedTask, `stage ${stage} is not keyed`);
    return task;
  }

  sink(stage: number): SinkTask {
    const task = this.#tasks[stage];
    assert(task instanceof SinkTask, `stage ${stage} is not a sink`);
    return task;
  }

  /** Milliseconds, up to now, for which sources had input and no way out. */
  blockedFor(now: number): number {
    return this.#sources.reduce((sum, source) => sum + source.blockedFor(now), 0);
  }

  #handle(event: WorkerEvent): void {
    switch (event.type) {
      case 'load':
        return this.#load(event);
      case 'warm':
        return this.keyed(event.stage).warm(event.slot, event.sections);
      case 'peer-joined':
        return this.#mesh.join(event.worker);
      case 'peer-left':
        return this.#mesh.leave(event.worker);
      case 'start':
        for (const stage of event.stages) this.#source(stage).start();
        for (const sink of this.#sinks) sink.start();
        return;
      case 'stop-sources':
        for (const source of this.#sources) source.stop();
        return;
      case 'hold-sources':
        for (const source of this.#sources) source.hold(event.held);
        this.#held = event.held;
        this.#gatesChanged = true;
        return;
      case 'inject':
        this.#change = event.change;
        for (const source of this.#sources) source.injectBarrier(event.epoch);
        return;
      case 'complete':
        for (const sink of this.#sinks) sink.complete(event.epoch);
        return;
      case 'link-bytes':
        this.#mesh.receive(event.from, event.bytes);
        return;
      case 'intake-opened':
        this.#source(event.stage).opened(event.intake);
        return;
      case 'intake-bytes':
        this.#source(event.stage).bytes(event.intake, event.bytes);
        return;
      case 'intake-ended':
        this.#source(event.stage).ended(event.intake);
        return;
      case 'intake-broken':
        this.#source(event.stage).broken(event.intake, event.reason);
        return;
      case 'source-closed':
        this.#source(event.stage).closed();
        return;
      case 'written':
        return this.sink(event.stage).written(event.epoch);
      case 'flushed':
        return this.sink(event.stage).flushed(event.bytes);
      case 'left':
        return this.sink(event.stage).left(event.unread);
      case 'wake':
        this.#wakeAt = null;
        return;
      default:
        unreachable(event);
    }
  }

  /** Goes on with what waited at gates that have opened, until nothing changes any more. */
  #resume(): void {
    while (this.#gatesChanged) {
      this.#gatesChanged = false;
      this.#refreshGates();
      for (let stage = this.#tasks.length - 1; stage >= 0; stage--) {
        const task = this.#tasks[stage];
        if (task !== undefined && !(task instanceof SourceTask)) task.resume();
      }
    }
  }

  #pump(now: number): void {
    let next: number | null = null;
    for (const source of this.#sources) {
      const at = source.pump(now);
      this.#met.through(now);
      if (at !== null && (next === null || at < next)) next = at;
    }
    this.#resume();
    if (this.#turn.exhausted || this.#saving) next = now;
    if (next === null || (this.#wakeAt !== null && this.#wakeAt <= next)) return;
    this.#wakeAt = next;
    this.#effects.push({ type: 'wake', at: next });
  }

  /** Goes on with the checkpoint, a little each turn. */
  #save(): void {
    for (const task of this.#tasks)
      if (task instanceof KeyedTask && task.saving) task.save(this.#limits.checkpointBytesPerTurn);
  }

  get #saving(): boolean {
    return this.#tasks.some((task) => task instanceof KeyedTask && task.saving);
  }

  #load({ stage, slot, sections, released }: Extract<WorkerEvent, { type: 'load' }>): void {
    const task = this.#task(stage);
    if (task instanceof KeyedTask) return task.load(slot, sections);
    if (task instanceof SinkTask) return task.load(sections, released);
    const last = sections.at(-1);
    if (last !== undefined) task.load(last);
  }

  /** A stage may go on while every exchange that leaves it can take records, here and at every other worker. */
  #refreshGates(): void {
    for (let stage = this.#tasks.length - 1; stage >= 0; stage--) {
      const task = this.#tasks[stage];
      if (task === undefined) continue;
      task.gate.blocked = this.#topology.exchanges.some(
        (exchange) => exchange.from === stage && this.#closedTo(exchange),
      );
      this.#full[stage] = this.#topology.exchanges.some(
        (exchange) => exchange.from === stage && this.#fullAt(exchange),
      );
      const isHeld = this.#held && task instanceof SourceTask;
      this.blocked.tell(stage, isHeld || this.#full[stage] === true, this.#clock.now);
    }
  }

  /** Closed for want of room, not for a barrier that is being aligned. */
  #fullAt({ id, to }: Topology['exchanges'][number]): boolean {
    const next = this.#tasks[to];
    return this.#mesh.exhausted(id) || this.#full[to] === true || (next instanceof KeyedTask && next.pending.full);
  }

  #closedTo(exchange: Topology['exchanges'][number]): boolean {
    if (this.#mesh.exhausted(exchange.id)) return true;
    const next = this.#tasks[exchange.to];
    if (next === undefined || next instanceof SourceTask) return false;
    if (next.gate.blocked || next.heldLocal.has(exchange.id)) return true;
    return next instanceof KeyedTask ? next.pending.full : next.incoming;
  }

  #source(stage: number): SourceTask {
    const task = this.#tasks[stage];
    assert(task instanceof SourceTask, `stage ${stage} is not a source`);
    return task;
  }

  #taskHost(): TaskHost {
    const { self } = this.#assignment;
    return {
      report: (report) => this.#effects.push({ type: 'report', report }),
      forwardBarrier: (stage, epoch) => this.#forwardBarrier(stage, epoch),
      grant: (exchange, to, credit) => this.#mesh.grant(exchange, to, credit),
      gatesChanged: () => {
        this.#gatesChanged = true;
        this.#refreshGates();
      },
      change: (stage) => ({
        moves: (this.#change.moves[stage] ?? []).filter(({ from, to }) => from === self || to === self),
        everything: this.#change.everything,
        solos: this.#change.solos === null ? null : soloKeysOf(this.#change.solos, stage),
      }),
      counted: (stage) => this.counts.at(stage),
      uneven: (surplus) => this.counts.uneven(surplus),
      store: (stored) => this.#effects.push({ type: 'store', stored }),
      handOver: (to, state) => this.#mesh.handOver(to, state),
      follow: (origin) => this.#safe?.follow(origin),
    };
  }

  /** Behind the barrier, records go to the owners that are in force after it. */
  #forwardBarrier(stage: number, epoch: number): void {
    for (const exchange of this.#topology.exchanges) {
      if (exchange.from !== stage) continue;
      this.#mesh.barrier(exchange.id, epoch);
      const [table, solos] = [this.#change.placement?.[exchange.to], this.#change.solos];
      if (table !== undefined && solos !== null) {
        const keys = soloKeysOf(solos, exchange.to);
        for (const route of this.#routes.get(exchange.id) ?? []) route.switchTo(table, keys);
      }
      const next = this.#tasks[exchange.to];
      assert(next !== undefined && !(next instanceof SourceTask), 'an exchange leads to a keyed stage or a sink');
      next.localBarrier(exchange.id, epoch);
    }
  }

  #task(stage: number): Task {
    const task = this.#tasks[stage];
    assert(task !== undefined, `I16: the content of a slot of stage ${stage}, which does not exist`);
    return task;
  }
}
