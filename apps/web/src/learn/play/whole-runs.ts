/** Whole runs of a scene on other numbers of workers: their counts, and a row of rates for the table. Pure. */
import { endOf, type SceneSpec } from '@potoroo/runtime/sim/stage';
import { assert } from '@potoroo/shared/assert';
import type { RunTable } from './play-view.ts';

/** Workers -> counts of the whole run; `rate` is records a second. */
export type Runs = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function wholeRuns(
  spec: SceneSpec | undefined,
  workers: readonly number[],
): { readonly counts: Runs; readonly row: RunTable['rows'][number] } {
  assert(spec !== undefined, 'a table is made of scenes that there are');
  const runs = workers.map((count) => {
    const counts = endOf([{ ...spec, workers: count }], [])[0]?.counts ?? {};
    return { ...counts, rate: Math.round((1_000 * (counts['given'] ?? 0)) / (counts['ms'] ?? 1)) };
  });
  return {
    counts: Object.fromEntries(runs.map((run, index) => [String(workers[index]), run])),
    row: { title: spec.title, perSecond: runs.map(({ rate }) => rate) },
  };
}
