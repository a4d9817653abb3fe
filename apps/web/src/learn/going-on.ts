/** From step to step of a lesson: what its buttons and a presenter's clicker do. */
import { draftName, select, tell, useLearn } from './learn-store.ts';
import { stopWork, workOn } from './long-work.ts';
import { pause } from './stage-clock.ts';

export const goNext = (): void => {
  pause();
  void onward();
};
/** Code that was typed and not run yet is what the learner goes on with. */
async function onward(): Promise<void> {
  const { view, drafts } = useLearn.getState();
  const step = view?.steps.at(-1);
  const draft = view === null || step === undefined ? undefined : drafts[draftName(view.lesson, step.index)];
  // What takes long is left out by nobody, but it can be stopped; then the step stays.
  if (view?.isWaiting === true && (step?.type === 'runs' || step?.type === 'search')) {
    if (useLearn.getState().isWorking) return;
    await workOn();
    if (useLearn.getState().view?.isWaiting === true) return;
  }
  // What an act has marked is looked at together with what is said of it.
  if (step?.type !== 'act') select(null);
  if (step?.type === 'write' && draft !== undefined && draft !== step.own) await tell({ type: 'act', text: draft });
  await tell({ type: 'next' });
}

export const goBack = (): void => {
  pause();
  stopWork();
  void tell({ type: 'back' });
};
