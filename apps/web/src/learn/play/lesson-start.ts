/** What a lesson is opened with: nothing, or what a link says of a moment of it. Pure. */
import type { Fork, Script } from '@potoroo/runtime/sim/stage';
import type { Given } from './given-pipeline.ts';
import type { Lesson } from './lesson-schema.ts';

export type Place = { readonly history: number; readonly event: number };
export type Start = {
  readonly seed?: number;
  /** All histories but the first, and which of them is played. */
  readonly forks?: readonly Fork[];
  readonly history?: number;
  readonly at?: number;
  readonly step?: number;
  readonly given?: Given;
  readonly input?: string;
  /** What the step asks for was done when the moment was shared. */
  readonly done?: boolean;
  /** Code that a link has brought: it waits in the step that asks for code, until the learner runs it. */
  readonly code?: string;
  /** What the compiler made of that, where it is the learner's own. */
  readonly script?: Script;
  /** This learner has run the code before: it waits for nobody. */
  readonly isOwn?: boolean;
  /** Told now and then while something is played, so that whoever waits knows that it goes on. */
  readonly pulse?: () => void;
};
export type Arrival = Pick<Start, 'forks' | 'history' | 'at'>;
/** Code that nobody has run yet, and the moment that there will be afterwards. */
export type Offered = Pick<Start, 'code' | 'script'> & Arrival;

/** How far a lesson goes by itself: up to the step in which a learner has to read what a link has brought. */
export function lastStepOf({ steps }: Lesson, { code, isOwn = false }: Start): number {
  const write = code === undefined || isOwn ? -1 : steps.findIndex(({ type }) => type === 'write');
  return write < 0 ? steps.length - 1 : write;
}

/** What waits until the code has been run; the moment with it, where that is not before. */
export function offeredBy(lesson: Lesson, start: Start): Offered {
  const { code, script, forks, history, at, step = 0 } = start;
  if (code === undefined || !lesson.steps.some(({ type }) => type === 'write')) return {};
  if (start.isOwn === true || step < lastStepOf(lesson, start))
    return script === undefined ? { code } : { code, script };
  return {
    code,
    ...(forks === undefined ? {} : { forks }),
    ...(history === undefined ? {} : { history }),
    ...(at === undefined ? {} : { at }),
  };
}

/** What a link says was typed, where the lesson's own field would take it; else nothing was. */
export function inputOf({ steps }: Lesson, { input = '' }: Start): string {
  const field = steps.flatMap((step) => (step.type === 'act' && step.input !== undefined ? [step.input] : []))[0];
  return new RegExp(`^(?:${field?.pattern ?? anyKey})$`).test(input) ? input : '';
}

/** A key has no blanks and no commas. */
export const anyKey = '[^\\s,]+';

/** What the picture of a lesson has room for, and what it tells first. */
export const stageOf = ({ steps, tells }: Lesson): { readonly grows: boolean; readonly tellsMoves: boolean } => ({
  grows: steps.some((step) => step.type === 'act' && step.deeds.some(({ act }) => act.type === 'add')),
  tellsMoves: tells === 'moves',
});
