/** Looks at a scene: what is drawn of it, and the numbers that a lesson may speak of. Changes nothing. */
import { objectViews } from './object-places.ts';
import type { Scene } from './scene.ts';
import type { CoordinatorView, ObjectView, SceneView, WorkerView } from './scene-view.ts';
import { openingBalance } from './transfer.ts';

const outputsShown = 6;

export function lookAt(scene: Scene): SceneView {
  const { cluster, watch, spec } = scene;
  const objects = objectViews(scene);
  const workers = workersOf(scene, objects);
  return {
    title: spec.title,
    now: scene.shownAt,
    ended: scene.ended,
    failure: scene.failure,
    codeHash: scene.topology.codeHash,
    traceHash: cluster.trace.hash,
    workers,
    objects,
    messages: Array.from(watch.messages.values(), (message) => ({ ...message })),
    coordinator: coordinatorOf(scene),
    slots: cluster.coordinator?.state.placement[scene.lastState.id] ?? [],
    outputs: watch.outputs.slice(-outputsShown),
    happened: watch.happened,
    counts: countsOf(scene, objects, workers),
  };
}

function workersOf({ cluster, watch }: Scene, objects: readonly ObjectView[]): readonly WorkerView[] {
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
        slots:
          state?.placement.reduce(
            (sum, table) => sum + table.filter((owner) => table.length > 1 && owner === worker).length,
            0,
          ) ?? 0,
        objects: objects.filter((object) => object.worker === worker).length,
      };
    });
}

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
  const { watch, cluster } = scene;
  const own = objects.filter(({ state }) => state === scene.lastState.name);
  const table = cluster.coordinator?.state.placement[scene.lastState.id] ?? [];
  const loads = workers.filter(({ condition }) => condition === 'serving').map(({ met }) => met);
  const met = loads.reduce((sum, load) => sum + load, 0);
  const perWorker = workers.filter(({ condition }) => condition === 'serving').map(({ objects: held }) => held);
  return {
    objects: own.length,
    moved: own.filter(({ worker, home }) => worker !== null && worker !== home).length,
    travelling: own.filter(({ worker }) => worker === null).length,
    workers: workers.filter(({ condition }) => condition === 'serving').length,
    slots: table.length,
    slotsMoved: watch.slotsMoved,
    bytesMoved: watch.slotBytes,
    given: scene.given,
    counted: sumOf(own, 'count'),
    amount: sumOf(own, 'sum'),
    met,
    loadMost: Math.max(0, ...loads),
    loadShareMost: met === 0 ? 0 : Math.round((100 * Math.max(0, ...loads)) / met),
    objectsMost: Math.max(0, ...perWorker),
    objectsLeast: perWorker.length === 0 ? 0 : Math.min(...perWorker),
    outputs: watch.outputs.length,
    lost: watch.lost,
    doubled: watch.doubled,
    resent: watch.resent,
    discarded: watch.discarded,
    recoveries: watch.recoveries,
    generation: cluster.coordinator?.state.generation ?? cluster.disk.generation,
    epoch: cluster.coordinator?.state.epoch ?? 0,
    messages: watch.sentMessages,
    ms: Math.round(scene.shownAt * 10) / 10,
    ended: scene.ended ? 1 : 0,
    ...(scene.spec.flow === 'transfer' ? moneyOf(own) : {}),
    ...(scene.ended && scene.spec.flow !== 'transfer' ? { wrong: wrongOf(scene, own) } : {}),
  };
}

/** Objects that are not as one thread would have made them of the same input. */
function wrongOf(scene: Scene, own: readonly ObjectView[]): number {
  const expected = scene.oracle();
  const keys = new Set([...expected.keys(), ...own.map(({ key }) => key)]);
  const values = new Map(own.map(({ key, value }) => [key, JSON.stringify(value)]));
  return [...keys].filter((key) => values.get(key) !== JSON.stringify(expected.get(key))).length;
}

function moneyOf(own: readonly ObjectView[]): Record<string, number> {
  const [balance, aside] = [sumOf(own, 'balance'), sumOf(own, 'aside')];
  // What a payee has taken is set aside at its payer until the confirmation is there.
  const unsettled = sumOf(own, 'taken') - sumOf(own, 'paid');
  return {
    balance,
    aside,
    unsettled,
    money: balance + aside - unsettled,
    opened: own.length * openingBalance,
    refused: sumOf(own, 'refused'),
    paid: sumOf(own, 'paid'),
    below: own.filter(({ value }) => numberIn(value, 'balance') < 0).length,
  };
}

const sumOf = (objects: readonly ObjectView[], field: string): number =>
  objects.reduce((sum, { value }) => sum + numberIn(value, field), 0);

function numberIn(value: unknown, field: string): number {
  const found =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof found === 'number' ? found : 0;
}
