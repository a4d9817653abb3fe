/**
 * What is asked of the deployment that runs, and about it: actions that go to the movement ledger, where it stands, where
 * slots lie, and single state objects. The deployment does it; here are the names and the words for people.
 */
import type { ClusterState, Deployment, DeploymentAction } from '@potoroo/runtime/node';
import type {
  Action,
  ApiError,
  Cluster,
  PlacementReport,
  ProfileQuestion,
  ProfileReport,
  SlotsQuestion,
  SlotsReport,
  StateObjectReport,
} from '@potoroo/shared/control';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Movement, TelemetryFrame } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import { type KeyedStage, sourceNamed, sourcesOf, type Topology } from '@potoroo/shared/topology';
import type { MovementBook } from './movement-book.ts';

/** The deployment that runs, as far as it is controlled. */
export type Controlled = {
  readonly deployment: Deployment;
  readonly topology: Topology;
  readonly movements: MovementBook;
};

/** Asks for a change; tells its entry in the ledger once it is taken up, or why it is refused. */
export async function act(run: Controlled, action: Action): Promise<Result<Movement, ApiError>> {
  const { deployment, movements } = run;
  if (action.type === 'end') return end(run, action.id);
  const asked = await deploymentAction(run, action);
  if (!asked.ok) return asked;
  const id = deployment.act(asked.value);
  const entry = await movements.once(id, ({ phase }) => phase !== 'asked', limits.outcomeWaitMs);
  if (entry === null || entry.phase === 'asked') return err(noAnswer);
  return entry.phase === 'refused' ? err(refusal(action, entry.reason ?? '')) : ok(entry);
}

/** Its entry, which is over then. */
function end({ deployment, movements }: Controlled, id: number): Result<Movement, ApiError> {
  const entry = deployment.end(id) ? movements.find(id) : null;
  return entry === null ? err(nothingLasts) : ok(entry);
}

export const outcome = (movements: MovementBook, id: number): Promise<Movement | null> =>
  movements.once(id, isOver, limits.outcomeWaitMs);

export async function clusterOf(run: Controlled, frame: TelemetryFrame | null): Promise<Cluster | null> {
  const { deployment, movements } = run;
  const view = await deployment.view();
  if (view === null) return null;
  const { phase, generation, epoch, checkpoint } = view;
  return {
    phase,
    generation,
    epoch,
    checkpoint,
    recoverable: deployment.recoverable,
    processes: deployment.processes(),
    workers: frame?.workers ?? [],
    ledger: frame?.ledger ?? null,
    troubles: frame?.troubles ?? [],
    open: movements.open,
  };
}

export async function placementOf({ deployment, topology }: Controlled): Promise<PlacementReport | null> {
  const view = await deployment.view();
  return view === null ? null : placementReport(topology, view);
}

/** The live value of a state object, read by its owner; `state` is the id of its node, or its name. */
export async function lookUp(
  { deployment, topology }: Controlled,
  { state, key }: { readonly state: string; readonly key: string },
): Promise<Result<StateObjectReport, ApiError>> {
  const stage = stageNamed(topology, state);
  if (stage === undefined) return err(noSuchState(topology, state));
  const found = await deployment.look(stage.id, key);
  if (found === null) return err(ownerSilent);
  const { slot, owner, value, isCut } = found;
  return ok({
    state: stage.state,
    key,
    slot,
    hasOwnSlot: slot >= stage.slots,
    owner: nameOf(owner),
    value,
    isCut,
    live: true,
  });
}

/** What lies in slots, as far as their owners answer. */
export async function listSlots(
  { deployment, topology }: Controlled,
  { state, slots, values }: SlotsQuestion,
): Promise<Result<SlotsReport, ApiError>> {
  const stage = stageNamed(topology, state);
  if (stage === undefined) return err(noSuchState(topology, state));
  const listed = await deployment.list({ type: 'list', stage: stage.id, slots, values });
  return listed === null ? err(ownerSilent) : ok({ state: stage.state, slots: listed });
}

/** What workers do in the next seconds. */
export async function profiled(
  { deployment }: Controlled,
  { workers, seconds, files }: ProfileQuestion,
): Promise<Result<ProfileReport, ApiError>> {
  const there = deployment.processes().flatMap(({ name }) => (name.startsWith('w') ? [name] : []));
  const missing = workers.find((worker) => !there.includes(worker));
  if (missing !== undefined) return err(noSuchWorker(missing, there));
  const asked = workers.length === 0 ? there : workers;
  const taken = await deployment.profile(asked, seconds * 1_000);
  return ok({
    profiles: taken.map(({ worker, profile, shares }) => ({ worker, ...shares, profile: files ? profile : null })),
    silent: asked.filter((worker) => taken.every((each) => each.worker !== worker)),
  });
}

const stageNamed = (topology: Topology, state: string): KeyedStage | undefined =>
  keyedStages(topology).find((keyed) => keyed.state === state) ?? byName(topology, state);

const nameOf = (worker: number): string => workerName(workerIndex(worker));
const keyedStages = ({ stages }: Topology): readonly KeyedStage[] => stages.filter((stage) => stage.kind === 'keyed');
const byName = (topology: Topology, name: string): KeyedStage | undefined =>
  keyedStages(topology).find((stage) => stage.name.toLowerCase() === name.toLowerCase());

function placementReport(topology: Topology, { epoch, members, placement, solos }: ClusterState): PlacementReport {
  const ownersOf = (stage: number): readonly number[] => placement[stage] ?? [];
  const singles = (kind: 'source' | 'sink'): PlacementReport['sources'] =>
    topology.stages.flatMap((stage) =>
      stage.kind !== 'keyed' && stage.kind === kind
        ? [{ node: stage.node, name: stage.name, worker: nameOf(ownersOf(stage.id)[0] ?? 0) }]
        : [],
    );
  return {
    epoch,
    workers: members.toSorted((a, b) => a - b).map(nameOf),
    states: keyedStages(topology).map(({ id, state, name, slots }) => ({
      state,
      name,
      stage: id,
      owners: ownersOf(id).slice(0, slots),
      ownerNames: ownersOf(id).slice(0, slots).map(nameOf),
      slots: Object.fromEntries(
        members.map((worker) => [
          nameOf(worker),
          ownersOf(id)
            .slice(0, slots)
            .filter((owner) => owner === worker).length,
        ]),
      ),
      solos: solos
        .filter(({ stage }) => stage === id)
        .map(({ key, slot }) => ({ key, slot, worker: nameOf(ownersOf(id)[slot] ?? 0) })),
    })),
    sources: singles('source'),
    sinks: singles('sink'),
  };
}

const indexOf = (worker: string): number => Number(worker.slice(1)) - 1;

type Asked = Exclude<Action, { type: 'end' }>;

async function deploymentAction(run: Controlled, action: Asked): Promise<Result<DeploymentAction, ApiError>> {
  switch (action.type) {
    case 'drain':
      return ok({ type: 'drain', worker: indexOf(action.worker) });
    case 'move':
    case 'release':
      return objectAction(run, action);
    case 'slow':
    case 'cut': {
      const { forMs, ...disturbance } = action;
      return ok({ type: 'disturb', disturbance, forMs });
    }
    case 'burst':
    case 'skew': {
      const { forMs, ...disturbance } = action;
      const source = sourceNamed(run.topology, action.source);
      return source === undefined
        ? err(noSuchSource(run.topology, action.source))
        : ok({ type: 'disturb', disturbance: { ...disturbance, source }, forMs });
    }
    case 'add':
    case 'kill':
    case 'checkpoint':
      return ok(action);
  }
}

/** There must be an object: a key that was mistyped is not moved. */
async function objectAction(
  run: Controlled,
  action: Extract<Action, { type: 'move' | 'release' }>,
): Promise<Result<DeploymentAction, ApiError>> {
  const { key } = action;
  const stage = stageNamed(run.topology, action.state);
  if (stage === undefined) return err(noSuchState(run.topology, action.state));
  if (action.type === 'release') return ok({ type: 'release', stage: stage.id, key });
  const found = await lookUp(run, { state: stage.state, key });
  if (!found.ok) return found;
  return found.value.value === null
    ? err(refusal(action, 'no record with this key has come; look it up first with `potoroo state`'))
    : ok({ type: 'move', stage: stage.id, key, worker: indexOf(action.worker) });
}

/** What the runtime says is one sentence, of which the part behind a colon or semicolon says what to do. */
function refusal(action: Asked, reason: string): ApiError {
  const [what = '', ...rest] = reason.split(/[:;] /);
  const remedy = rest.join('; ');
  return {
    code: 'refused',
    message: `${subjectOf(action)}: ${what}.`,
    remedy: remedy === '' ? 'See what runs with `potoroo status`, or on the screen of the run.' : sentence(remedy),
  };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function subjectOf(action: Asked): string {
  switch (action.type) {
    case 'add':
      return 'No worker can be added';
    case 'drain':
      return `${action.worker} cannot be drained`;
    case 'kill':
      return `${action.process} cannot be killed`;
    case 'move':
      return `${JSON.stringify(action.key)} cannot be moved to ${action.worker}`;
    case 'release':
      return `${JSON.stringify(action.key)} cannot be released`;
    case 'checkpoint':
      return 'No checkpoint can be taken';
    case 'slow':
      return `${action.worker} cannot be slowed`;
    case 'cut':
      return `The link between ${action.worker} and ${action.peer} cannot be cut`;
    case 'burst':
      return `${action.source} cannot burst`;
    case 'skew':
      return `${action.source} cannot be skewed`;
  }
}

const nothingLasts: ApiError = {
  code: 'refused',
  message: 'That does not last any more.',
  remedy: 'See what is in effect with `potoroo status`, or on the screen of the run.',
};
const noAnswer: ApiError = {
  code: 'no-answer',
  message: 'The coordinator of the run has not answered.',
  remedy: 'See the movement ledger for what becomes of it; ask again if it is not there.',
};
const ownerSilent: ApiError = {
  code: 'owner-silent',
  message: 'The worker that has this state object did not answer in time, or the coordinator did not ask it.',
  remedy: 'One of them is being replaced, or code takes long; ask again.',
};

function noSuchSource(topology: Topology, source: string): ApiError {
  return {
    code: 'no-such-source',
    message: `The run has no source "${source}".`,
    remedy: `It has ${sourcesOf(topology)
      .map(({ node }) => node)
      .join(', ')}.`,
  };
}

const noSuchWorker = (worker: string, there: readonly string[]): ApiError => ({
  code: 'no-such-worker',
  message: `The run has no worker ${worker}.`,
  remedy: `It has ${there.join(', ')}.`,
});

function noSuchState(topology: Topology, state: string): ApiError {
  const names = keyedStages(topology).map((stage) => stage.state);
  return {
    code: 'no-such-state',
    message: `The run has no state "${state}".`,
    remedy: names.length === 0 ? 'Its pipeline has no state at all.' : `It has ${names.join(', ')}.`,
  };
}
