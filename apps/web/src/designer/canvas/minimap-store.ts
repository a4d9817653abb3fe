/** Whether the minimap is shown: a choice of the person that stays. */
import { create } from 'zustand';

const storageKey = 'potoroo.minimap';

export const useMinimap = create<{ readonly isShown: boolean }>(() => ({
  isShown: localStorage.getItem(storageKey) === 'shown',
}));

export function toggleMinimap(): void {
  const isShown = !useMinimap.getState().isShown;
  localStorage.setItem(storageKey, isShown ? 'shown' : 'hidden');
  useMinimap.setState({ isShown });
}
