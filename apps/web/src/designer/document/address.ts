/** Which project a window shows, in its address (`/projects/market-spread`), so that a reload finds it; and the last one, for a new window. */
import { addressProject, useScreen } from '../../studio/screen-store.ts';
import { recall, remember } from '../../ui/remembered.ts';

const storageKey = 'potoroo.project';

export const addressedProject = (): string | null => useScreen.getState().project;

export const lastProject = (): string | null => recall(storageKey);

export function rememberProject(id: string | null): void {
  addressProject(id);
  remember(storageKey, id);
}
