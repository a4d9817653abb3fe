/** Which project a window shows, in its address (`/projects/market-spread`), so that a reload finds it; and the last one, for a new window. */
import { addressProject, useScreen } from '../../studio/screen-store.ts';

const storageKey = 'potoroo.project';

export const addressedProject = (): string | null => useScreen.getState().project;

export const lastProject = (): string | null => localStorage.getItem(storageKey);

export function rememberProject(id: string | null): void {
  addressProject(id);
  if (id === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, id);
}
