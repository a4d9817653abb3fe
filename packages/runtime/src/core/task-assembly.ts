/**
 * Builds the tasks of one worker, last stage first, so that every outlet finds the task or channel that it leads to.
 * This is the only place that knows how stages, exchanges, channels and operators fit together.
 */
import { assert } from '@potoroo/shared/assert';
import type { ModuleId } from '@potoroo/shared/ids';
import { watchOf } from '@potoroo/shared/origins';
import { decodesBySnippet, type Exchange, type Stage, type Topology } from '@potoroo/shared/topology';
import type { Outlet, Program, ProgramBuilder, Reading, TextCodec } from '../api/index.ts';
import type { DataPlaneLimits } from './data-plane-limits.ts';
import type { ChannelMesh } from './exchange/channel-mesh.ts';
import { HashOutlet } from './exchange/hash-outlet.ts';
import { ShardOutlet } from './exchange/shard-outlet.ts';
import type { KeyEntry } from './stages/meeting.ts';
import { KeyedTask } from './stages/keyed-task.ts';
import { SinkTask } from './stages/sink-task.ts';
import { SourceTask } from './stages/source-task.ts';
import type { SlotTable } from './placement/placement.ts';
import type { SoloKeys } from './placement/solo-slots.ts';
import { soloKeysOf } from './placement/solo-slots.ts';
import type { TaskHost } from './stages/task-host.ts';
import type { SafeMode } from './safe-mode.ts';
import type { Looks } from './telemetry/looks.ts';
import type { MetTimes } from './telemetry/met-times.ts';
import { WayTimes } from './telemetry/way-times.ts';
import type { WorkerCounts } from './telemetry/worker-counts.ts';
import type { Turn } from './turn.ts';
import type { WorkerAssignment, WorkerEffect } from './worker-messages.ts';

export type Task = SourceTask | KeyedTask | SinkTask;
/** What leads out of a stage, and can be led elsewhere. */
export type Route = { readonly switchTo: (table: SlotTable, solos: SoloKeys) => void };
export type Assembled = {
  readonly tasks: readonly Task[];
  /** Exchange -> its outlets; a step that several flows share has one each. */
  readonly routes: ReadonlyMap<number, readonly Route[]>;
};

export type Assembly = {
  readonly topology: Topology;
  readonly assignment: WorkerAssignment;
  readonly program: ProgramBuilder;
  readonly text: TextCodec;
  readonly limits: DataPlaneLimits;
  readonly mesh: ChannelMesh;
  readonly counts: WorkerCounts;
  readonly looks: Looks;
  readonly met: MetTimes;
  readonly host: TaskHost;
  readonly clock: { now: number; readAt: number; source: number };
  /** Milliseconds, as finely as the host can tell. */
  readonly finely: () => number;
  readonly turn: Turn;
  readonly safe: SafeMode | null;
  /** A state object may be half changed: the turn ends here, before anything meets it. */
  readonly spoil: (module: ModuleId) => never;
  readonly perform: (effect: WorkerEffect) => void;
};

export function assembleTasks(assembly: Assembly): Assembled {
  const { topology, counts, safe, assignment } = assembly;
  measureComputations(assembly);
  const built = new Map<number, Task>();
  const reading = { bytes: 0 };
  const routes = new Map<number, Route[]>();
  const program = assembly.program({
    reading,
    outlet: (id) => {
      const exchange = topology.exchanges[id];
      assert(exchange !== undefined, `the topology has no exchange ${id}`);
      const outlet = outletOf(exchange, built.get(exchange.to), { ...assembly, reading });
      routes.set(id, [...(routes.get(id) ?? []), outlet]);
      return outlet;
    },
    fail: (failure, stage) => {
      assert(stage !== undefined, 'a failure happens at a stage');
      counts.fail(failure, stage);
    },
    count: (node, stage) => {
      assert(stage !== undefined, 'a node counts at a stage');
      return counts.of(stage, node);
    },
    watch: (source, intake) =>
      watchOf({ source, intake }, assignment.quarantine, safe === null ? null : (origin) => safe.follow(origin)),
    undoes: (module) => {
      if (assignment.keeps && !assignment.guarded.includes(module)) assembly.spoil(module);
    },
    ...(safe === null ? {} : { calling: (module) => safe.calling(module) }),
    valve: (node, place, valve) => assembly.looks.register(node, place, valve),
  });
  for (const stage of topology.stages.toReversed()) built.set(stage.id, taskOf(stage, program, assembly));
  const tasks = topology.stages.map((stage) => {
    const task = built.get(stage.id);
    assert(task !== undefined, `stage ${stage.id} has a task`);
    return task;
  });
  return { tasks, routes };
}

/** Each once at a stage, though several of its steps may lead through it. */
function measureComputations({ topology, counts, met }: Assembly): void {
  for (const stage of topology.stages) {
    const stateless = stage.steps.flatMap((step) => (step.type === 'compute' ? [step.node] : []));
    for (const node of new Set(stateless)) met.measure(counts.of(stage.id, node), [counts.latencyAt(node)]);
    for (const { node } of stage.kind === 'keyed' ? stage.inputs : [])
      met.measure(counts.of(stage.id, node), [counts.latencyAt(node), counts.latency]);
  }
}

function taskOf(stage: Stage, program: Program, assembly: Assembly): Task {
  switch (stage.kind) {
    case 'source':
      return sourceTask(stage, program, assembly);
    case 'keyed':
      return keyedTask(stage, program, assembly);
    case 'sink':
      return sinkTask(stage, program, assembly);
  }
}

const owns = ({ assignment }: Assembly, stage: number, slot: number): boolean =>
  assignment.placement[stage]?.[slot] === assignment.self;

function sourceTask(stage: Extract<Stage, { kind: 'source' }>, program: Program, assembly: Assembly): SourceTask {
  const { host, perform, clock, counts, assignment, text } = assembly;
  const count = counts.of(stage.id, stage.node);
  return new SourceTask({
    stage: stage.id,
    self: assignment.self,
    keeps: assignment.keeps,
    owned: owns(assembly, stage.id, 0),
    replays: stage.connector.type !== 'tcp' || stage.connector.journal !== 'off',
    connections: stage.connector.type === 'tcp' && stage.connector.journal !== 'off',
    epoch: assignment.epoch,
    accepted: () => count.recordsIn,
    operator: program.source(stage.id),
    text,
    turn: assembly.turn,
    host,
    perform,
    clock,
  });
}

function keyedTask(stage: Extract<Stage, { kind: 'keyed' }>, program: Program, assembly: Assembly): KeyedTask {
  const { mesh, host, text, clock, assignment, limits } = assembly;
  const inbound = leadingTo(stage, assembly.topology);
  const inputs = new Map<number, number>(inbound.map((exchange) => [exchange.id, exchange.input]));
  const task: KeyedTask = new KeyedTask({
    stage: stage.id,
    name: stage.state,
    self: assignment.self,
    keeps: assignment.keeps,
    epoch: assignment.epoch,
    pendingRecordsMax: limits.pendingRecordsMax,
    slots: stage.slots,
    owned: (assignment.placement[stage.id] ?? []).flatMap((owner, slot) => (owner === assignment.self ? [slot] : [])),
    solos: soloKeysOf(assignment.solos, stage.id),
    operator: program.keyed(stage.id),
    host,
    text,
    inputOf: (exchange) => inputs.get(exchange) ?? 0,
    inputs: stage.inputs.map((input) => ({ ...input, isGuarded: assignment.guarded.includes(input.module) })),
    channels: mesh.open<KeyEntry>(stage.id, (channel, frame) => task.receive(channel, frame)),
    localExchanges: inbound.map((exchange) => exchange.id),
    through: (readAt) => assembly.met.through(readAt),
    clock,
    turn: assembly.turn,
  });
  return task;
}

function sinkTask(stage: Extract<Stage, { kind: 'sink' }>, program: Program, assembly: Assembly): SinkTask {
  const { mesh, host, perform, counts, limits, assignment, clock, topology } = assembly;
  const immediate = stage.connector.type !== 'live' && stage.connector.mode === 'immediate';
  const task: SinkTask = new SinkTask({
    stage: stage.id,
    self: assignment.self,
    keeps: assignment.keeps,
    epoch: assignment.epoch,
    owned: owns(assembly, stage.id, 0),
    immediate,
    outlasts: stage.connector.type === 'file',
    times: new WayTimes({
      clock,
      now: assembly.finely,
      isPreview: immediate || stage.connector.type === 'live',
      histogramOf: (read) => {
        const source = topology.stages[read - 1];
        return source?.kind === 'source' ? counts.latencyBetween(source.node, stage.node) : null;
      },
    }),
    live: stage.connector.type === 'live' ? counts.liveRowsOf(stage.node) : null,
    host,
    channels: mesh.open<never>(stage.id, (channel, frame) => task.receive(channel, frame)),
    localExchanges: leadingTo(stage, assembly.topology).map((exchange) => exchange.id),
    limits,
    refuse: (bytes, records) => {
      const error = new TypeError(
        'other workers wrote rows with other columns to this sink before; every record needs the same fields in the same order',
      );
      const rows = program.rows(bytes);
      assert(rows.length === records, `${records} records for sink ${stage.id} are ${rows.length} rows`);
      for (const record of rows) counts.fail({ node: stage.node, kind: 'record', error, record, key: null }, stage.id);
    },
    perform,
  });
  return task;
}

const leadingTo = (stage: Stage, topology: Topology): readonly Exchange[] =>
  topology.exchanges.filter((exchange) => exchange.to === stage.id);

type OutletAssembly = Assembly & { readonly reading: Reading };

function outletOf(exchange: Exchange, next: Task | undefined, assembly: OutletAssembly): Outlet & Route {
  const { topology, assignment, mesh, clock, text, reading } = assembly;
  const channels = mesh.leaving(exchange.id);
  const table = assignment.placement[exchange.to] ?? [];
  const stage = topology.stages[exchange.to];
  if (next instanceof SinkTask) return new ShardOutlet({ self: assignment.self, table, channels, local: next, clock });
  assert(
    next instanceof KeyedTask && stage?.kind === 'keyed',
    `exchange ${exchange.id} leads to a keyed stage or a sink that is built before it`,
  );
  const copies = sharesRecords(topology, exchange.from);
  return new HashOutlet({
    input: exchange.input,
    slots: stage.slots,
    self: assignment.self,
    table,
    solos: soloKeysOf(assignment.solos, exchange.to),
    channels,
    local: next,
    copies,
    keysMax: assembly.limits.rememberedKeysMax,
    reading,
    text,
    clock,
  });
}

/** Whether a record that leaves the stage may still be held by user code that made it, or goes to another branch too. */
function sharesRecords(topology: Topology, from: number): boolean {
  const stage = topology.stages[from];
  if (stage?.kind !== 'source' || isMadeBySnippet(stage)) return true;
  const [only] = stage.steps;
  const leavesOnce =
    stage.steps.length === 1 && stage.outputs.length === 1 && only?.type === 'key' && only.exchanges.length === 1;
  return !leavesOnce;
}

const isMadeBySnippet = (stage: Extract<Stage, { kind: 'source' }>): boolean =>
  stage.connector.type === 'generator' || decodesBySnippet(stage);
