/**
 * The rules of a hand-over: how a run is brought to where another version of its pipeline can go on. Sources are held, a
 * barrier passes, and when its epoch is kept and has left nothing is anywhere but in the checkpoint. Pure.
 *
 * Nothing is taken from a source after the last barrier: what the checkpoint has not covered, the next version meets.
 */
import { limits } from '@potoroo/shared/limits';
import { held, isBarrierDue } from './coordinator-barrier.ts';
import type { CoordinatorEffect, RequestId } from './coordinator-messages.ts';
import type { CoordinatorPlan, CoordinatorState, Decision, HandOverRequest } from './coordinator-state.ts';
import { handOverOf, unreleasedEpochs, withEffects } from './coordinator-state.ts';

export function requestHandOver(state: CoordinatorState, id: RequestId, now: number, plan: CoordinatorPlan): Decision {
  if (state.stopping) return refuse(state, id, 'the run is stopping');
  if (!plan.keeps) return refuse(state, id, 'a source of this run cannot be read again, so it keeps no checkpoint');
  if (handOverOf(state) !== null) return refuse(state, id, 'changes are being deployed already');
  const until = now + limits.handOverTimeoutMs;
  const request: HandOverRequest = { kind: 'hand-over', id, epoch: state.epoch + 1, until };
  const next: CoordinatorState = { ...state, nextBarrierAt: now, requests: [...state.requests, request] };
  // Members that have not begun are told when they do.
  const isServing = state.phase !== 'gathering' && state.phase !== 'loading';
  return isServing ? held(state, next) : { state: next, effects: [] };
}

/** The barrier that a hand-over waits for must follow it; behind it no other is needed. */
export function isLastBarrierDue(state: CoordinatorState, now: number, plan: CoordinatorPlan): boolean {
  const request = handOverOf(state);
  if (request === null || (state.durable.epoch >= request.epoch && state.durable.epoch === state.epoch)) return false;
  // One that could not be kept is tried again at the next interval.
  return isBarrierDue(state.missed > 0 ? state : { ...state, nextBarrierAt: now }, now, plan);
}

export const isHandedOver = (state: CoordinatorState, plan: CoordinatorPlan): boolean => {
  const request = handOverOf(state);
  if (request === null || state.durable.epoch < request.epoch) return false;
  return state.durable.epoch === state.epoch && unreleasedEpochs(state, plan) === 0;
};

/** Nothing moves any more. Whoever waits for something else has to ask the next version. */
export function handOver(state: CoordinatorState): Decision {
  const error = 'changes were deployed meanwhile; ask again';
  const others = state.requests.filter(({ kind }) => kind !== 'hand-over');
  const answers = others.map(({ id }): CoordinatorEffect => ({ type: 'answer', request: id, error }));
  return {
    state: { ...state, phase: 'over', requests: [] },
    effects: [...answers, { type: 'hand-over', epoch: state.epoch }],
  };
}

export const isHandOverLate = (state: CoordinatorState, now: number): boolean =>
  now >= (handOverOf(state)?.until ?? Number.POSITIVE_INFINITY);

/** The run goes on as it was. */
export function giveUpHandOver(state: CoordinatorState, error: string): Decision {
  const request = handOverOf(state);
  if (request === null) return { state, effects: [] };
  const next = { ...state, requests: state.requests.filter((other) => other !== request) };
  return withEffects([{ type: 'answer', request: request.id, error }], held(state, next));
}

export const handOverLate = `what is on its way did not leave within ${limits.handOverTimeoutMs / 1000} s: is a sink slow, its disk full, or its receiver gone? The run goes on as it was`;

const refuse = (state: CoordinatorState, request: RequestId, error: string): Decision => ({
  state,
  effects: [{ type: 'answer', request, error }],
});
