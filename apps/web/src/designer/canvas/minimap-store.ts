/** Whether the minimap is shown: a choice of the person that stays. */
import { create } from 'zustand';
import { recall, remember } from '../../ui/remembered.ts';

const storageKey = 'potoroo.minimap';

export const useMinimap = create<{ readonly isShown: boolean }>(() => ({
  isShown: recall(storageKey) === 'shown',
}));

export function toggleMinimap(): void {
  const isShown = !useMinimap.getState().isShown;
  remember(storageKey, isShown ? 'shown' : 'hidden');
  useMinimap.setState({ isShown });
}
