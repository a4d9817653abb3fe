/** Makes one frame of the latest samples of all workers, and the summary of a run from the last ones. Pure. */
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type {
  DeadLetter,
  DeploymentPhase,
  KeyedStageSample,
  Ledger,
  LiveRow,
  NodeSample,
  RunSummary,
  TelemetryFrame,
  WorkerSample,
} from '@potoroo/shared/telemetry';
import type { KeyedStage, Topology } from '@potoroo/shared/topology';
import type { EpochAccount, Placement } from '../../core/index.ts';
import { percentile } from '../../core/index.ts';
import type { WorkerTelemetry } from './control-messages.ts';

export type ClusterView = {
  readonly topology: Topology;
  readonly placement: Placement;
  /** By worker index; null before the first sample. */
  readonly samples: readonly (WorkerTelemetry | null)[];
  readonly pids: readonly number[];
  readonly lost: ReadonlySet<number>;
  /** Of the last complete epoch. */
  readonly account: EpochAccount;
};

export type FrameParts = {
  readonly sequence: number;
  readonly atMs: number;
  readonly phase: DeploymentPhase;
  readonly epoch: number;
  readonly letters: readonly DeadLetter[];
  readonly rows: readonly LiveRow[];
};

export function frameOf(view: ClusterView, parts: FrameParts): TelemetryFrame {
  const { letters, rows, ...rest } = parts;
  return {
    ...rest,
    ledger: { ...ledgerOf(view), ...view.account },
    workers: view.samples.map((sample, index) => workerSample(sample, index, view, parts.phase)),
    nodes: nodesOf(view),
    stages: keyedStages(view.topology).map((stage) => stageSample(stage, view)),
    deadLetters: letters.slice(-limits.deadLettersShownMax),
    liveRows: rows.slice(-limits.liveRowsPerFrameMax),
    latency: latencyOf(view),
  };
}

export type SummaryParts = {
  readonly error: string | null;
  readonly seconds: number;
  readonly letters: readonly DeadLetter[];
  readonly listening: Readonly<Record<string, string>>;
};

export function summaryOf(view: ClusterView, { error, seconds, letters, listening }: SummaryParts): RunSummary {
  const nodes = new Map(nodesOf(view).map((sample) => [sample.node, sample]));
  const counts = (kind: 'source' | 'sink'): Readonly<Record<string, number>> =>
    Object.fromEntries(
      view.topology.stages.flatMap((stage) =>
        stage.kind === kind && 'node' in stage
          ? [[stage.node, nodes.get(stage.node)?.[kind === 'source' ? 'recordsIn' : 'recordsOut'] ?? 0]]
          : [],
      ),
    );
  const ledger = ledgerOf(view);
  const workers = view.samples.map((sample, index) => workerSample(sample, index, view, 'finished'));
  return {
    ok: error === null,
    error,
    sources: counts('source'),
    sinks: counts('sink'),
    deadLetters: ledger.deadLetters,
    deadLetterSamples: letters.slice(0, limits.deadLettersShownMax),
    stateObjects: workers.reduce((sum, worker) => sum + worker.objects, 0),
    seconds,
    recordsPerSecond: seconds > 0 ? Math.round(ledger.accepted / seconds) : 0,
    workers: workers.map(({ name, slots, objects, records }) => ({ name, slots, objects, records })),
    listening,
  };
}

const keyedStages = (topology: Topology): readonly KeyedStage[] =>
  topology.stages.filter((stage) => stage.kind === 'keyed');
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const present = (view: ClusterView): readonly WorkerTelemetry[] => view.samples.filter((sample) => sample !== null);

function ledgerOf(view: ClusterView): Ledger {
  const nodes = new Map(nodesOf(view).map((sample) => [sample.node, sample]));
  const total = (kind: 'source' | 'sink', side: 'recordsIn' | 'recordsOut'): number =>
    sumOf(
      view.topology.stages.map((stage) =>
        stage.kind === kind && 'node' in stage ? (nodes.get(stage.node)?.[side] ?? 0) : 0,
      ),
    );
  return {
    accepted: total('source', 'recordsIn'),
    applied: sumOf(present(view).flatMap((sample) => sample.stages.flatMap((stage) => stage.applied))),
    released: total('sink', 'recordsOut'),
    deadLetters: sumOf(present(view).map((sample) => sample.deadLetters)),
  };
}

/** Per node over all workers; what a sink let out is what it released. */
function nodesOf(view: ClusterView): readonly NodeSample[] {
  const sums = new Map<NodeSample['node'], { recordsIn: number; recordsOut: number }>();
  for (const sample of present(view)) {
    for (const { node, recordsIn, recordsOut } of sample.nodes) {
      const sum = sums.get(node) ?? { recordsIn: 0, recordsOut: 0 };
      sums.set(node, { recordsIn: sum.recordsIn + recordsIn, recordsOut: sum.recordsOut + recordsOut });
    }
    for (const { stage: id, records } of sample.released) {
      const stage = view.topology.stages[id];
      if (stage?.kind !== 'sink') continue;
      const sum = sums.get(stage.node) ?? { recordsIn: 0, recordsOut: 0 };
      sums.set(stage.node, { ...sum, recordsOut: sum.recordsOut + records });
    }
  }
  return Array.from(sums, ([node, counts]) => ({ node, ...counts }));
}

function workerSample(
  sample: WorkerTelemetry | null,
  index: number,
  view: ClusterView,
  phase: DeploymentPhase,
): WorkerSample {
  const stages = keyedStages(view.topology);
  const applied = sumOf(sample?.stages.flatMap((stage) => stage.applied) ?? []);
  const slots = sumOf(
    stages.map((stage) => (view.placement[stage.id] ?? []).filter((owner) => owner === index).length),
  );
  return {
    name: workerName(workerIndex(index)),
    pid: sample?.pid ?? view.pids[index] ?? 0,
    phase: view.lost.has(index)
      ? 'failed'
      : sample === null
        ? 'starting'
        : phase === 'finished' || phase === 'stopped'
          ? 'stopped'
          : 'running',
    slots,
    objects: sumOf(sample?.stages.flatMap((stage) => stage.objects) ?? []),
    applied,
    records: stages.length > 0 ? applied : acceptedBy(sample, view.topology),
    sentRecords: sample?.sentRecords ?? 0,
    sentBytes: sample?.sentBytes ?? 0,
    busy: sample?.busy ?? 0,
    backPressured: sample?.backPressured ?? 0,
    queuedBytes: sample?.queuedBytes ?? 0,
    memoryBytes: sample?.memoryBytes ?? 0,
  };
}

function acceptedBy(sample: WorkerTelemetry | null, topology: Topology): number {
  const sources = new Set(topology.stages.flatMap((stage) => (stage.kind === 'source' ? [stage.node] : [])));
  return sumOf(sample?.nodes.map(({ node, recordsIn }) => (sources.has(node) ? recordsIn : 0)) ?? []);
}

function stageSample(stage: KeyedStage, view: ClusterView): KeyedStageSample {
  const objects = Array.from({ length: stage.slots }, () => 0);
  const applied = Array.from({ length: stage.slots }, () => 0);
  for (const sample of present(view)) {
    const own = sample.stages.find((candidate) => candidate.stage === stage.id);
    own?.objects.forEach((count, slot) => (objects[slot] = (objects[slot] ?? 0) + count));
    own?.applied.forEach((count, slot) => (applied[slot] = (applied[slot] ?? 0) + count));
  }
  return { state: stage.state, placement: view.placement[stage.id] ?? [], objects, applied };
}

function latencyOf(view: ClusterView): TelemetryFrame['latency'] {
  const counts: number[] = [];
  for (const sample of present(view))
    sample.latency.forEach((count, bucket) => (counts[bucket] = (counts[bucket] ?? 0) + count));
  const p50 = percentile(counts, 0.5);
  const p99 = percentile(counts, 0.99);
  return p50 === null || p99 === null ? null : { p50, p99 };
}
