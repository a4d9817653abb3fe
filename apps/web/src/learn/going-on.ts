/** From step to step of a lesson: what its buttons and a presenter's clicker do. */
import { draftName, keepVerdict, runCode, select, tell, thisVisit, useLearn, whileBusy } from './learn-store.ts';
import { stopWork, workOn } from './long-work.ts';
import { refusalOf } from './own-project.ts';
import type { PlayView, StepView } from './play/play-view.ts';
import { pause, playOn } from './stage-clock.ts';

/** Presented, a step that does something is done first and watched; the next press goes on. */
export const isDoneAlone = ({ isWaiting, steps }: PlayView, isPresenting: boolean): boolean =>
  isPresenting && isWaiting && ['act', 'runs', 'search', 'write', 'refuse'].includes(steps.at(-1)?.type ?? '');

export const goNext = (): void => {
  pause();
  void onward();
};
/** Code that was typed and not run yet is what the learner goes on with. */
async function onward(): Promise<void> {
  const { view, drafts, isPresenting, isBusy, isWorking } = useLearn.getState();
  const step = view?.steps.at(-1);
  if (view === null || step === undefined) return;
  const draft = drafts[draftName(view.lesson, step.index)];
  const isAlone = isDoneAlone(view, isPresenting);
  const isHere = thisVisit();
  /** Whoever has gone elsewhere meanwhile is not taken on from there. */
  const isStill = (): boolean => isHere() && useLearn.getState().view?.step === view.step;
  // What takes long is left out by nobody, but it can be stopped; then the step stays.
  if (view.isWaiting && (step.type === 'runs' || step.type === 'search')) {
    if (isWorking) return;
    await workOn();
    if (isAlone || useLearn.getState().view?.isWaiting === true) return;
  } else if (isAlone) {
    // A clicker is soon pressed twice; what is asked for is done once.
    if (isBusy) return;
    if (step.type === 'refuse') await askCompiler(step, draft ?? step.own ?? '');
    else await act(step, draft ?? step.own ?? undefined);
    return;
  }
  // What an act has marked is looked at together with what is said of it.
  if (step.type !== 'act') select(null);
  // Code that does not come to an end is not gone on from: what it was ended for is to be read.
  const isChanged = draft !== undefined && draft !== step.own;
  const code = step.type === 'write' && (isChanged || step.isOffered) ? (draft ?? step.own) : null;
  const isToAsk = view.isWaiting && step.type === 'refuse';
  // Pressed twice, it is done once, and what comes of it is not passed over.
  if ((code !== null || isToAsk) && isBusy) return;
  if (code !== null && !(await runCode(code))) return;
  // What is left out is done: its answer stays above what comes.
  if (isToAsk) await askCompiler(step, draft ?? step.own ?? '');
  if (isStill()) await tell({ type: 'next' });
}

/** The compiler is asked what it has against this code; its answer stays with the step. */
export const askCompiler = (step: StepView, code: string): Promise<void> =>
  whileBusy(async () => {
    const { view } = useLearn.getState();
    if (view === null) return;
    const answer = await refusalOf(code);
    keepVerdict(view.lesson, step.index, {
      code,
      refusal: answer.ok ? answer.value : null,
      failure: answer.ok ? null : answer.error,
    });
    const now = useLearn.getState().view;
    if (now?.lesson === view.lesson && now.step === step.index) await tell({ type: 'act' });
  });

/** What the button of a step does; the object that was spoken to is marked, and its card says what comes of it. */
export async function act(step: StepView, text?: string): Promise<void> {
  const isCode = step.type === 'write' && text !== undefined;
  const isDone = isCode ? runCode(text) : tell({ type: 'act', ...(text === undefined ? {} : { text }) });
  if (!(await isDone)) return;
  const { view } = useLearn.getState();
  const state = view?.theatre.scenes[0]?.objects[0]?.state;
  if (step.input === null) select(null);
  else if (view !== null && state !== undefined) select({ type: 'object', scene: 0, state, key: text ?? view.input });
  playOn();
}

export const goBack = (): void => {
  pause();
  stopWork();
  void tell({ type: 'back' });
};
