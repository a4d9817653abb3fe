/**
 * What a step of a lesson does that takes long, a slice at a time: whole runs for a table, and the search for a failure. Whoever
 * waits is told how far it is, and may stop it between two slices.
 */
import { endAfter, type SceneSpec } from '@potoroo/runtime/sim/stage';
import { assert } from '@potoroo/shared/assert';
import { FailureSearch, type Found, triesMax } from './failure-search.ts';
import type { StepOf } from './lesson-schema.ts';
import type { RunTable } from './play-view.ts';

/** So much of so much, and what it is that is played now. */
export type Progress = { readonly done: number; readonly of: number; readonly what: string };
type LongStep = StepOf<'runs'> | StepOf<'search'>;

/** What such steps have brought so far, and the one that is under way. Mutable. */
export class LessonWork {
  runs: Readonly<Record<string, Runs>> = {};
  table: RunTable | null = null;
  found: readonly Found[] = [];
  /** Null where nothing is under way. */
  progress: Progress | null = null;
  #work: Generator<Progress, void, undefined> | null = null;

  /** Scene -> how many faults break it, and how many runs were tried: with one fault, with two, and in all. */
  get foundCounts(): Readonly<Record<string, Readonly<Record<'faults' | 'singles' | 'pairs' | 'tried', number>>>> {
    return Object.fromEntries(
      this.found.map(({ scene, deeds, singles, pairs }) => [
        scene,
        { faults: deeds.length, singles, pairs, tried: singles + pairs },
      ]),
    );
  }

  /** So many slices more; true once it is over. */
  advance(slices: number, step: LongStep, stage: Stage): boolean {
    this.#work ??= this.#begin(step, stage);
    for (let slice = 0; slice < slices; slice++) {
      const next = this.#work.next();
      if (next.done === true) {
        this.drop();
        return true;
      }
      this.progress = next.value;
      stage.pulse?.();
    }
    return false;
  }

  /** What is not over is not gone on with. */
  drop(): void {
    this.#work = null;
    this.progress = null;
  }

  *#begin(step: LongStep, { specs, indexOf }: Stage): Generator<Progress, void, undefined> {
    const scenes = step.scenes.map((id) => ({ id, scene: indexOf(id) }));
    if (step.type === 'search') {
      this.found = yield* searchWork(specs, scenes, step.moments);
      return;
    }
    const { runs, table } = yield* tableWork(specs, scenes, step.workers);
    this.runs = runs;
    this.table = table;
  }
}

type Stage = {
  readonly specs: readonly SceneSpec[];
  readonly indexOf: (scene: string) => number;
  /** Told after each slice. */
  readonly pulse: (() => void) | undefined;
};
/** A scene of a lesson, by the name that its lesson gives it. */
type Named = { readonly id: string; readonly scene: number };

/** The counts of a whole run, and `rate`: records a second. */
type Run = Readonly<Record<string, number>> & { readonly rate: number };
/** Workers -> the whole run on so many. */
export type Runs = Readonly<Record<string, Run>>;
type Tabled = { readonly runs: Readonly<Record<string, Runs>>; readonly table: RunTable };

/** Whole runs of scenes on other numbers of workers. */
function* tableWork(
  specs: readonly SceneSpec[],
  scenes: readonly Named[],
  workers: readonly number[],
): Generator<Progress, Tabled, undefined> {
  const all: { readonly id: string; readonly title: string; readonly runs: Run[] }[] = [];
  let done = 0;
  for (const { id, scene } of scenes) {
    const spec = specs[scene];
    assert(spec !== undefined, 'a table is made of scenes that there are');
    const runs: Run[] = [];
    for (const count of workers) {
      const what = `${spec.title}: ${count} ${count === 1 ? 'worker' : 'workers'}`;
      const run = endAfter({ ...spec, workers: count }, []);
      let next = run.next();
      for (; next.done !== true; next = run.next()) yield { done, of: scenes.length * workers.length, what };
      const { counts } = next.value;
      runs.push({ ...counts, rate: Math.round((1_000 * (counts['given'] ?? 0)) / (counts['ms'] ?? 1)) });
      done++;
    }
    all.push({ id, title: spec.title, runs });
  }
  return {
    runs: Object.fromEntries(
      all.map(({ id, runs }) => [id, Object.fromEntries(runs.map((run, index) => [String(workers[index]), run]))]),
    ),
    table: {
      workers,
      rows: all.map(({ title, runs }) => ({ title, perSecond: runs.map(({ rate }) => rate) })),
    },
  };
}

/** The smallest failure of each scene. */
function* searchWork(
  specs: readonly SceneSpec[],
  scenes: readonly Named[],
  moments: number,
): Generator<Progress, readonly Found[], undefined> {
  const found: Found[] = [];
  const each = triesMax(moments);
  for (const { id, scene } of scenes) {
    const title = specs[scene]?.title ?? id;
    const search = new FailureSearch({ specs, scene, moments });
    const slices = search.slices();
    let next = slices.next();
    for (; next.done !== true; next = slices.next())
      yield { done: found.length * each + search.tried.length, of: scenes.length * each, what: title };
    found.push({ scene: id, title, ...next.value });
  }
  return found;
}
