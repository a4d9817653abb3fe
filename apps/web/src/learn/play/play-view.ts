/** What is shown of a lesson that is played: its steps so far, with their words filled in, and the stage. Plain data. */
import type { Deed, HuntState, TheatreView } from '@potoroo/runtime/sim/stage';
import type { Progress } from './lesson-work.ts';
import type { Claim, LessonStep, StepOf } from './lesson-schema.ts';
import type { Measured, Value } from './measures.ts';
import { evaluate, fillIn, holds } from './measures.ts';

export type ClaimView = { readonly says: string; readonly holds: boolean; readonly detail: string };
export type StepView = {
  readonly index: number;
  readonly type: LessonStep['type'];
  readonly text: readonly string[];
  readonly notes: string | null;
  readonly code: { readonly title: string; readonly hash: string; readonly text: string } | null;
  /** Of a prediction. */
  readonly answer: StepOf<'predict'>['answer'] | null;
  readonly said: Value | null;
  /** What it turned out to be; null until it has. */
  readonly right: string | null;
  /** What the learner had said instead, and why that is wrong, where the lesson says so. */
  readonly guess: {
    readonly text: string;
    readonly isRight: boolean;
    /** Of a number: not to the last digit, and the lesson has nothing against it. */
    readonly isNear: boolean;
    readonly why: string | null;
  } | null;
  readonly button: string | null;
  readonly input: NonNullable<StepOf<'act'>['input']> | null;
  /** Code that the learner may change. */
  readonly own: string | null;
  /** A link has brought it, and it has not been run. */
  readonly isOffered: boolean;
  readonly isDone: boolean;
  readonly claims: readonly ClaimView[];
  readonly table: RunTable | null;
  readonly found: readonly { readonly title: string; readonly text: string }[];
};
export type RunTable = {
  readonly workers: readonly number[];
  readonly rows: readonly { readonly title: string; readonly perSecond: readonly number[] }[];
};
export type PlayView = {
  readonly lesson: string;
  readonly step: number;
  readonly steps: readonly StepView[];
  readonly stepCount: number;
  readonly isWaiting: boolean;
  /** Where the stage is to play to, of itself; null where it stands. */
  readonly playTo: { readonly event: number; readonly ms: number } | null;
  /** A moment that the lesson waits for does not come: with another seed than its own. */
  readonly isLost: boolean;
  /** What was typed last beside a button. */
  readonly input: string;
  /** The code that the learner has run, where a lesson asks for code. */
  readonly written: string | null;
  /** How far what the step does is, that takes long; null where nothing of the kind is begun. */
  readonly progress: Progress | null;
  readonly theatre: TheatreView;
  readonly sceneIds: readonly string[];
  /** `grows`: workers may join, and there is a place for one; `tellsMoves`: over a scene that has ended stands what has moved. */
  readonly stage: { readonly grows: boolean; readonly tellsMoves: boolean };
  /** Of the laboratory, which is no lesson. */
  readonly lab: LabView | null;
};

export type LabView = {
  readonly pipeline: string;
  /** No message goes to a state object, so none can be lost or doubled. */
  readonly isStateless: boolean;
  readonly hunt: HuntState | null;
  /** What was found, one line a fault. */
  readonly schedule: readonly { readonly deed: Deed; readonly text: string }[];
  /** Its history in the tree; null where nothing was found. */
  readonly history: number | null;
};

export function claimView(claim: Claim, measured: Measured): ClaimView {
  const [left, right] = [evaluate(claim.left, measured), evaluate(claim.right, measured)];
  return { says: fillIn(claim.says, measured), holds: holds(claim, measured), detail: `${left} ${claim.is} ${right}` };
}
