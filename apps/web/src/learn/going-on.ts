/** From step to step of a lesson: what its buttons and a presenter's clicker do. */
import { draftName, tell, useLearn } from './learn-store.ts';
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
  if (step?.type === 'write' && draft !== undefined && draft !== step.own) await tell({ type: 'act', text: draft });
  await tell({ type: 'next' });
}

export const goBack = (): void => {
  pause();
  void tell({ type: 'back' });
};
