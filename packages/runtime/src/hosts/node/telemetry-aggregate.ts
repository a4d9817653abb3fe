/** Makes one frame of the latest samples of all workers, and the summary of a run from the last ones. Pure. */
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type {
  DeadLetter,
  DeploymentPhase,
  GoneProcess,
  KeyedStageSample,
  Latencies,
  Ledger,
  LiveRow,
  NodeSample,
  TappedRecord,
  TelemetryFrame,
  Trouble,
  WorkerSample,
} from '@potoroo/shared/telemetry';
import type { KeyedStage, Topology } from '@potoroo/shared/topology';
import type { ClusterView, Seat } from './cluster-view.ts';
import { addedTotals } from '../../core/index.ts';
import { addedCounts, percentile, placeOf, trimmed } from '@potoroo/shared/telemetry';
import type { UntimedSummary, WorkerTelemetry } from './control-messages.ts';

export type FrameParts = {
  readonly sequence: number;
  readonly atMs: number;
  readonly phase: DeploymentPhase;
  readonly epoch: number;
  readonly letters: readonly DeadLetter[];
  readonly rows: readonly LiveRow[];
  readonly tapped: readonly TappedRecord[];
};

/** `before`: the last frame, of this coordinator or of the one before. */
export function frameOf(view: ClusterView, parts: FrameParts, before: TelemetryFrame | null): TelemetryFrame {
  const { letters, rows, ...rest } = parts;
  const { recovering, deployedAt, quarantine = [] } = view;
  const gone = goneOf(view);
  const stages = keyedStages(view.topology).map((stage) => stageSample(stage, view, before));
  return {
    ...rest,
    ledger: ledgerOf(view),
    latest: latestOf(view),
    ...(quarantine.length === 0 ? {} : { skipped: quarantine.length }),
    ...troublesOf(view),
    ...disturbancesOf(view),
    ...(recovering === null
      ? {}
      : { recovering: { sinceMs: Math.max(0, recovering.since - deployedAt), checkpoint: recovering.checkpoint } }),
    workers: view.seats.map((seat) => workerSample(seat, view, { phase: parts.phase, stages })),
    ...(gone.length === 0 ? {} : { gone }),
    nodes: nodesOf(view),
    stages,
    deadLetters: letters.slice(-limits.deadLettersShownMax),
    liveRows: rows.slice(-limits.liveRowsPerFrameMax),
    latency: latencyOf(view),
    ...latenciesOf(view),
  };
}

/** Records accepted since the last complete epoch, as far as workers have told: a recovery reads them again. Undefined where nobody has told yet. */
export function unkeptIn(view: ClusterView): number | undefined {
  const unkept = Math.max(latestOf(view).accepted, view.acceptedBefore) - view.account.accepted;
  if (unkept > 0) return unkept;
  return view.seats.every(({ sample }) => sample !== null) ? 0 : undefined;
}

/** By all sources, as far as workers have told. */
export const acceptedIn = (view: ClusterView): number => latestOf(view).accepted;

function latestOf(view: ClusterView): TelemetryFrame['latest'] {
  const nodes = new Map(nodesOf(view).map((sample) => [sample.node, sample]));
  const sources = view.topology.stages.filter((stage) => stage.kind === 'source');
  const stages = [...view.base, ...present(view).flatMap((sample) => sample.stages)];
  return {
    accepted: sumOf(sources.map(({ node }) => nodes.get(node)?.recordsIn ?? 0)),
    applied: sumOf(stages.map(({ applied = [] }) => sumOf([...applied]))),
  };
}

export type SummaryParts = {
  readonly error: string | null;
  readonly seconds: number;
  readonly letters: readonly DeadLetter[];
  readonly listening: Readonly<Record<string, string>>;
};

export function summaryOf(view: ClusterView, { error, seconds, letters, listening }: SummaryParts): UntimedSummary {
  const nodes = new Map(nodesOf(view).map((sample) => [sample.node, sample]));
  const counts = (kind: 'source' | 'sink'): Readonly<Record<string, number>> =>
    Object.fromEntries(
      view.topology.stages.flatMap((stage) =>
        stage.kind === kind && 'node' in stage
          ? [[stage.node, nodes.get(stage.node)?.[kind === 'source' ? 'recordsIn' : 'recordsOut'] ?? 0]]
          : [],
      ),
    );
  const stages = keyedStages(view.topology).map((stage) => stageSample(stage, view, null));
  const workers = view.seats.map((seat) => workerSample(seat, view, { phase: 'finished', stages }));
  const left = goneOf(view).flatMap(({ worker: name, records }) =>
    records === null ? [] : [{ name, slots: 0, objects: 0, records }],
  );
  return {
    ok: error === null,
    error,
    sources: counts('source'),
    sinks: counts('sink'),
    deadLetters: deadLettersOf(view),
    deadLetterSamples: letters.slice(0, limits.deadLettersShownMax),
    ledger: ledgerOf(view),
    stateObjects: workers.reduce((sum, worker) => sum + worker.objects, 0),
    seconds,
    workers: [...workers.map(({ name, slots, objects, records }) => ({ name, slots, objects, records })), ...left],
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

/** Per node over all workers, and all generations; what a sink let out is what it released. */
function nodesOf(view: ClusterView): readonly NodeSample[] {
  const sums = new Map<NodeSample['node'], NodeSample>();
  for (const total of addedTotals(view.base.flatMap(({ nodes }) => nodes ?? [])))
    sums.set(total.node, unseen(total.node, total));
  for (const sample of present(view))
    for (const node of sample.nodes) sums.set(node.node, together(sums.get(node.node) ?? unseen(node.node), node));
  for (const stage of view.topology.stages) {
    if (stage.kind === 'keyed') continue;
    const sum = sums.get(stage.node) ?? unseen(stage.node);
    if (stage.kind === 'source') sums.set(stage.node, sum);
    else sums.set(stage.node, { ...sum, recordsOut: view.released.get(stage.id) ?? 0 });
  }
  return [...sums.values()];
}

const nothing = { recordsIn: 0, recordsOut: 0 };

const unseen = (node: NodeSample['node'], { recordsIn, recordsOut } = nothing): NodeSample => ({
  node,
  recordsIn,
  recordsOut,
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

type Around = { readonly phase: DeploymentPhase; readonly stages: readonly KeyedStageSample[] };

function workerSample(seat: Seat, view: ClusterView, { phase, stages }: Around): WorkerSample {
  const { worker: index, sample, silent = null } = seat;
  const applied = sumOf(sample?.stages.map((stage) => totalOf(stage.applied)) ?? []);
  const handled = stages.length > 0 ? applied : acceptedBy(sample, view.topology);
  const owned = (stage: KeyedStageSample, of: (slot: number) => number): number =>
    sumOf(stage.placement.map((owner, slot) => (owner === index ? of(slot) : 0)));
  const known = stages.map((stage) => {
    const alone = (stage.solos ?? []).filter(({ worker }) => worker === index);
    return owned(stage, (slot) => stage.objects[slot] ?? 0) + sumOf(alone.map(({ objects }) => objects));
  });
  return {
    name: workerName(workerIndex(index)),
    pid: sample?.pid ?? seat.pid,
    phase: workerPhase(seat, phase),
    slots: sumOf(stages.map((stage) => owned(stage, () => 1))),
    objects: sumOf(sample?.stages.map((stage) => totalOf(stage.objects)) ?? known),
    records: (view.handled.get(index) ?? 0) + handled,
    sentRecords: sample?.sentRecords ?? 0,
    sentBytes: sample?.sentBytes ?? 0,
    busy: sample?.busy ?? 0,
    backPressured: sample?.backPressured ?? 0,
    queuedBytes: sample?.queuedBytes ?? 0,
    memoryBytes: sample?.memoryBytes ?? 0,
    ...(silent === null ? {} : { silent }),
    ...(sample === null ? {} : { latency: trimmed(sample.latency) }),
  };
}

function workerPhase({ isLost, goesBack, sample }: Seat, phase: DeploymentPhase): WorkerSample['phase'] {
  if (isLost) return 'failed';
  if (sample === null) return goesBack ? 'recovering' : 'starting';
  return phase === 'finished' || phase === 'stopped' ? 'stopped' : 'running';
}

/** What a worker has handled is known for good once it has left, unless a recovery brings it back. */
const goneOf = ({ gone, handled, seats }: ClusterView): readonly GoneProcess[] =>
  gone.map((each) => {
    const index = Number(each.worker.slice(1)) - 1;
    const isBack = each.how === 'lost' || seats.some(({ worker }) => worker === index);
    return isBack ? each : { ...each, records: handled.get(index) ?? 0 };
  });

function acceptedBy(sample: WorkerTelemetry | null, topology: Topology): number {
  const sources = new Set(topology.stages.flatMap((stage) => (stage.kind === 'source' ? [stage.node] : [])));
  return sumOf(sample?.nodes.map(({ node, recordsIn }) => (sources.has(node) ? recordsIn : 0)) ?? []);
}

function stageSample(stage: KeyedStage, view: ClusterView, last: TelemetryFrame | null): KeyedStageSample {
  const objects = Array.from({ length: stage.slots }, () => 0);
  const before = view.base[stage.id]?.applied ?? [];
  const applied = Array.from({ length: Math.max(stage.slots, before.length) }, (_, slot) => before[slot] ?? 0);
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
  const silent = new Set(view.seats.flatMap(({ worker, sample }) => (sample === null ? [worker] : [])));
  // On its way from one to the other, a slot is with neither of them: its objects are there all the same.
  const isBetween = (slot: number): boolean => !(objects[slot] ?? 0) && view.moving.has(`${stage.id}.${slot}`);
  const earlier = last?.stages.find(({ state }) => state === stage.state);
  if (earlier !== undefined && silent.size + view.moving.size > 0)
    for (const [slot, owner] of (view.placement[stage.id] ?? []).entries())
      if (silent.has(owner) || isBetween(slot)) objects[slot] = earlierObjects(earlier, slot);
  const all = view.solos.filter((solo) => solo.stage === stage.id);
  const solos = all.slice(0, limits.solosShownMax).map(({ slot, key }) => ({
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
    ...(solos.length === 0 ? {} : { solos, alone: sumOf(all.map(({ slot }) => objects[slot] ?? 0)) }),
  };
}

const earlierObjects = ({ objects, solos = [] }: KeyedStageSample, slot: number): number =>
  objects[slot] ?? solos.find((solo) => solo.slot === slot)?.objects ?? 0;

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
