/**
 * The rules of safe mode: when a loss makes the next generation one, which record is taken for the cause of losses and
 * skipped from then on, and when the run goes on at full speed again. Pure.
 *
 * I21: a record is skipped by every source that gives it, in every generation from then on, or by none.
 */
import { isSameOrigin } from '@potoroo/shared/origins';
import type { CoordinatorEvent } from './coordinator-messages.ts';
import type { CoordinatorPlan, CoordinatorState } from './coordinator-state.ts';
import { unreleasedEpochs } from './coordinator-state.ts';

export type Loss = Extract<CoordinatorEvent, { type: 'worker-lost' }>;

/** Losses without a complete epoch between them, whatever their cause, that make the next generation a safe one. */
const lossesBeforeSafeMode = 2;
/** How many epochs safe mode lasts: those that bring the run about as far as it was, where a record may be the cause. */
const safeEpochs = { byItself: 10, fromOutside: 1 } as const;
/** A worker that was killed may have been busy with any record; one that ended by itself was hardly so by chance. */
const weightOf = ({ byItself }: Loss): number => (byItself ? 2 : 1);
/** The same record twice by itself, or four times whoever ended the process. */
const weightOfProof = 4;

/** The state with what the loss says about records: a suspicion, or one record more in quarantine. */
export function suspect(state: CoordinatorState, loss: Loss): CoordinatorState {
  const isSafe = state.safeUntil !== null || loss.byItself || state.recoveries >= lossesBeforeSafeMode;
  const epochs = loss.byItself || state.suspicion !== null ? safeEpochs.byItself : safeEpochs.fromOutside;
  const safeUntil = isSafe ? Math.max(state.safeUntil ?? 0, state.durable.epoch + epochs) : null;
  const next: CoordinatorState = { ...state, safeUntil };
  if (loss.suspect === null) return next;
  const { source, intake, offset } = loss.suspect;
  const before = isSameOrigin(loss.suspect, state.suspicion) ? (state.suspicion?.weight ?? 0) : 0;
  const weight = before + weightOf(loss);
  if (weight < weightOfProof) return { ...next, suspicion: { source, intake, offset, weight } };
  // What follows is another matter: its losses are counted anew.
  return { ...next, suspicion: null, recoveries: 1, quarantine: [...state.quarantine, loss.suspect] };
}

/** Once an epoch is complete and has left, a roll-back brings nothing out twice. */
export const isSafeModeOver = (state: CoordinatorState, plan: CoordinatorPlan): boolean =>
  state.safeUntil !== null &&
  state.durable.epoch >= state.safeUntil &&
  unreleasedEpochs(state, plan) === 0 &&
  state.missed === 0 &&
  !state.stopping;
