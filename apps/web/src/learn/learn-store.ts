/** What the Learn screen shows: the course, the lesson that is played, and what is selected. The stage itself is in a worker. */
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { ok } from '@potoroo/shared/result';
import { create } from 'zustand';
import { ask, isGone } from './learn-client.ts';
import { momentOf } from './learn-link.ts';
import { ownPipeline, scriptOf } from './own-project.ts';
import type { CourseEntry, LearnCommand, Machines, ProtocolTable } from './play/learn-desk.ts';
import type { PlayView } from './play/play-view.ts';

export type Selection =
  | { readonly type: 'object'; readonly scene: number; readonly state: string; readonly key: string }
  | { readonly type: 'worker'; readonly scene: number; readonly worker: number }
  | { readonly type: 'message'; readonly scene: number; readonly id: number };

/** What the compiler has against this code: nothing, a diagnostic, or it could not be asked and why. */
export type Verdict = { readonly code: string; readonly refusal: Diagnostic | null; readonly failure: string | null };

type LearnStore = {
  readonly course: readonly CourseEntry[];
  readonly table: ProtocolTable | null;
  readonly machines: Machines | null;
  readonly view: PlayView | null;
  /** Why what was asked last could not be done, for a person. */
  readonly fault: string | null;
  readonly isBusy: boolean;
  /** Something that takes long goes on, slice after slice. */
  readonly isWorking: boolean;
  readonly seed: number | null;
  readonly selection: Selection | null;
  readonly isPresenting: boolean;
  readonly showsProtocol: boolean;
  readonly showsList: boolean;
  /** What a learner has typed where a lesson asks for code, by lesson and step: it stays when they leave. */
  readonly drafts: Readonly<Record<string, string>>;
  /** What the compiler said to a step that is to be refused, by lesson and step. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
};

export const useLearn = create<LearnStore>(() => ({
  course: [],
  table: null,
  machines: null,
  view: null,
  fault: null,
  isBusy: false,
  isWorking: false,
  seed: null,
  selection: null,
  isPresenting: false,
  showsProtocol: false,
  showsList: false,
  drafts: {},
  verdicts: {},
}));

/** Called when the screen is first shown; the server is not needed afterwards. */
export async function loadCourse(): Promise<void> {
  const answer = await ask({ type: 'list' });
  if (!answer.ok) useLearn.setState({ fault: answer.error });
  else if (answer.value.type === 'course')
    useLearn.setState({
      course: answer.value.course,
      table: answer.value.table,
      machines: answer.value.machines,
    });
}

type OpenLesson = Extract<LearnCommand, { type: 'open' }>;

/** The lesson about the learner's own pipeline. */
export const ownLesson = 'your-own';
let visits = 0;

/** Asks later whether the stage that is shown now is still the one that is shown. */
export function thisVisit(): () => boolean {
  const own = visits;
  return () => own === visits;
}

/** Another stage is asked for: what was asked of the one before is not shown any more. */
export function beginVisit(): () => boolean {
  visits++;
  return thisVisit();
}

/** Called when a lesson or the laboratory is left, and before another lesson is opened. */
export function leaveStage(): void {
  beginVisit();
  useLearn.setState({ view: null, selection: null, fault: null, isWorking: false });
}

export async function openLesson(command: OpenLesson): Promise<void> {
  leaveStage();
  const isHere = thisVisit();
  useLearn.setState({ seed: command.seed ?? null });
  await whileBusy(async () => {
    const given = command.lesson === ownLesson ? await ownPipeline() : undefined;
    if (isHere()) await tell(given === undefined ? command : { ...command, given });
  });
}

export const draftName = (lesson: string, step: number): string => `${lesson} ${step}`;
export const keepDraft = (lesson: string, step: number, text: string): void =>
  useLearn.setState(({ drafts }) => ({ drafts: { ...drafts, [draftName(lesson, step)]: text } }));

export const keepVerdict = (lesson: string, step: number, verdict: Verdict): void =>
  useLearn.setState(({ verdicts }) => ({ verdicts: { ...verdicts, [draftName(lesson, step)]: verdict } }));

let works = 0;

/** The stage is busy until the last of what goes on is over: an earlier answer does not say that a later choice is shown. */
export async function whileBusy<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
  works++;
  useLearn.setState({ isBusy: true });
  try {
    return await work();
  } finally {
    works--;
    if (works === 0) useLearn.setState({ isBusy: false });
  }
}

/**
 * Commands go one after another; the last answer is what is shown. True where it was done on the stage that is still shown: whoever
 * has more to do to that stage does it only then.
 */
export async function tell(command: LearnCommand): Promise<boolean> {
  const isHere = thisVisit();
  // What is asked now has not failed yet.
  useLearn.setState({ fault: null });
  return whileBusy(async () => {
    const answer = await ask(command);
    if (!isHere()) return false;
    if (!answer.ok) {
      await fail(answer.error);
      return false;
    }
    if (answer.value.type === 'view') useLearn.setState({ view: answer.value.view, fault: null });
    return true;
  });
}

/** A learner's own code is compiled, and run; what is wrong with it is told in the place of running it. */
export async function runCode(text: string): Promise<boolean> {
  const isHere = thisVisit();
  const made = await whileBusy(() => scriptOf(text));
  if (!isHere()) return false;
  if (made.ok) return tell({ type: 'act', text, ...(made.value === undefined ? {} : { script: made.value }) });
  useLearn.setState({ fault: made.error });
  return false;
}

/** What was asked of the stage could not be done; where that has ended its worker, there is another one. */
export async function fail(fault: string): Promise<void> {
  useLearn.setState({ fault });
  if (isGone()) await openAgain(fault);
}

/**
 * Code that never ends has ended its worker: the lesson is opened anew where it stood, with its histories and the code that did end; what was
 * typed is still in the drafts.
 */
async function openAgain(fault: string): Promise<void> {
  const isHere = thisVisit();
  const { view, seed } = useLearn.getState();
  if (view === null) return;
  // The laboratory is set up anew by the next choice; what it plays now has not come to an end.
  if (view.lab !== null) {
    useLearn.setState({ view: null });
    return;
  }
  const given = view.lesson === ownLesson ? await ownPipeline() : undefined;
  const made = view.written === null || given === undefined ? ok(undefined) : await scriptOf(view.written);
  if (!isHere()) return;
  const answer = await ask({
    type: 'open',
    lesson: view.lesson,
    ...momentOf(view),
    ...(view.written === null ? {} : { isOwn: true, done: !view.isWaiting }),
    ...(made.ok && made.value !== undefined ? { script: made.value } : {}),
    ...(seed === null ? {} : { seed }),
    ...(given === undefined ? {} : { given }),
  });
  if (isHere() && answer.ok && answer.value.type === 'view') useLearn.setState({ view: answer.value.view, fault });
}

export const select = (selection: Selection | null): void => useLearn.setState({ selection });
