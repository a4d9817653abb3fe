/** From step to step of a lesson: what its buttons and a presenter's clicker do. */
import { tell } from './learn-store.ts';
import { pause } from './stage-clock.ts';

export const goNext = (): void => {
  pause();
  void tell({ type: 'next' });
};
export const goBack = (): void => {
  pause();
  void tell({ type: 'back' });
};
