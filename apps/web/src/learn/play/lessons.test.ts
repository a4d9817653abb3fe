// A lesson whose words are not true teaches nonsense: every lesson is played here to its end by pressing its buttons, and
// every claim of its texts must hold on what the stage shows.
import { describe, expect, it } from 'vitest';
import { lessons } from '../lessons/course.ts';
import { LessonPlay } from './lesson-play.ts';
import { lessonSchema, type StepOf } from './lesson-schema.ts';
import { measure } from './measures.ts';
import { canBeFalse } from './stage-faults.ts';
import { isNear, whyNot } from './step-view.ts';

/** An answer that the lesson has a reason against. */
const firstWrong = ({ answer }: StepOf<'predict'>): string | number =>
  answer.kind === 'number'
    ? (answer.whys?.[0]?.least ?? answer.min)
    : (answer.options.find(({ id }) => id !== answer.right)?.id ?? '');

/** Guesses that are wrong, not near, and met with no reason. */
function unexplained(
  answer: Extract<StepOf<'predict'>['answer'], { kind: 'number' }>,
  right: string,
): readonly number[] {
  const value = Number(/^-?\d+/.exec(right.replaceAll(',', ''))?.[0]);
  const guesses = Array.from({ length: answer.max - answer.min + 1 }, (_, index) => answer.min + index);
  return guesses.filter((said) => said !== value && !isNear(answer, said, value) && whyNot(answer, said) === null);
}

/** Every measure that a lesson speaks of anywhere: in words that only some are told, and in claims that are made only sometimes, too. */
function measuresIn(part: unknown, name = ''): readonly string[] {
  if (typeof part === 'string')
    return ['left', 'right', 'of'].includes(name)
      ? part.startsWith('"')
        ? []
        : [part]
      : Array.from(part.matchAll(/\{([a-z][^}]*)\}/g), ([, measured = '']) => measured);
  if (Array.isArray(part)) return part.flatMap((each) => measuresIn(each, name));
  if (typeof part !== 'object' || part === null) return [];
  const isChoice = 'kind' in part && part.kind === 'choice';
  return Object.entries(part).flatMap(([each, value]) =>
    ['code', 'deeds'].includes(each) || (isChoice && each === 'right') ? [] : measuresIn(value, each),
  );
}

function isKnown(name: string, { measured }: LessonPlay): boolean {
  try {
    measure(name, measured);
    return true;
  } catch {
    return false;
  }
}

describe('every lesson', () => {
  it('computes what no stage shows, too: remainders, and how many slots move between more workers than there are', () => {
    const nothing = { scenes: {}, before: {}, runs: {}, found: {}, input: '', project: '', said: null, acts: [] };
    const names = [
      'stay.3.4',
      'beyond.3.4',
      'moved.modulo.3.4',
      'beyond.9.10',
      'share.modulo.9.10',
      'moved.slicing.9.10',
    ];
    expect(names.map((name) => measure(name, nothing))).toEqual([3, 75, 190, 90, 89, 25]);
  });

  it('has the form of a lesson, and a name of its own', () => {
    for (const lesson of lessons) expect(() => lessonSchema.parse(lesson)).not.toThrow();
    expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
    expect(lessons.map(({ id }) => id)).toHaveLength(11);
    const [lesson] = lessons;
    const act = { type: 'act', text: 'Do', button: 'Do', deeds: [{ scene: 'nowhere', act: { type: 'add' } }] };
    const wrong = lessonSchema.safeParse({ ...lesson, steps: [...(lesson?.steps ?? []), act] });
    expect(wrong.error?.issues.map(({ message }) => message)).toEqual(['there is no scene nowhere']);
    // Whoever is wrong is told why, and only they.
    for (const { answer } of lessons.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.type === 'predict' ? [step] : [])),
    ))
      if (answer.kind === 'choice')
        expect(answer.options.filter(({ why }) => why === undefined).map(({ id }) => id)).toEqual([answer.right]);
      else
        expect(
          answer.whys?.every(({ least, most }) => least >= answer.min && least <= most && most <= answer.max),
        ).toBe(true);
  });

  for (const lesson of lessons) {
    it(`plays to its end, and what it claims is so: ${lesson.title}`, { timeout: 300_000 }, () => {
      const play = new LessonPlay(lesson);
      let claims = 0;
      let unknown = measuresIn(lesson.steps);
      for (const step of lesson.steps) {
        if (step.type === 'predict') play.predict(firstWrong(step));
        const view = play.view();
        const shown = view.steps.at(-1);
        unknown = unknown.filter((name) => !isKnown(name, play));
        expect(view.theatre.scenes.map(({ failure }) => failure).filter((failure) => failure !== null)).toEqual([]);
        for (const claim of shown?.claims ?? []) {
          expect([claim.says, claim.detail, claim.holds]).toEqual([claim.says, claim.detail, true]);
          claims++;
        }
        // Whatever the stage shows: that is no claim.
        if (step.type === 'say' || step.type === 'reveal') {
          const { measured } = play;
          expect(step.claims.filter((claim) => !canBeFalse(claim, measured)).map(({ says }) => says)).toEqual([]);
        }
        expect(shown?.text.join(' ')).not.toMatch(/\{[a-z]|undefined|NaN/);
        expect(view.isLost).toBe(false);
        // What takes long says how far it is, can be left there, and is gone on with.
        if (step.type === 'runs' || step.type === 'search') {
          play.work(3);
          expect(play.view().isWaiting).toBe(true);
          expect(play.view().progress).not.toBeNull();
        }
        // Wherever a learner looks meanwhile, what was said stays said, and the lesson goes on from where it was.
        play.seek(0);
        if (step.type === 'reveal') play.seek(view.theatre.histories[view.theatre.history]?.length ?? 0);
        play.choose(0);
        if (step.type === 'reveal' || step.type === 'say') expect(play.view().steps.at(-1)).toEqual(shown);
        for (const asked of step.type === 'reveal' ? [lesson.steps[view.step - 2], lesson.steps[view.step - 1]] : [])
          if (asked?.type === 'predict' && asked.answer.kind === 'number')
            expect([asked.question, unexplained(asked.answer, shown?.right ?? '')]).toEqual([asked.question, []]);
        if (shown?.guess != null) expect(shown.guess).toMatchObject({ isRight: false, why: expect.any(String) });
        play.next();
      }
      expect(claims).toBeGreaterThan(2);
      expect(unknown).toEqual([]);
      const { step, theatre } = play.view();
      play.back();
      expect(play.view().step).toBe(step - 1);
      expect(play.view().theatre.histories).toEqual(theatre.histories);
    });
  }
});
