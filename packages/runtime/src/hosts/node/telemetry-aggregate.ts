/** Makes one frame of the latest samples of all workers, and the summary of a run from the last ones. Pure. */
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type {
  DeadLetter,
  DeploymentPhase,
  KeyedStageSample,
  Latencies,
  Ledger,
  LiveRow,
  NodeSample,
  RunSummary,
  TappedRecord,
  TelemetryFrame,
  Trouble,
  WorkerSample,
} from '@potoroo/shared/telemetry';
import type { KeyedStage, Topology } from '@potoroo/shared/topology';
import type { CoordinatorState, EpochAccount, Placement, StageAccount } from '../../core/index.ts';
import { addedCounts, percentile, placeOf, trimmed } from '@potoroo/shared/telemetry';
import type { WorkerTelemetry } from './control-messages.ts';
import type { Wait } from './waits.ts';

/** A member of the run, or one that is joining. */
export type Seat = {
  readonly worker: number;
  pid: number;
  /** Null before the first sample of a generation. */
  sample: WorkerTelemetry | null;
  isLost: boolean;
};

export type ClusterView = {
  readonly topology: Topology;
  readonly placement: Placement;
  readonly solos: CoordinatorState['solos'];
  /** In the order of their names. */
  readonly seats: readonly Seat[];
  /** Of the last complete epoch. */
  readonly account: EpochAccount;
  /** By stage: what was counted before this generation. */
  readonly base: readonly StageAccount[];
  /** Sink stage -> records of its whole output that have left. */
  readonly released: ReadonlyMap<number, number>;
  /** When the deployment began, by the machine's monotonic clock. */
  readonly deployedAt: number;
  /** Why the last checkpoint could not be kept, and since when none could. */
  readonly unkept: Omit<Wait, 'node'> | null;
  /** What members had found that have left. */
  readonly departed: Pick<Ledger, 'lost' | 'doubled'>;
};

export type FrameParts = {
  readonly sequence: number;
  readonly atMs: number;
  readonly phase: DeploymentPhase;
  readonly epoch: number;
  readonly letters: readonly DeadLetter[];
  readonly rows: readonly LiveRow[];
  readonly tapped: readonly TappedRecord[];
};

export function frameOf(view: ClusterView, parts: FrameParts): TelemetryFrame {
  const { letters, rows, ...rest } = parts;
  return {
    ...rest,
    ledger: ledgerOf(view),
    ...troublesOf(view),
    ...disturbancesOf(view),
    workers: view.seats.map((seat) => workerSample(seat, view, parts.phase)),
    nodes: nodesOf(view),
    stages: keyedStages(view.topology).map((stage) => stageSample(stage, view)),
    deadLetters: letters.slice(-limits.deadLettersShownMax),
    liveRows: rows.slice(-limits.liveRowsPerFrameMax),
    latency: latencyOf(view),
    ...latenciesOf(view),
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
  const accepted = sumOf(Object.values(counts('source')));
  const workers = view.seats.map((seat) => workerSample(seat, view, 'finished'));
  return {
    ok: error === null,
    error,
    sources: counts('source'),
    sinks: counts('sink'),
    deadLetters: deadLettersOf(view),
    deadLetterSamples: letters.slice(0, limits.deadLettersShownMax),
    stateObjects: workers.reduce((sum, worker) => sum + worker.objects, 0),
    seconds,
    recordsPerSecond: seconds > 0 ? Math.round(accepted / seconds) : 0,
    workers: workers.map(({ name, slots, objects, records }) => ({ name, slots, objects, records })),
    listening,
  };
}

const keyedStages = (topology: Topology): readonly KeyedStage[] =>
  topology.stages.filter((stage) => stage.kind === 'keyed');
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const totalOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const present = (view: ClusterView): readonly WorkerTelemetry[] =>
  view.seats.flatMap(({ sample }) => (sample === null ? [] : [sample]));

function troublesOf(view: ClusterView): Pick<TelemetryFrame, 'troubles'> {
  const at = (since: number): number => Math.max(0, since - view.deployedAt);
  const troubles: Trouble[] = present(view).flatMap(({ waits }) =>
    waits.map(({ node, what, since }) => ({ waits: 'sink', node, text: what, sinceMs: at(since) })),
  );
  const { unkept } = view;
  if (unkept !== null) troubles.push({ waits: 'checkpoint', node: null, text: unkept.what, sinceMs: at(unkept.since) });
  return troubles.length === 0 ? {} : { troubles };
}

/** Both ends of a link say that it is cut. */
function disturbancesOf(view: ClusterView): Pick<TelemetryFrame, 'disturbances'> {
  const told = new Map(
    present(view).flatMap(({ disturbed }) => disturbed.map((each) => [placeOf(each), each] as const)),
  );
  return told.size === 0 ? {} : { disturbances: [...told.values()] };
}

/** Accepted and applied are those of one cut; released and dead letters the latest that is known. */
function ledgerOf(view: ClusterView): Ledger {
  const { accepted, applied } = view.account;
  const uneven = [view.departed, ...present(view)];
  return {
    accepted,
    applied,
    released: sumOf([...view.released.values()]),
    deadLetters: deadLettersOf(view),
    lost: sumOf(uneven.map(({ lost }) => lost)),
    doubled: sumOf(uneven.map(({ doubled }) => doubled)),
  };
}

/** Those of earlier generations are of a cut; records that are met again since then are not counted twice. */
const deadLettersOf = (view: ClusterView): number =>
  sumOf(view.base.map(({ failures }) => failures)) + sumOf(present(view).map((sample) => sample.deadLetters));

/** Per node over all workers; what a sink let out is what it released. */
function nodesOf(view: ClusterView): readonly NodeSample[] {
  const sums = new Map<NodeSample['node'], NodeSample>();
  for (const sample of present(view))
    for (const node of sample.nodes) sums.set(node.node, together(sums.get(node.node) ?? unseen(node.node), node));
  for (const stage of view.topology.stages) {
    if (stage.kind === 'keyed') continue;
    const sum = sums.get(stage.node) ?? unseen(stage.node);
    const before = view.base[stage.id]?.records ?? 0;
    if (stage.kind === 'source') sums.set(stage.node, { ...sum, recordsIn: sum.recordsIn + before });
    else sums.set(stage.node, { ...sum, recordsOut: view.released.get(stage.id) ?? 0 });
  }
  return [...sums.values()];
}

const unseen = (node: NodeSample['node']): NodeSample => ({
  node,
  recordsIn: 0,
  recordsOut: 0,
  costMicros: null,
  busy: null,
  backPressured: 0,
  queue: 0,
});

/** Counts are summed; shares are those of the worker that is worst off, and so is the cost. */
const together = (one: NodeSample, other: NodeSample): NodeSample => ({
  node: one.node,
  recordsIn: one.recordsIn + other.recordsIn,
  recordsOut: one.recordsOut + other.recordsOut,
  ...((other.busy ?? -1) > (one.busy ?? -1)
    ? { busy: other.busy, costMicros: other.costMicros }
    : { busy: one.busy, costMicros: one.costMicros }),
  backPressured: Math.max(one.backPressured, other.backPressured),
  queue: Math.max(one.queue, other.queue),
});

function workerSample(seat: Seat, view: ClusterView, phase: DeploymentPhase): WorkerSample {
  const { worker: index, sample } = seat;
  const stages = keyedStages(view.topology);
  const applied = sumOf(sample?.stages.map((stage) => totalOf(stage.applied)) ?? []);
  const slots = sumOf(stages.map((stage) => hashSlotsOf(stage, view).filter((owner) => owner === index).length));
  return {
    name: workerName(workerIndex(index)),
    pid: sample?.pid ?? seat.pid,
    phase: seat.isLost
      ? 'failed'
      : sample === null
        ? 'starting'
        : phase === 'finished' || phase === 'stopped'
          ? 'stopped'
          : 'running',
    slots,
    objects: sumOf(sample?.stages.map((stage) => totalOf(stage.objects)) ?? []),
    applied,
    records: stages.length > 0 ? applied : acceptedBy(sample, view.topology),
    sentRecords: sample?.sentRecords ?? 0,
    sentBytes: sample?.sentBytes ?? 0,
    busy: sample?.busy ?? 0,
    backPressured: sample?.backPressured ?? 0,
    queuedBytes: sample?.queuedBytes ?? 0,
    memoryBytes: sample?.memoryBytes ?? 0,
    ...(sample === null ? {} : { latency: trimmed(sample.latency) }),
  };
}

function acceptedBy(sample: WorkerTelemetry | null, topology: Topology): number {
  const sources = new Set(topology.stages.flatMap((stage) => (stage.kind === 'source' ? [stage.node] : [])));
  return sumOf(sample?.nodes.map(({ node, recordsIn }) => (sources.has(node) ? recordsIn : 0)) ?? []);
}

function stageSample(stage: KeyedStage, view: ClusterView): KeyedStageSample {
  const objects = Array.from({ length: stage.slots }, () => 0);
  const applied = Array.from({ length: stage.slots }, () => 0);
  let contested = 0;
  for (const sample of present(view)) {
    const own = sample.stages.find((candidate) => candidate.stage === stage.id);
    own?.objects.forEach((count, slot) => {
      const others = objects[slot] ?? 0;
      if (count > 0 && others > 0) contested += 1;
      // Samples of different instants may both have what moves in between: it is there once.
      objects[slot] = Math.max(others, count);
    });
    own?.applied.forEach((count, slot) => (applied[slot] = (applied[slot] ?? 0) + count));
  }
  const solos = view.solos
    .filter((solo) => solo.stage === stage.id)
    .slice(0, limits.solosShownMax)
    .map(({ slot, key }) => ({
      slot,
      key: key.slice(0, limits.listedTextCharsMax),
      worker: view.placement[stage.id]?.[slot] ?? 0,
      objects: objects[slot] ?? 0,
      applied: applied[slot] ?? 0,
    }));
  return {
    state: stage.state,
    placement: hashSlotsOf(stage, view),
    objects: objects.slice(0, stage.slots),
    applied: applied.slice(0, stage.slots),
    contested,
    ...(solos.length === 0 ? {} : { solos }),
  };
}

/** Those that keys have for themselves are told apart. */
const hashSlotsOf = (stage: KeyedStage, { placement }: ClusterView): readonly number[] =>
  (placement[stage.id] ?? []).slice(0, stage.slots);

function latenciesOf(view: ClusterView): Pick<TelemetryFrame, 'latencies'> {
  const nodes = new Map<string, Latencies['nodes'][number]>();
  const ways = new Map<string, Latencies['ways'][number]>();
  for (const { latencies } of present(view)) {
    for (const each of latencies.nodes)
      nodes.set(each.node, { ...each, counts: addedCounts(each.counts, nodes.get(each.node)?.counts ?? []) });
    for (const each of latencies.ways) {
      const name = `${each.source} ${each.sink}`;
      ways.set(name, { ...each, counts: addedCounts(each.counts, ways.get(name)?.counts ?? []) });
    }
  }
  if (nodes.size + ways.size === 0) return {};
  return { latencies: { nodes: [...nodes.values()], ways: [...ways.values()] } };
}

function latencyOf(view: ClusterView): TelemetryFrame['latency'] {
  const counts: number[] = [];
  for (const sample of present(view))
    sample.latency.forEach((count, bucket) => (counts[bucket] = (counts[bucket] ?? 0) + count));
  const p50 = percentile(counts, 0.5);
  const p99 = percentile(counts, 0.99);
  return p50 === null || p99 === null ? null : { p50, p99, counts: trimmed(counts) };
}
