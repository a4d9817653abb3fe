/** Looks at a scene: what is drawn of it, and the numbers that a lesson may speak of. Changes nothing. */
import { valueText } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import type { Worker } from '../../core/index.ts';
import { objectViews, recordsMet } from './object-places.ts';
import { ledgerOf } from './money.ts';
import type { Scene } from './scene.ts';
import type { CoordinatorView, ObjectView, SceneView, WorkerView } from './scene-view.ts';
import { compared, countOf } from './tally.ts';

const outputsShown = 6;

export function lookAt(scene: Scene): SceneView {
  const { cluster, watch, spec } = scene;
  const objects = objectViews(scene);
  const workers = workersOf(scene, objects);
  const ledger = spec.flow === 'transfer' ? ledgerOf(objects) : null;
  const coordinator = coordinatorOf(scene);
  // What one thread makes of it may fail: it is asked before the failure is told.
  const counts = { ...countsOf(scene, objects, workers), ...ledger?.counts };
  return {
    title: spec.title,
    now: scene.shownAt,
    ended: scene.ended,
    failure: scene.failure,
    threwFirst: watch.threwFirst,
    isCut: scene.isCut,
    codeHash: scene.topology.codeHash,
    codeRun: watch.codeRun.hash,
    traceHash: cluster.trace.hash,
    workers,
    objects,
    messages: Array.from(watch.messages.values(), (message) => ({ ...message })),
    coordinator,
    slots: cluster.coordinator?.state.placement[scene.lastState?.id ?? -1] ?? [],
    outputs: watch.outputs.slice(-outputsShown),
    happened: watch.happened,
    counts,
    ledger: ['gathering', 'loading'].includes(coordinator.phase) ? null : ledger,
  };
}

function workersOf({ cluster, watch, topology }: Scene, objects: readonly ObjectView[]): readonly WorkerView[] {
  const state = cluster.coordinator?.state;
  const names = new Set([...cluster.processes.keys(), ...watch.ends.keys(), ...(state?.members ?? [])]);
  return [...names]
    .toSorted((a, b) => a - b)
    .map((worker): WorkerView => {
      const process = cluster.processes.get(worker);
      return {
        worker,
        condition: conditionOf(worker, { isUp: process !== undefined, end: watch.ends.get(worker), state }),
        busy: process?.busy === true,
        met: watch.met.get(worker) ?? 0,
        slots: process?.core == null ? 0 : slotsOf(process.core, topology),
        objects: objects.filter((object) => object.worker === worker).length,
        machines: process?.core?.phases ?? null,
      };
    });
}

/** Slots that it has, of states that are spread; one that is on its way is nobody's. */
const slotsOf = (core: Worker, { stages }: Topology): number =>
  stages.reduce((sum, stage) => {
    if (stage.kind !== 'keyed' || stage.slots === 1) return sum;
    return (
      sum +
      core
        .keyed(stage.id)
        .table.phases()
        .filter((phase) => phase === 'owned').length
    );
  }, 0);

type State = NonNullable<Scene['cluster']['coordinator']>['state'];
type Standing = { readonly isUp: boolean; readonly end: string | undefined; readonly state: State | undefined };

function conditionOf(worker: number, { isUp, end, state }: Standing): WorkerView['condition'] {
  if (!isUp)
    return end === undefined
      ? 'starting'
      : state?.members.includes(worker) === true || end === 'killed'
        ? 'dead'
        : 'gone';
  if (state?.change?.joining.includes(worker) === true) return 'joining';
  if (state?.change?.leaving.includes(worker) === true) return 'leaving';
  return state?.members.includes(worker) === true ? 'serving' : 'starting';
}

function coordinatorOf({ cluster, watch, topology }: Scene): CoordinatorView {
  const { coordinator } = cluster;
  const state = coordinator?.state;
  const members = state?.members ?? [];
  const joining = state?.change?.joining.length ?? 0;
  return {
    alive: coordinator !== null,
    phase: state?.phase ?? 'gathering',
    generation: state?.generation ?? cluster.disk.generation,
    epoch: state?.epoch ?? 0,
    durableEpoch: cluster.disk.newest?.durable.epoch ?? 0,
    members,
    waitingFor: [...(state?.waiting ?? [])],
    acks: state?.acks.size ?? 0,
    acksWanted: (members.length + joining) * topology.stages.length,
    slotsMoving: state?.moving.size ?? 0,
    last: watch.lastTransition,
    seen: Array.from(watch.seen.values(), (transition) => ({ ...transition })),
  };
}

function countsOf(
  scene: Scene,
  objects: readonly ObjectView[],
  workers: readonly WorkerView[],
): Record<string, number> {
  const { watch, cluster, spec } = scene;
  const isGiven = scene.spec.flow === 'given';
  const own = isGiven ? objects : objects.filter(({ state }) => state === scene.lastState?.name);
  const table = cluster.coordinator?.state.placement[scene.lastState?.id ?? -1] ?? [];
  const loads = workers.filter(({ condition }) => condition === 'serving').map(({ met }) => met);
  const met = loads.reduce((sum, load) => sum + load, 0);
  const perWorker = workers.filter(({ condition }) => condition === 'serving').map(({ objects: held }) => held);
  return {
    objects: own.length,
    moved: own.filter(({ worker, home }) => worker !== null && worker !== home).length,
    travelling: own.filter(({ worker }) => worker === null).length,
    workers: workers.filter(({ condition }) => condition === 'serving').length,
    members: cluster.coordinator?.state.members.length ?? 0,
    slots: table.length,
    // At some worker, none of them on its way.
    slotsOwned: workers.reduce((sum, { slots }) => sum + slots, 0),
    slotsMoved: watch.slotsMoved,
    bytesMoved: watch.slotBytes,
    given: scene.given,
    ...(spec.rate === null ? {} : { arriving: spec.rate * (spec.sources ?? 1) }),
    recordMs: spec.recordMs ?? 0,
    lockMs: spec.lockMs ?? 0,
    locks: objects.filter(({ state }) => state === 'lock').length,
    // One source and one state: what an object meets comes in one order, whichever way the run goes. And no code has asked for what differs.
    isFixed: ofKind(scene, 'source') === 1 && ofKind(scene, 'keyed') === 1 && !scene.hasAskedChance ? 1 : 0,
    // A transfer is counted in both of its accounts.
    counted: Math.floor(sumOf(own, 'count') / (isOfPairs(scene) ? 2 : 1)),
    // Come, and not counted yet.
    ...(scene.spec.flow === 'accounts' ? { waiting: Math.max(0, scene.come - sumOf(own, 'count')) } : {}),
    amount: sumOf(own, 'sum'),
    met,
    loadMost: Math.max(0, ...loads),
    loadShareMost: met === 0 ? 0 : Math.round((100 * Math.max(0, ...loads)) / met),
    objectsMost: Math.max(0, ...perWorker),
    objectsLeast: perWorker.length === 0 ? 0 : Math.min(...perWorker),
    outputs: watch.outputs.length,
    lost: watch.altered.lost,
    doubled: watch.altered.doubled,
    resent: watch.resent,
    discarded: watch.discarded,
    recoveries: watch.recoveries,
    generation: cluster.coordinator?.state.generation ?? cluster.disk.generation,
    epoch: cluster.coordinator?.state.epoch ?? 0,
    durableEpoch: cluster.disk.newest?.durable.epoch ?? 0,
    messages: watch.sentMessages,
    ms: Math.round(scene.shownAt * 10) / 10,
    ended: scene.ended ? 1 : 0,
    ...(scene.ended && scene.spec.flow !== 'transfer' ? { wrong: wrongOf(scene, own) } : {}),
    ...(scene.ended && scene.spec.tallies === true ? effectsOf(scene) : {}),
  };
}

const isOfPairs = ({ spec: { flow } }: Scene): boolean => flow === 'coordinated' || flow === 'uncoordinated';

const ofKind = ({ topology }: Scene, kind: 'source' | 'keyed'): number =>
  topology.stages.filter((stage) => stage.kind === kind).length;

/** Objects that are not as one thread would have made them of the same input. */
function wrongOf(scene: Scene, own: readonly ObjectView[]): number {
  const expected = scene.expected();
  if (expected === null) return own.length;
  return scene.topology.stages.reduce((sum, stage) => {
    if (stage.kind !== 'keyed' || (scene.spec.flow !== 'given' && stage !== scene.lastState)) return sum;
    const objects = expected.objects.get(stage.id) ?? new Map<string, unknown>();
    const values = new Map(
      own.flatMap(({ state, key, value }) => (state === stage.name ? [[key, textOf(value)]] : [])),
    );
    const keys = new Set([...objects.keys(), ...values.keys()]);
    return sum + [...keys].filter((key) => values.get(key) !== textOf(objects.get(key))).length;
  }, 0);
}

const textOf = (value: unknown): string => valueText(value ?? null);

/**
 * Effects of records that are missing, or were there more than once, at the states that sources feed; behind those it depends
 * on the order in which sources meet what records come of it, so only their number is compared. And the same of what left.
 */
function effectsOf(scene: Scene): Record<string, number> {
  const { topology, watch } = scene;
  const expected = scene.expected();
  // Code that does not run has no effect at all.
  if (expected === null) return noEffects(scene.given);
  let [missing, extra, laterMissing, laterExtra, dead, due] = [0, 0, 0, 0, expected.unborn, expected.unborn];
  const { met, threw } = recordsMet(scene);
  for (const [stage, names] of met) {
    // What the code threw at was met, too: it is no effect, and is not missing.
    const set = threw.get(stage) ?? [];
    const wanted = [...(expected.met.get(stage) ?? []), ...(expected.threw.get(stage) ?? [])];
    dead += set.length;
    due += wanted.length;
    const isFirst = topology.exchanges.every(
      ({ from, to }) => to !== stage || topology.stages[from]?.kind === 'source',
    );
    if (isFirst) {
      missing += compared(countOf(wanted), countOf([...names, ...set])).missing;
      extra += compared(countOf(wanted), countOf(names)).extra;
      continue;
    }
    laterMissing += Math.max(0, wanted.length - names.length - set.length);
    laterExtra += Math.max(0, names.length - wanted.length);
  }
  const lines = [...expected.lines.values()].reduce((sum, times) => sum + times, 0);
  return {
    missing,
    extra,
    // Set aside as dead letters, each of them.
    threw: dead,
    laterMissing,
    laterExtra,
    finished: scene.cluster.finished === null ? 0 : 1,
    expected: due,
    outputsExpected: lines,
    outputsMissing: Math.max(0, lines - watch.outputs.length),
    // A file is told its places: what is written there again is the same. Only what leaves at once is seen twice.
    outputsTwice: scene.spec.outputs === 'at once' ? watch.repeated : 0,
  };
}

const noEffects = (given: number): Record<string, number> => ({
  missing: given,
  extra: 0,
  threw: 0,
  laterMissing: 0,
  laterExtra: 0,
  finished: 0,
  expected: given,
  outputsExpected: 0,
  outputsMissing: 0,
  outputsTwice: 0,
});

const sumOf = (objects: readonly ObjectView[], field: string): number =>
  objects.reduce((sum, { value }) => sum + numberIn(value, field), 0);

function numberIn(value: unknown, field: string): number {
  const found =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof found === 'number' ? found : 0;
}
