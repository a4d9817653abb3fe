/**
 * One worker of a deployment: every stage for the slots it owns. It composes the tasks, wires their outlets to channels
 * and to each other, and runs as `step(event, now)`, which pushes effects for the host. No I/O, no clock, no promises.
 *
 * A turn: the event, then what the opened gates let through, last stage first, then a share of every source, then one
 * flush of every channel that has bytes waiting.
 */
import { assert, unreachable } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { ProgramBuilder, TextCodec } from '../api/index.ts';
import type { DataPlaneLimits } from './data-plane-limits.ts';
import { checkedLimits, productLimits } from './data-plane-limits.ts';
import { ChannelMesh } from './exchange/channel-mesh.ts';
import { KeyedTask } from './stages/keyed-task.ts';
import { SinkTask } from './stages/sink-task.ts';
import { SourceTask } from './stages/source-task.ts';
import type { TaskHost } from './stages/task-host.ts';
import type { Task } from './task-assembly.ts';
import { Turn } from './turn.ts';
import { assembleTasks } from './task-assembly.ts';
import { WorkerCounts } from './telemetry/worker-counts.ts';
import type { WorkerAssignment, WorkerEffect, WorkerEvent } from './worker-messages.ts';

export type WorkerParts = {
  readonly topology: Topology;
  readonly assignment: WorkerAssignment;
  readonly program: ProgramBuilder;
  readonly text: TextCodec;
  readonly limits?: DataPlaneLimits;
};

export class Worker {
  readonly counts: WorkerCounts;
  readonly #topology: Topology;
  readonly #tasks: readonly Task[];
  readonly #sources: readonly SourceTask[];
  readonly #sinks: readonly SinkTask[];
  readonly #mesh: ChannelMesh;
  readonly #clock = { now: 0, readAt: 0 };
  #effects: WorkerEffect[] = [];
  readonly #turn: Turn;
  #gatesChanged = false;
  #wakeAt: number | null = null;

  constructor(parts: WorkerParts) {
    const limits = checkedLimits(parts.limits ?? productLimits);
    this.#topology = parts.topology;
    this.#turn = new Turn(limits.recordsPerTurn);
    this.counts = new WorkerCounts(parts.text);
    this.#mesh = new ChannelMesh({
      topology: parts.topology,
      self: parts.assignment.self,
      workers: parts.assignment.workers,
      text: parts.text,
      limits,
      send: (to, bytes) => this.#effects.push({ type: 'send', to, bytes }),
      creditChanged: () => {
        this.#gatesChanged = true;
        this.#refreshGates();
      },
    });
    const perform = (effect: WorkerEffect): void => {
      this.#effects.push(effect);
    };
    this.#tasks = assembleTasks({
      ...parts,
      limits,
      mesh: this.#mesh,
      counts: this.counts,
      clock: this.#clock,
      host: this.#taskHost(),
      turn: this.#turn,
      perform,
    });
    this.#sources = this.#tasks.filter((task) => task instanceof SourceTask);
    this.#sinks = this.#tasks.filter((task) => task instanceof SinkTask);
  }

  /** Handles one event; what it asks of the host is appended to `effects`. */
  step(event: WorkerEvent, now: number, effects: WorkerEffect[]): void {
    this.#effects = effects;
    this.#clock.now = now;
    this.#clock.readAt = now;
    if (this.#turn.exhausted) this.#gatesChanged = true;
    this.#turn.begin(now);
    this.#handle(event);
    this.#resume();
    this.#pump(now);
    this.#mesh.flush();
  }

  /** Bytes that wait in channels and outboxes. */
  get queuedBytes(): number {
    return this.#tasks.reduce((bytes, task) => bytes + (task instanceof SourceTask ? 0 : task.queuedBytes), 0);
  }

  get sent(): { readonly records: number; readonly bytes: number } {
    return this.#mesh.sent;
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

  /** Milliseconds for which sources had input and no way out. */
  get blockedMs(): number {
    return this.#sources.reduce((sum, source) => sum + source.blockedMs, 0);
  }

  #handle(event: WorkerEvent): void {
    switch (event.type) {
      case 'start':
        for (const stage of event.stages) this.#source(stage).start(this.#clock.now);
        return;
      case 'stop-sources':
        for (const source of this.#sources) source.stop();
        return;
      case 'hold-sources':
        for (const source of this.#sources) source.hold(event.held);
        return;
      case 'inject':
        for (const source of this.#sources) source.injectBarrier(event.generation, event.epoch);
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
        this.sink(event.stage).written(event.epoch);
        return;
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
      if (at !== null && (next === null || at < next)) next = at;
    }
    this.#resume();
    if (this.#turn.exhausted) next = now;
    if (next === null || (this.#wakeAt !== null && this.#wakeAt <= next)) return;
    this.#wakeAt = next;
    this.#effects.push({ type: 'wake', at: next });
  }

  /** A stage may go on while every exchange that leaves it can take records, here and at every other worker. */
  #refreshGates(): void {
    for (let stage = this.#tasks.length - 1; stage >= 0; stage--) {
      const task = this.#tasks[stage];
      if (task === undefined) continue;
      task.gate.blocked = this.#topology.exchanges.some(
        (exchange) => exchange.from === stage && this.#closedTo(exchange),
      );
    }
  }

  #closedTo(exchange: Topology['exchanges'][number]): boolean {
    if (this.#mesh.exhausted(exchange.id)) return true;
    const next = this.#tasks[exchange.to];
    if (next === undefined || next instanceof SourceTask) return false;
    return next.gate.blocked || next.heldLocal.has(exchange.id);
  }

  #source(stage: number): SourceTask {
    const task = this.#tasks[stage];
    assert(task instanceof SourceTask, `stage ${stage} is not a source`);
    return task;
  }

  #taskHost(): TaskHost {
    return {
      report: (report) =>
        this.#effects.push({
          type: 'report',
          report: report.type === 'acked' ? { ...report, records: this.#recordsOf(report.stage) } : report,
        }),
      forwardBarrier: (stage, generation, epoch) => this.#forwardBarrier(stage, generation, epoch),
      grant: (exchange, to, bytes) => this.#mesh.grant(exchange, to, bytes),
      gatesChanged: () => {
        this.#gatesChanged = true;
        this.#refreshGates();
      },
    };
  }

  /** Records that a source has accepted, a keyed stage applied, or a sink released. */
  #recordsOf(stage: number): number {
    const task = this.#tasks[stage];
    if (task instanceof KeyedTask) return task.table.applied.reduce((sum, applied) => sum + applied, 0);
    if (task instanceof SinkTask) return task.released;
    const source = this.#topology.stages[stage];
    return source?.kind === 'source' ? this.counts.of(source.node).recordsIn : 0;
  }

  #forwardBarrier(stage: number, generation: number, epoch: number): void {
    for (const exchange of this.#topology.exchanges) {
      if (exchange.from !== stage) continue;
      this.#mesh.barrier(exchange.id, generation, epoch);
      const next = this.#tasks[exchange.to];
      assert(next !== undefined && !(next instanceof SourceTask), 'an exchange leads to a keyed stage or a sink');
      next.localBarrier(exchange.id, generation, epoch);
    }
  }
}
