/** Which project a window shows, in its address, so that a reload and a second window find it; and the last one, for a new window. */
const storageKey = 'potoroo.project';

export const addressedProject = (): string | null => new URLSearchParams(location.hash.slice(1)).get('project');
export const lastProject = (): string | null => localStorage.getItem(storageKey);

export function rememberProject(id: string | null): void {
  history.replaceState(null, '', id === null ? location.pathname : `#project=${encodeURIComponent(id)}`);
  if (id === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, id);
}
