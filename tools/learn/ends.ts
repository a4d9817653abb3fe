/** What every stage of Learn leaves when it is played to its end and nothing is done: one hash for each scene. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { collectLibraries, compile } from '@potoroo/shared/compile';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import { LabPlay, LessonPlay, lessons } from '@potoroo/web/learn';

const root = path.resolve(import.meta.dirname, '../..');
/** The template that the laboratory plays here, and the project that a studio begins with. */
const templates = { laboratory: 'alphabet', project: 'market-spread' } as const;

/** Lesson, or `laboratory` -> the traces of its scenes. */
export function endTraces(): ReadonlyMap<string, readonly string[]> {
  const given = { ok: true, value: templateNamed(templates.project) } as const;
  const plays = lessons.map((lesson) => [lesson.id, endOf(new LessonPlay(lesson, { given }))] as const);
  return new Map([...plays, ['laboratory', endOf(lab())]]);
}

function endOf(play: LessonPlay | LabPlay): readonly string[] {
  play.seek(Number.MAX_SAFE_INTEGER);
  return play.view().theatre.scenes.map(({ traceHash }) => traceHash);
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
