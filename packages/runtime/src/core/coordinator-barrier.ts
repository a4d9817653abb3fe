/**
 * The rules of the barrier: when one is due, when its epoch is complete, and what follows. Pure.
 *
 * I10: the next barrier is injected only when the last one's manifest is written and every moved slot has arrived.
 * I13: an epoch is complete only when its manifest is durable, which needs the ack of every task of every worker.
 */
import { assert } from '@potoroo/shared/assert';
import type { CoordinatorEffect, Durable } from './coordinator-messages.ts';
import { soloRequestsDone } from './coordinator-solos.ts';
import type { CoordinatorPlan, CoordinatorState, Decision } from './coordinator-state.ts';
import {
  handOverOf,
  minus,
  nextNameAfter,
  plus,
  stay,
  unionOf,
  unreleasedEpochs,
  withEffects,
} from './coordinator-state.ts';
import type { TaskReport } from './worker-messages.ts';
import { unchanged } from './worker-messages.ts';

/** What a report changes by itself; what follows from it is settled afterwards. */
export function note(
  state: CoordinatorState,
  worker: number,
  report: Exclude<TaskReport, { readonly type: 'spoilt' }>,
): Decision {
  switch (report.type) {
    case 'acked':
      assert(
        state.phase === 'cutting' && report.epoch === state.epoch,
        `I13: an ack of barrier ${report.epoch} while barrier ${state.epoch} is ${state.phase}`,
      );
      return stay({ ...state, acks: plus(state.acks, `${worker}.${report.stage}`) });
    case 'installed':
      assert(state.phase === 'cutting' && report.epoch === state.epoch, 'I10: a slot arrived outside of its barrier');
      return stay({ ...state, moving: minus(state.moving, `${report.stage}.${report.slot}`) });
    case 'source-ended':
      return stay({ ...state, ended: plus(state.ended, report.stage) });
    case 'released':
      assert(
        report.epoch > (state.released.get(report.stage) ?? 0),
        `I13: epoch ${report.epoch} was released again or out of order`,
      );
      return stay({ ...state, released: new Map(state.released).set(report.stage, report.epoch) });
    case 'outbox':
      return held(state, {
        ...state,
        full: report.full ? plus(state.full, report.stage) : minus(state.full, report.stage),
      });
  }
}

/** Sources are held while an outbox is full (what is in flight still reaches it), checkpoints cannot be kept, or the run is handed over. */
export const isHeld = (state: CoordinatorState): boolean =>
  state.full.size > 0 || state.missed >= missedMax || handOverOf(state) !== null;
const missedMax = 3;

export function held(before: CoordinatorState, state: CoordinatorState): Decision {
  const now = isHeld(state);
  return { state, effects: now === isHeld(before) ? [] : [{ type: 'hold-sources', held: now }] };
}

export function inject(state: CoordinatorState, now: number, plan: CoordinatorPlan): Decision {
  const epoch = state.epoch + 1;
  const { change } = state;
  const moving = change?.moves.flatMap((moves, stage) => moves.map(({ slot }) => `${stage}.${slot}`)) ?? [];
  return {
    state: {
      ...state,
      phase: 'cutting',
      epoch,
      acks: new Set(),
      moving: new Set(moving),
      commit: 'none',
      endedAtInject: state.ended,
      nextBarrierAt: now + plan.barrierIntervalMs,
    },
    effects: [
      {
        type: 'inject',
        epoch,
        to: unionOf(state),
        change: {
          ...(change === null ? unchanged : { placement: change.placement, solos: change.solos, moves: change.moves }),
          everything: state.missed > 0,
        },
      },
    ],
  };
}

export function commit(state: CoordinatorState): Decision {
  const { change, epoch } = state;
  const durable: Durable = {
    epoch,
    members: change?.members ?? state.members,
    nextWorker: Math.max(state.durable.nextWorker, nextNameAfter(unionOf(state))),
    placement: change?.placement ?? state.placement,
    solos: change?.solos ?? state.solos,
    covered: Array.from(state.endedAtInject),
    released: state.released,
    stopping: state.stopping,
  };
  return {
    state: { ...state, commit: 'asked', committing: durable },
    effects: [{ type: 'commit', generation: state.generation, durable }],
  };
}

/** The manifest is durable: outputs may leave, and sources that waited for others may start. */
export function committed(state: CoordinatorState, plan: CoordinatorPlan): Decision {
  const covered = state.endedAtInject;
  const starting = dueSources(covered, plan).filter((source) => !state.started.has(source));
  const started = new Set([...state.started, ...starting]);
  assert(state.committing !== null, 'I13: a manifest that nobody asked for is durable');
  const effects: CoordinatorEffect[] = [{ type: 'complete', epoch: state.epoch }];
  if (starting.length > 0) effects.push({ type: 'start-sources', stages: starting });
  const answered = state.requests.filter(
    (request) => state.unkept.includes(request.id) || (request.kind === 'checkpoint' && request.epoch <= state.epoch),
  );
  for (const { id } of answered) effects.push({ type: 'answer', request: id, error: null });
  const next = {
    ...state,
    commit: 'durable' as const,
    covered,
    started,
    durable: state.committing,
    committing: null,
    unkept: [],
    missed: 0,
    recoveries: 0,
    requests: state.requests.filter((request) => !answered.includes(request)),
  };
  return withEffects(effects, held(state, next));
}

/** The manifest could not be written: nothing of the epoch leaves, and the next checkpoint holds everything. */
export function commitFailed(state: CoordinatorState): Decision {
  return held(state, { ...state, commit: 'failed', committing: null, missed: state.missed + 1 });
}

/** Every moved slot has arrived: the change is in force, and done once a manifest holds it. */
export function conclude(state: CoordinatorState): Decision {
  const { change } = state;
  if (change === null) return stay({ ...state, phase: 'running', commit: 'none' });
  const { members, placement, solos, joining, leaving } = change;
  const effects: CoordinatorEffect[] = leaving.map((worker) => ({ type: 'retire', worker, members }));
  const isDone = (kind: string, worker: number): boolean =>
    (kind === 'add' && joining.includes(worker)) || (kind === 'drain' && leaving.includes(worker));
  const done = [
    ...state.requests.filter(
      (request) => (request.kind === 'add' || request.kind === 'drain') && isDone(request.kind, request.worker),
    ),
    ...soloRequestsDone(state.requests, change),
  ];
  const answered = state.commit === 'durable' ? done : [];
  for (const { id } of answered) effects.push({ type: 'answer', request: id, error: null });
  // Those who joined were not told.
  if (isHeld(state)) effects.push({ type: 'hold-sources', held: true });
  return {
    state: {
      ...state,
      phase: 'running',
      commit: 'none',
      change: null,
      members,
      placement,
      solos,
      present: new Set([...state.present].filter((worker) => !leaving.includes(worker))),
      requests: state.requests.filter((request) => !answered.includes(request)),
      unkept: state.commit === 'durable' ? [] : done.map(({ id }) => id),
    },
    effects,
  };
}

/** Sources that wait for no other that is not covered. */
export const dueSources = (covered: ReadonlySet<number>, plan: CoordinatorPlan): readonly number[] =>
  plan.sources.filter((source) => (plan.after.get(source) ?? []).every((before) => covered.has(before)));

const allCovered = (state: CoordinatorState, plan: CoordinatorPlan): boolean =>
  plan.sources.every((source) => state.covered.has(source));

export function isBarrierDue(state: CoordinatorState, now: number, plan: CoordinatorPlan): boolean {
  if (allCovered(state, plan)) return false;
  const unreleased = unreleasedEpochs(state, plan);
  if (unreleased >= unreleasedEpochsMax && state.missed === 0) return false;
  if (now >= state.nextBarrierAt) return true;
  if (state.missed > 0) return false;
  return state.ended.size > state.covered.size || (state.full.size > 0 && unreleased === 0);
}

/** A sink that is slow to release is not given ever more epochs: the next barrier waits for it. */
const unreleasedEpochsMax = 3;

export const isFinished = (state: CoordinatorState, plan: CoordinatorPlan): boolean =>
  allCovered(state, plan) && plan.sinks.every((sink) => (state.released.get(sink) ?? 0) >= state.epoch);
