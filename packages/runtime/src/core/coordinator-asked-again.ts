/**
 * What becomes of a request that was open when a coordinator was lost, at the one that goes on from the last manifest. Pure.
 *
 * The supervisor asks again whatever nobody has answered, in the order in which it was asked first. What the lost coordinator
 * had taken up may be done in that manifest: then it is answered, and not done twice. Everything else is asked for anew.
 */
import type { CoordinatorEvent } from './coordinator-messages.ts';
import { isAtHome, isSettled } from './coordinator-solos.ts';
import type { CoordinatorState } from './coordinator-state.ts';

export type RequestEvent = Extract<CoordinatorEvent, { readonly request: number }>;

/** What is known of a request that a coordinator has taken up. `joiner`: the worker that it added for it. */
export type TakenUp = { readonly joiner: number | null };

/** Its join was undone, and is done again: it has not left. */
const isAwaited = ({ requests }: CoordinatorState, worker: number): boolean =>
  requests.some((request) => request.kind === 'add' && request.worker === worker);

/** Whether nothing is left to do of it. A checkpoint is answered by the next one that is kept. */
export function isDoneAlready(state: CoordinatorState, asked: RequestEvent, { joiner }: TakenUp): boolean {
  switch (asked.type) {
    case 'add-requested':
      return joiner !== null && state.members.includes(joiner);
    case 'drain-requested':
      return !state.members.includes(asked.worker) && !isAwaited(state, asked.worker);
    case 'move-requested':
      return isSettled(state, asked);
    case 'release-requested':
      return isAtHome(state, asked);
    case 'checkpoint-requested':
    case 'hand-over-requested':
      return false;
  }
}
