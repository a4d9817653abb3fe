/**
 * The form of a lesson. A lesson is data: scenes from their seeds, and steps that say, ask, let act and reveal. Texts may
 * speak of numbers only by naming them in braces, and a reveal carries the claims that must hold for its words to be true;
 * the tests play every lesson and see that they do. docs/LESSONS.md describes the same for authors.
 */
import { deliveries, flowNames } from '@potoroo/runtime/sim/stage';
import * as z from 'zod/mini';

const id = z.string().check(z.regex(/^[a-z][a-z0-9-]*$/));
/** Plain text with `**strong**` and `{measure}`. */
const words = z.string().check(z.minLength(1));
const positive = z.number().check(z.gt(0));
const whole = z.int().check(z.gte(0));

const scene = z.strictObject({
  /** How measures and acts name it. */
  id,
  title: words,
  flow: z.enum(flowNames),
  workers: z.int().check(z.gte(1), z.lte(8)),
  seed: whole,
  keys: z.union([z.int().check(z.gte(1)), z.readonly(z.array(z.string()))]),
  records: whole,
  hot: z.exactOptional(z.number().check(z.gte(0), z.lte(1))),
  sources: z.exactOptional(z.int().check(z.gte(1))),
  rate: z.nullable(positive),
  recordMs: z.exactOptional(positive),
  lockMs: z.exactOptional(positive),
  placement: z.exactOptional(z.enum(['slicing', 'modulo'])),
  delivery: z.exactOptional(z.enum(deliveries)),
  barrierMs: positive,
  open: z.exactOptional(z.boolean()),
  /** Of the flow `given`: the sample where the learner has no pipeline that can be played. */
  own: z.exactOptional(z.strictObject({ initial: z.string(), computation: z.string() })),
  outputs: z.exactOptional(z.enum(['with the checkpoint', 'at once'])),
  tallies: z.exactOptional(z.boolean()),
  horizonMs: positive,
});

/** A number, or the name of a measure such as `slicing.moved` (see `measures.ts`). */
const term = z.union([z.number(), words]);
const expression = z.union([
  term,
  z.strictObject({ op: z.enum(['+', '-', '*', '/', 'floor/']), of: z.tuple([term, term]) }),
]);
const relations = ['=', '!=', '<', '<=', '>', '>='] as const;
const condition = z.strictObject({ left: expression, is: z.enum(relations), right: expression });
/** `only`: the claim is made where this holds. */
const claim = z.strictObject({ says: words, only: z.exactOptional(condition), ...condition.def.shape });

const moment = z.union([
  z.strictObject({ event: whole }),
  z.strictObject({ ms: positive }),
  z.strictObject({ end: z.literal(true) }),
  /** The first event from here on, or from a time, at which all of this holds. */
  z.strictObject({ when: z.array(condition).check(z.minLength(1)), fromMs: z.exactOptional(positive) }),
  /** So many events before the last act, in the history that it left. */
  z.strictObject({ beforeAct: whole }),
]);

const deed = z.strictObject({
  scene: z.union([id, z.literal('all')]),
  act: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('add') }),
    z.strictObject({ type: z.literal('kill'), worker: whole }),
    z.strictObject({ type: z.literal('kill-coordinator') }),
    /** Of the first message with records that is on its way there; `of`: with a letter of this type. */
    z.strictObject({ type: z.literal('drop') }),
    z.strictObject({ type: z.literal('duplicate'), of: z.exactOptional(words) }),
    /** `{input}` stands for what the learner has typed. */
    z.strictObject({ type: z.literal('say'), line: z.string() }),
  ]),
});

const notes = { notes: z.exactOptional(words) };
const step = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('say'),
    text: z.array(words).check(z.minLength(1)),
    at: z.exactOptional(moment),
    /** The scene whose code is shown. */
    code: z.exactOptional(id),
    /** What must hold for its words to be true. */
    claims: z.array(claim).check(z.minLength(1)),
    ...notes,
  }),
  z.strictObject({
    type: z.literal('predict'),
    question: words,
    answer: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('number'),
        min: z.number(),
        max: z.number(),
        unit: words,
        /** What it turns out to be, once the act after it has been played. */
        right: expression,
        /** Why a guess from here to there is wrong, for those that are near at hand. */
        whys: z.exactOptional(
          z.array(z.strictObject({ least: z.number(), most: z.number(), why: words })).check(z.minLength(1)),
        ),
      }),
      z.strictObject({
        kind: z.literal('choice'),
        /** `why`: why it is wrong; of every one but the right one. */
        options: z.array(z.strictObject({ id, text: words, why: z.exactOptional(words) })).check(z.minLength(2)),
        right: id,
      }),
    ]),
    ...notes,
  }),
  z.strictObject({
    type: z.literal('act'),
    text: words,
    button: words,
    at: z.exactOptional(moment),
    /** `pattern`: what may be typed, as a regular expression; `rule` says it in words. Without it: no blanks and no commas. */
    input: z.exactOptional(
      z.strictObject({ label: words, value: words, pattern: z.exactOptional(words), rule: z.exactOptional(words) }),
    ),
    deeds: z.array(deed),
    /** Where the stage plays to afterwards. */
    until: z.exactOptional(moment),
    ...notes,
  }),
  /** Whole runs of scenes on other numbers of workers, for a table of their rates. */
  z.strictObject({
    type: z.literal('runs'),
    text: words,
    button: words,
    scenes: z.array(id).check(z.minLength(1)),
    workers: z.array(z.int()).check(z.minLength(1)),
    /** Where the stage itself plays to afterwards. */
    until: z.exactOptional(moment),
    ...notes,
  }),
  /** Looks for the smallest set of lost and doubled messages after which a scene counts wrong, at so many moments of its run. */
  z.strictObject({
    type: z.literal('search'),
    text: words,
    button: words,
    scenes: z.array(id).check(z.minLength(1)),
    moments: z.int().check(z.gte(1)),
    ...notes,
  }),
  /** The learner writes a computation of its own, and the scenes are played with it. */
  z.strictObject({
    type: z.literal('write'),
    text: words,
    button: words,
    scene: id,
    until: z.exactOptional(moment),
    ...notes,
  }),
  /** The learner tries to write what cannot be written: the compiler is asked, and says why. */
  z.strictObject({
    type: z.literal('refuse'),
    text: words,
    button: words,
    /** What stands in the field at first, and is refused. */
    code: words,
    ...notes,
  }),
  z.strictObject({
    type: z.literal('reveal'),
    text: z.array(words).check(z.minLength(1)),
    claims: z.array(claim).check(z.minLength(1)),
    ...notes,
  }),
]);

const form = z.strictObject({
  id,
  title: words,
  /** One sentence for the list of lessons. */
  about: words,
  scenes: z.array(scene).check(z.minLength(1), z.maxLength(3)),
  /** What stands over a scene once it has ended: how much has moved, in the place of what was counted. */
  tells: z.exactOptional(z.literal('moves')),
  steps: z.array(step).check(z.minLength(3)),
});

/** A step speaks of scenes that there are, and its prediction has an answer. */
export const lessonSchema = form.check(
  z.superRefine(({ scenes, steps }, context) => {
    const ids = new Set(scenes.map((each) => each.id));
    for (const [index, each] of steps.entries()) {
      for (const name of scenesOf(each))
        if (!ids.has(name))
          context.addIssue({ code: 'custom', path: ['steps', index], message: `there is no scene ${name}` });
      if (each.type === 'predict' && !isAnswerable(each.answer))
        context.addIssue({ code: 'custom', path: ['steps', index], message: 'nobody can give its answer' });
    }
  }),
);

function scenesOf(one: LessonStep): readonly string[] {
  switch (one.type) {
    case 'say':
      return one.code === undefined ? [] : [one.code];
    case 'act':
      return one.deeds.flatMap(({ scene: name }) => (name === 'all' ? [] : [name]));
    case 'runs':
    case 'search':
      return one.scenes;
    case 'write':
      return [one.scene];
    default:
      return [];
  }
}

const isAnswerable = (answer: StepOf<'predict'>['answer']): boolean =>
  answer.kind === 'number' ? answer.min < answer.max : answer.options.some((option) => option.id === answer.right);

export type Lesson = z.infer<typeof form>;
export type LessonScene = Lesson['scenes'][number];
export type LessonStep = Lesson['steps'][number];
export type StepOf<Type extends LessonStep['type']> = Extract<LessonStep, { type: Type }>;
export type Expression = z.infer<typeof expression>;
export type Condition = z.infer<typeof condition>;
export type Claim = z.infer<typeof claim>;
export type Moment = z.infer<typeof moment>;
