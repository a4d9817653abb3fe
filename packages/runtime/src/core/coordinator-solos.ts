/**
 * The rules of single-object moves: which are taken up, which are refused and why, and when one is done. Pure. A move
 * waits for the next barrier like a join does, and takes part in it together with whatever else is asked for.
 */
import { limits } from '@potoroo/shared/limits';
import type { CoordinatorEvent, RequestId } from './coordinator-messages.ts';
import type { CoordinatorPlan, CoordinatorState, Decision, Request } from './coordinator-state.ts';
import { leavingOf, refuse, stay } from './coordinator-state.ts';
import type { Solo, Wish } from './placement/solo-slots.ts';
import { ownerIn } from './placement/solo-slots.ts';

type Asked<Type extends CoordinatorEvent['type']> = Extract<CoordinatorEvent, { type: Type }>;
export type SoloRequest = Extract<Request, { kind: 'move' | 'release' }>;
type Object = { readonly stage: number; readonly key: string };

const isSolo = (request: Request): request is SoloRequest => request.kind === 'move' || request.kind === 'release';
const soloRequests = ({ requests }: CoordinatorState): readonly SoloRequest[] => requests.filter(isSolo);
const isOf =
  ({ stage, key }: Object) =>
  (other: Object): boolean =>
    other.stage === stage && other.key === key;

/** Somebody wants to have an object moved, or one is on its way home. */
export const isSoloChangeWanted = (state: CoordinatorState): boolean =>
  state.solos.some(({ homing }) => homing) || soloRequests(state).length > 0;

export function requestMove(state: CoordinatorState, asked: Asked<'move-requested'>, plan: CoordinatorPlan): Decision {
  const { request: id, stage, key, worker } = asked;
  const slots = plan.slots[stage] ?? 0;
  if (state.stopping) return refuse(state, id, 'the run is stopping');
  if (slots === 0) return refuse(state, id, 'it is no state of this pipeline');
  if (!state.members.includes(worker)) return refuse(state, id, 'that worker is not a member of this run');
  if (leavingOf(state).includes(worker)) return refuse(state, id, 'that worker is leaving; choose one that stays');
  if (isSettled(state, asked)) return refuse(state, id, 'the object has a slot of its own there already');
  if (solosWanted(state, asked) > limits.soloSlotsMax)
    return refuse(
      state,
      id,
      `a state has at most ${limits.soloSlotsMax} objects with a slot of their own; release one first`,
    );
  return stay({ ...state, requests: [...state.requests, { kind: 'move', id, stage, key, worker }] });
}

export function requestRelease(state: CoordinatorState, asked: Asked<'release-requested'>): Decision {
  const { request: id, stage, key } = asked;
  if (state.stopping) return refuse(state, id, 'the run is stopping');
  if (isAtHome(state, asked))
    return refuse(state, id, 'the object was not moved by itself: it is in the slot of its key');
  return stay({ ...state, requests: [...state.requests, { kind: 'release', id, stage, key }] });
}

/**
 * Whether the object will have a slot of its own at that worker anyway, once everything that was asked before is done. One that
 * lies there in the slot of its key does not: a move has it stay, wherever that slot goes.
 */
export function isSettled(
  state: CoordinatorState,
  { worker, ...object }: Object & { readonly worker: number },
): boolean {
  const last = soloRequests(state).findLast(isOf(object));
  if (last !== undefined) return last.kind === 'move' && last.worker === worker;
  const solo = state.solos.find(isOf(object));
  return solo?.homing === false && ownerIn(state.placement, object.stage, solo.slot) === worker;
}

/** It has no slot of its own, and nobody has asked for one. */
export const isAtHome = (state: CoordinatorState, object: Object): boolean =>
  !state.solos.some(isOf(object)) && !soloRequests(state).some(isOf(object));

/** How many objects of the stage would have a slot of their own with this one. */
function solosWanted(state: CoordinatorState, object: Object): number {
  const wanted = [...state.solos, ...soloRequests(state).filter(({ kind }) => kind === 'move'), object];
  return new Set(wanted.flatMap(({ stage, key }) => (stage === object.stage ? [key] : []))).size;
}

/** What the next barrier does of what is asked for: for each object what was asked first. */
export function wishesOf(state: CoordinatorState): {
  readonly wishes: readonly Wish[];
  readonly taken: readonly RequestId[];
} {
  const requests = soloRequests(state);
  const first = requests.filter((request) => requests.find(isOf(request)) === request);
  return {
    wishes: first.map((request) => ({
      stage: request.stage,
      key: request.key,
      to: request.kind === 'move' ? request.worker : null,
    })),
    taken: first.map(({ id }) => id),
  };
}

/** What a change that is in force has done; an object is released once it has no slot of its own. */
export const soloRequestsDone = (
  requests: readonly Request[],
  { taken, solos }: { readonly taken: readonly RequestId[]; readonly solos: readonly Solo[] },
): readonly Request[] =>
  requests.filter(
    (request) =>
      isSolo(request) && taken.includes(request.id) && (request.kind === 'move' || !solos.some(isOf(request))),
  );

/** Moves to a worker that leaves, or has left, and that no barrier has begun. Those in force are done once a manifest holds them. */
export function refuseStranded(state: CoordinatorState): Decision {
  const leaving = leavingOf(state);
  const taken = [...(state.change?.taken ?? []), ...state.unkept];
  const stranded = soloRequests(state).flatMap((request) =>
    request.kind === 'move' &&
    !taken.includes(request.id) &&
    (leaving.includes(request.worker) || !state.members.includes(request.worker))
      ? [request]
      : [],
  );
  const isStranded = (request: Request): boolean => stranded.some(({ id }) => id === request.id);
  return {
    state: { ...state, requests: state.requests.filter((request) => !isStranded(request)) },
    effects: stranded.map(({ id, worker }) => ({
      type: 'answer',
      request: id,
      error: leaving.includes(worker)
        ? 'that worker is leaving; choose one that stays'
        : 'that worker is not a member of this run any more: it has left, or its join was undone',
    })),
  };
}
