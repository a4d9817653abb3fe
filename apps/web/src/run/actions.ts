/**
 * What can be done to the deployment that runs: a worker more, a worker less, a kill, a disturbance. It is marked as asked
 * for in the very moment of the click, until the answer is here; what came of it stands in the movement ledger; a refusal is
 * told at once. What may lose data asks first (`kill-dialog.tsx`).
 */
import type { Action } from '@potoroo/shared/control';
import { create } from 'zustand';
import { askAction } from '../link/deployment-api.ts';
import { announce, notify } from '../ui/notices.tsx';
import { asking } from './asking.ts';
import { useDeployment } from './deployment-store.ts';
import { causeText } from './movement-text.ts';

/** An action that waits for the person's word; null: none. */
export const useConfirmation = create<{ readonly action: Action | null }>(() => ({ action: null }));

export const addWorker = (): Promise<void> => ask({ type: 'add' });
export const drainWorker = (worker: string): Promise<void> => ask({ type: 'drain', worker });
/** Asks the person first: what is not yet in a checkpoint is done again, and without one the run fails. */
export const killProcess = (process: string): void => useConfirmation.setState({ action: { type: 'kill', process } });
export const endDisturbance = (id: number): Promise<void> => ask({ type: 'end', id });

export async function ask(action: Action): Promise<void> {
  const answer = await asking(action, askAction);
  if (!answer.ok) return notify({ tone: 'bad', message: answer.error.message, remedy: answer.error.remedy });
  announce(`${causeText(answer.value)}.`);
}

export const lastWorker = 'It is the last worker: add another one first.';

/** Why nothing can be done to a run now; null where something can. */
export function actionObstacle(): string | null {
  const { status, link } = useDeployment.getState();
  if (link !== 'connected') return 'The server cannot be heard now.';
  return status.phase === 'running' ? null : 'Nothing is running.';
}
