/** Which project a window shows, in its address (`/projects/market-spread`), so that a reload finds it; and the last one, for a new window. */
const storageKey = 'potoroo.project';
const folder = '/projects/';

export const addressedProject = (): string | null =>
  location.pathname.startsWith(folder) ? decodeURIComponent(location.pathname.slice(folder.length)) : null;

export const lastProject = (): string | null => localStorage.getItem(storageKey);

export function rememberProject(id: string | null): void {
  history.replaceState(null, '', id === null ? '/' : `${folder}${encodeURIComponent(id)}`);
  if (id === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, id);
}
