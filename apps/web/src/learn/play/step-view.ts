/** A step of a lesson as it is shown: its words filled in, its claims looked at. Pure. */
import type { Found } from './failure-search.ts';
import { foundText } from './failure-search.ts';
import type { Claim, Lesson, StepOf } from './lesson-schema.ts';
import type { Measured, Value } from './measures.ts';
import { evaluate, fillIn, holds, written } from './measures.ts';
import type { RunTable, StepView } from './play-view.ts';
import { claimView } from './play-view.ts';

type Shown = {
  readonly measured: Measured;
  readonly said: Value | null;
  /** What was said at a step before. */
  readonly saidAt: (index: number) => Value | null;
  readonly isDone: boolean;
  readonly table: RunTable | null;
  readonly found: readonly Found[];
  readonly codeOf: (scene: string) => StepView['code'];
  /** The code that a learner may change. */
  readonly ownOf: (scene: string) => string | null;
  /** A link has brought it. */
  readonly isOffered: boolean;
};

export function stepViewOf(lesson: Lesson, index: number, shown: Shown): StepView {
  const step = lesson.steps[index];
  if (step === undefined) throw new Error(`lesson ${lesson.id} has no step ${index}`);
  const { measured, said, isDone } = shown;
  const fill = (text: string): string => fillIn(text, measured);
  const common = {
    index,
    type: step.type,
    notes: step.notes ?? null,
    code: null,
    answer: null,
    said,
    right: null,
    guess: null,
    button: null,
    input: null,
    own: null,
    isOffered: false,
    isDone,
    claims: [],
    table: null,
    found: [],
  };
  switch (step.type) {
    case 'say':
      return {
        ...common,
        text: step.text.map(fill),
        code: step.code === undefined ? null : shown.codeOf(step.code),
        claims: claimsOf(step.claims, measured),
      };
    case 'predict':
      return { ...common, text: [fill(step.question)], answer: step.answer };
    case 'act':
      return { ...common, text: [fill(step.text)], button: step.button, input: step.input ?? null };
    case 'runs':
      return { ...common, text: [fill(step.text)], button: step.button, table: shown.table };
    case 'search':
      return {
        ...common,
        text: [fill(step.text)],
        button: step.button,
        found: shown.found.map((found) => ({ title: found.title, text: foundText(found) })),
      };
    case 'write':
      return {
        ...common,
        text: [fill(step.text)],
        button: step.button,
        own: shown.ownOf(step.scene),
        isOffered: shown.isOffered,
      };
    case 'refuse':
      return { ...common, text: [fill(step.text)], button: step.button, own: step.code };
    case 'reveal':
      return {
        ...common,
        text: step.text.map(fill),
        ...answered(lesson, index, shown),
        claims: claimsOf(step.claims, measured),
      };
  }
}

/** Those that are made here. */
const claimsOf = (claims: readonly Claim[], measured: Measured): StepView['claims'] =>
  claims
    .filter((claim) => claim.only === undefined || holds(claim.only, measured))
    .map((claim) => claimView(claim, measured));

/** What the last prediction before a step turned out to be, and what the learner has said instead. */
function answered({ steps }: Lesson, index: number, { measured, saidAt }: Shown): Pick<StepView, 'right' | 'guess'> {
  const none = { right: null, guess: null };
  const previous = steps.slice(0, index).findLastIndex(({ type }) => type === 'reveal');
  const askedAt = steps.slice(0, index).findLastIndex(({ type }) => type === 'predict');
  const asked = steps[askedAt];
  if (asked?.type !== 'predict' || askedAt < previous) return none;
  const { answer } = asked;
  const said = saidAt(askedAt);
  if (answer.kind === 'choice') {
    const chosen = answer.options.find(({ id }) => id === said);
    return {
      right: answer.options.find(({ id }) => id === answer.right)?.text ?? null,
      guess:
        chosen === undefined
          ? null
          : {
              text: chosen.text,
              isRight: chosen.id === answer.right,
              isNear: false,
              why: chosen.why === undefined ? null : fillIn(chosen.why, measured),
            },
    };
  }
  const value = Math.round(Number(evaluate(answer.right, measured)));
  const withUnit = (number: number): string =>
    `${written(number)} ${number === 1 ? answer.unit.replace(/^(\w+)s\b/, '$1') : answer.unit}`;
  if (typeof said !== 'number') return { right: withUnit(value), guess: null };
  const isRight = said === value;
  const why = isRight ? null : whyNot(answer, said);
  return {
    right: withUnit(value),
    guess: {
      text: withUnit(said),
      isRight,
      isNear: !isRight && why === null && isNear(answer, said, value),
      why: why === null ? null : fillIn(why, measured),
    },
  };
}

type NumberAnswer = Extract<StepOf<'predict'>['answer'], { kind: 'number' }>;

/** Why a number is wrong; null where the lesson has nothing against it. */
export const whyNot = ({ whys = [] }: NumberAnswer, said: number): string | null =>
  whys.find(({ least, most }) => said >= least && said <= most)?.why ?? null;

/** Nobody can know a number of many to the last digit. */
export const isNear = ({ min, max }: NumberAnswer, said: number, value: number): boolean =>
  Math.abs(said - value) <= Math.floor((max - min) / 20);
