/**
 * The rules of membership: who may join and leave, what that moves, and what a loss undoes. Pure. Joins and leaves that
 * are asked for at the same time take part in one barrier.
 */
import { assert } from '@potoroo/shared/assert';
import type { ModuleId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { CoordinatorEffect, CoordinatorEvent } from './coordinator-messages.ts';
import { inject } from './coordinator-barrier.ts';
import type { Loss } from './coordinator-quarantine.ts';
import { suspect } from './coordinator-quarantine.ts';
import { isSoloChangeWanted, refuseStranded, soloRequestsDone, wishesOf } from './coordinator-solos.ts';
import type { Change, CoordinatorPlan, CoordinatorState, Decision, Request } from './coordinator-state.ts';
import {
  fail,
  handOverOf,
  leavingOf,
  minus,
  plus,
  refuse,
  stay,
  unreleasedEpochs,
  unwound,
  withEffects,
} from './coordinator-state.ts';
import { movesBetween } from './placement/moves.ts';
import { placementAfter } from './placement/placement.ts';
import { hashTables, solosAfter } from './placement/solo-slots.ts';

type JoinFailure = Extract<CoordinatorEvent, { type: 'join-failed' }>;

const joiningOf = ({ present, members }: CoordinatorState): readonly number[] =>
  [...present].filter((worker) => !members.includes(worker)).toSorted((a, b) => a - b);

/** One member stays: who was to stay when the others were asked to leave may have joined by what was undone, and joins again. */
const leavingNow = (state: CoordinatorState): readonly number[] => {
  const leaving = leavingOf(state);
  return leaving.length < state.members.length ? leaving : leaving.slice(0, -1);
};

const isChangeWanted = (state: CoordinatorState, now: number): boolean =>
  !state.stopping &&
  state.missed === 0 &&
  state.safeUntil === null &&
  handOverOf(state) === null &&
  (joiningOf(state).length > 0 || leavingNow(state).length > 0 || isSoloChangeWanted(state)) &&
  !isJoinerAwaited(state, now);

/** What was asked for at the same time takes part in one barrier, where the processes of joiners come up soon enough. */
const isJoinerAwaited = ({ requests, present, members }: CoordinatorState, now: number): boolean =>
  requests.some(
    (request) =>
      request.kind === 'add' &&
      now < request.awaitedUntil &&
      !present.has(request.worker) &&
      !members.includes(request.worker),
  );
const joinPatienceMs = 5_000;

/** Members change only once everything before has left: an output that moves takes nothing with it that is on its way. */
export const isChangeDue = (state: CoordinatorState, now: number, plan: CoordinatorPlan): boolean =>
  isChangeWanted(state, now) && unreleasedEpochs(state, plan) === 0;

/** Then no barrier is injected before it, or short intervals would put it off for ever. */
export const isChangeWaiting = (state: CoordinatorState, now: number, plan: CoordinatorPlan): boolean =>
  isChangeWanted(state, now) && unreleasedEpochs(state, plan) > 0;

/** Links the joiners, and gives the new owners what the last checkpoint has of the slots that will move to them. */
export function prepare(state: CoordinatorState, now: number, plan: CoordinatorPlan): Decision {
  const change = changeOf(state, plan);
  const linked = [...state.members, ...change.joining];
  const effects: CoordinatorEffect[] = change.joining.map((worker) => ({ type: 'admit', worker, members: linked }));
  const waiting = new Set<string>();
  for (const joiner of change.joining) {
    waiting.add(readiness(joiner));
    for (const member of state.members) waiting.add(linkage(member, joiner));
  }
  for (const worker of change.members) {
    const slots = change.moves.flatMap((moves, stage) =>
      moves.flatMap(({ slot, to, warm }) => (warm && to === worker ? [{ stage, slot }] : [])),
    );
    if (slots.length === 0) continue;
    effects.push({ type: 'warm', worker, slots });
    waiting.add(warmth(worker));
  }
  const preparing: CoordinatorState = { ...state, phase: 'preparing', change, waiting };
  return withEffects(effects, waiting.size === 0 ? inject(preparing, now, plan) : stay(preparing));
}

export const readiness = (worker: number): string => `ready ${worker}`;
export const linkage = (worker: number, peer: number): string => `link ${worker} ${peer}`;
export const warmth = (worker: number): string => `warm ${worker}`;

/** One thing less to wait for. */
export function prepared(state: CoordinatorState, what: string, now: number, plan: CoordinatorPlan): Decision {
  const waiting = minus(state.waiting, what);
  assert(waiting.size < state.waiting.size, `nobody waits for ${what}`);
  if (waiting.size > 0) return stay({ ...state, waiting });
  return inject({ ...state, waiting }, now, plan);
}

function changeOf(state: CoordinatorState, { keeps, slots }: CoordinatorPlan): Change {
  const [joining, leaving] = [joiningOf(state), leavingNow(state)];
  const members = [...state.members, ...joining].filter((member) => !leaving.includes(member));
  const before = hashTables(state.placement, slots);
  const after = placementAfter(before, state.members, { joining, leaving });
  const { wishes, taken } = wishesOf(state);
  const single = solosAfter({ before: state.placement, solos: state.solos, after, slots, leaving, wishes });
  const isWarm = keeps && state.durable.epoch > 0 && state.durable.epoch === state.epoch;
  const moves = [...movesBetween(before, after).map((move) => ({ ...move, known: true })), ...single.moves];
  return {
    joining,
    leaving,
    members,
    placement: single.placement,
    solos: single.solos,
    taken,
    moves: state.placement.map((table, stage) =>
      moves
        .filter((move) => move.stage === stage)
        .map(({ slot, from, to, known }) => ({ slot, from, to, warm: isWarm && known && table.length > 1 })),
    ),
  };
}

export function requestAdd(state: CoordinatorState, id: number, now: number, plan: CoordinatorPlan): Decision {
  const adding = state.requests.filter(
    (request) => request.kind === 'add' && !state.members.includes(request.worker),
  ).length;
  if (state.stopping) return refuse(state, id, 'the run is stopping');
  if (state.members.length + adding >= plan.workersMax)
    return refuse(state, id, `a deployment has at most ${plan.workersMax} workers; drain one first`);
  const worker = state.nextWorker;
  return {
    state: {
      ...state,
      nextWorker: worker + 1,
      requests: [...state.requests, { kind: 'add', id, worker, awaitedUntil: now + joinPatienceMs }],
    },
    effects: [{ type: 'fork', worker }],
  };
}

export function requestDrain(state: CoordinatorState, id: number, worker: number): Decision {
  if (state.stopping) return refuse(state, id, 'the run is stopping');
  if (!state.members.includes(worker)) return refuse(state, id, 'it is not a member of this run');
  const leaving = leavingOf(state);
  if (!leaving.includes(worker) && state.members.length - leaving.length <= 1)
    return refuse(state, id, 'it is the last worker: add another one first, or stop the run');
  return refuseStranded({ ...state, requests: [...state.requests, { kind: 'drain', id, worker }] });
}

/** The next barrier is due at once; one that is in flight covers less than was asked for. */
export function requestCheckpoint(state: CoordinatorState, id: number, now: number): Decision {
  const request: Request = { kind: 'checkpoint', id, epoch: state.epoch + 1 };
  return stay({ ...state, nextBarrierAt: now, requests: [...state.requests, request] });
}

/** Who takes part has opened everything, so only what was asked for this worker is refused; a generation may have waited for it. */
export function refuseJoin(state: CoordinatorState, { worker, reason }: JoinFailure): Decision {
  assert(!takesPart(state, worker), `worker ${worker} takes part, and cannot join`);
  const isRefused = (request: Request): boolean => 'worker' in request && request.worker === worker;
  const effects: CoordinatorEffect[] = [{ type: 'retire', worker, members: [] }];
  for (const { id } of state.requests.filter(isRefused)) effects.push({ type: 'answer', request: id, error: reason });
  const without: CoordinatorState = {
    ...state,
    ending: minus(state.ending, worker),
    requests: state.requests.filter((request) => !isRefused(request)),
  };
  return withEffects(effects, state.phase === 'gathering' ? gather(without) : stay(without));
}

const takesPart = ({ members, change }: CoordinatorState, worker: number): boolean =>
  members.includes(worker) || change?.joining.includes(worker) === true;

/** A worker that is no member yet is only started again; the loss of a member, or of one that is joining, undoes the generation. */
export function lose(state: CoordinatorState, loss: Loss, { recoveriesMax }: CoordinatorPlan): Decision {
  const { worker, reason } = loss;
  const present = minus(state.present, worker);
  if (!takesPart(state, worker)) {
    const left = { ...state, present, ending: minus(state.ending, worker) };
    return withEffects(restarting(state, worker), state.phase === 'gathering' ? gather(left) : stay(left));
  }
  if (state.recoveries >= recoveriesMax)
    return fail(state, `${reason}; ${recoveriesMax} recoveries in a row came no further`);
  // Several that are lost together are one loss.
  const isAnother = state.phase !== 'gathering' || !state.present.has(worker);
  const recoveries = state.recoveries + (isAnother ? 1 : 0);
  const suspected = suspect({ ...state, present, recoveries }, loss);
  if (suspected.quarantine.length > limits.quarantineMax)
    return fail(state, `${reason}; it is record ${suspected.quarantine.length} with which the snippets come to no end`);
  return rollBack(suspected, worker);
}

/** Nobody is lost: the next generation goes on at full speed. */
export const relax = (state: CoordinatorState): Decision => rollBack({ ...state, safeUntil: null }, null);

/** Nobody is lost, but an object may be half changed: it is led back, and what did it cannot do so again. */
export const guard = (state: CoordinatorState, module: ModuleId): Decision =>
  rollBack({ ...state, guarded: [...state.guarded, module] }, null);

/** A worker that has left for good is not started again. */
const restarting = (state: CoordinatorState, worker: number): readonly CoordinatorEffect[] =>
  state.requests.some((request) => request.kind === 'add' && request.worker === worker)
    ? [{ type: 'fork', worker }]
    : [];

function rollBack(state: CoordinatorState, lost: number | null): Decision {
  const generation = state.generation + 1;
  const { durable } = state;
  const undone = [...state.present].filter((worker) => worker !== lost && isUndone(state, worker));
  // One that was lost because it was silent may be there yet.
  const ending = lost !== null && isUndone(state, lost) ? [...undone, lost] : undone;
  const next: CoordinatorState = {
    ...state,
    ...unwound(durable),
    phase: 'gathering',
    generation,
    // A leaver that the manifest does not name has left.
    present: new Set([...state.present].filter((worker) => !hasLeft(state, worker) && !undone.includes(worker))),
    ending: new Set([...state.ending, ...ending]),
  };
  const effects: CoordinatorEffect[] = [
    { type: 'roll-back', generation, lost: durable.members.filter((member) => isToStart(state, member, lost)) },
  ];
  for (const worker of state.present)
    if (hasLeft(state, worker)) effects.push({ type: 'retire', worker, members: durable.members });
  if (lost !== null && !durable.members.includes(lost)) effects.push(...restarting(state, lost));
  for (const worker of undone) effects.push({ type: 'fork', worker });
  const done = [
    ...next.requests.filter(
      (request) =>
        (request.kind === 'add' && durable.members.includes(request.worker)) ||
        (request.kind === 'drain' && hasLeft(state, request.worker)),
    ),
    ...(isKept(state) ? soloRequestsDone(state.requests, state.change) : []),
  ];
  for (const { id } of done) effects.push({ type: 'answer', request: id, error: null });
  const open = refuseStranded({ ...next, requests: next.requests.filter((request) => !done.includes(request)) });
  const gathered = gather(open.state);
  return { state: gathered.state, effects: [...effects, ...open.effects, ...gathered.effects] };
}

/** A member that is not there, and is not being started since an earlier loss. One that had left may be needed again. */
const isToStart = ({ phase, present }: CoordinatorState, member: number, lost: number | null): boolean =>
  member === lost || (phase !== 'gathering' && !present.has(member));

/** A change whose manifest is durable stands, whatever was lost since. */
const isKept = (state: CoordinatorState): state is CoordinatorState & { readonly change: Change } =>
  state.change !== null && state.phase === 'cutting' && state.durable.epoch === state.epoch;

/** It took part, and the manifest does not name it: no generation waits for it, and what it still writes must not meet what is written now. */
const isUndone = (state: CoordinatorState, worker: number): boolean =>
  !state.durable.members.includes(worker) &&
  !hasLeft(state, worker) &&
  (state.members.includes(worker) || (state.phase === 'cutting' && state.change?.joining.includes(worker) === true));

const hasLeft = ({ change, durable }: CoordinatorState, worker: number): boolean =>
  change?.leaving.includes(worker) === true && !durable.members.includes(worker);

/** Begins the generation once every member's process is up, and nobody writes any more who is none. */
export function gather(state: CoordinatorState): Decision {
  if (state.ending.size > 0 || state.members.some((member) => !state.present.has(member))) return stay(state);
  return {
    state: { ...state, phase: 'loading', waiting: new Set(state.members.map(readiness)) },
    effects: [{ type: 'assign', generation: state.generation, from: state.durable }],
  };
}

export const arrive = (state: CoordinatorState, worker: number): CoordinatorState => ({
  ...state,
  present: plus(state.present, worker),
  // It has no successor before it has ended.
  ending: minus(state.ending, worker),
});
