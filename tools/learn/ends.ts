/** What every stage of Learn leaves when its lesson is gone through: a hash for each scene of each history, played to its end. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { collectLibraries, compile } from '@potoroo/shared/compile';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import { LabPlay, type Lesson, LessonPlay, lessons } from '@potoroo/web/learn';

const root = path.resolve(import.meta.dirname, '../..');
/** The template that the laboratory plays here, and the project that a studio begins with. */
const templates = { laboratory: 'alphabet', project: 'market-spread' } as const;

/** A history of a stage: the first is the one in which nothing is done, the others are what the acts of the lesson have made. */
export type End = {
  /** A lesson, or `laboratory`. */
  readonly name: string;
  /** From 1, as the screen counts them; the laboratory has 1. */
  readonly step: number;
  readonly history: number;
  readonly traces: readonly string[];
};

export function* ends(): Generator<End> {
  const given = { ok: true, value: templateNamed(templates.project) } as const;
  for (const lesson of lessons) {
    const play = new LessonPlay(lesson, { given });
    for (const step of looksOf(lesson)) {
      while (play.view().step + 1 < step) play.next();
      yield* endsOf(play, lesson.id, step);
    }
  }
  yield* endsOf(lab(), 'laboratory', 1);
}

/** Where the stage of a lesson has seen all that is done to it: at the last step, and before it is set anew with other code. */
const looksOf = ({ steps }: Lesson): readonly number[] => [
  ...steps.flatMap(({ type }, index) => (type === 'write' ? [index + 1] : [])),
  steps.length,
];

function* endsOf(play: LessonPlay | LabPlay, name: string, step: number): Generator<End> {
  for (const { id, length } of play.view().theatre.histories) {
    play.choose(id);
    play.seek(length);
    yield { name, step, history: id, traces: play.view().theatre.scenes.map(({ traceHash }) => traceHash) };
  }
}

function templateNamed(name: string) {
  const shared = createRequire(path.join(root, 'packages/shared/package.json'));
  const folder = path.dirname(shared.resolve('typescript-6/lib/lib.es5.d.ts'));
  const libraries = collectLibraries((file) => readFileSync(path.join(folder, file), 'utf8'));
  const parsed = parsePipelineText(readFileSync(path.join(root, 'examples', name, 'pipeline.json'), 'utf8'));
  const { topology } = parsed.ok ? compile(parsed.value, libraries) : { topology: null };
  if (topology === null) throw new Error(`the example ${name} does not compile`);
  return { name, topology };
}

const lab = (): LabPlay =>
  new LabPlay(templateNamed(templates.laboratory), {
    links: 'effectively-once',
    outputs: 'with the checkpoint',
    guarantee: 'effectively-once',
    faults: [],
    workers: 3,
    singlesMax: 0,
    pairsMax: 0,
    seed: 42,
  });
