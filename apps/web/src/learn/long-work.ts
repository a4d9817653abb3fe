/**
 * A search or a table of whole runs takes long: the worker is asked for a slice of it at a time, so that the page shows how far it
 * is and can stop it. A slice is as much as takes about a fifth of a second on this machine.
 */
import { tell, thisVisit, useLearn } from './learn-store.ts';
import type { PlayView } from './play/play-view.ts';
import { pause, playOn } from './stage-clock.ts';

const sliceMs = 200;
const slicesMost = 1_000;
let begun = 0;

/** Until it is over, or somebody stops it or leaves. */
export async function workOn(): Promise<void> {
  pause();
  const own = ++begun;
  const isHere = thisVisit();
  useLearn.setState({ isWorking: true });
  const goesOn = (): boolean => own === begun && useLearn.getState().isWorking;
  for (let slices = 1; goesOn();) {
    const before = performance.now();
    if (!(await tell({ type: 'work', slices }))) break;
    const { view } = useLearn.getState();
    if (view === null || isOver(view)) break;
    const fitting = (slices * sliceMs) / Math.max(1, performance.now() - before);
    slices = Math.max(1, Math.min(slicesMost, 2 * slices, Math.round(fitting)));
  }
  if (own !== begun || !isHere()) return;
  useLearn.setState({ isWorking: false });
  playOn();
}

export const stopWork = (): void => useLearn.setState({ isWorking: false });

const isOver = ({ lab, isWaiting }: PlayView): boolean => (lab === null ? !isWaiting : lab.hunt?.phase === 'over');
