/** Makes a failing run small: leaves out faults as long as it still fails. */
import type { SeedRun } from './seed-run.ts';
import { failureOf } from './seed-run.ts';

export type Minimised = { readonly run: SeedRun; readonly failure: Error; readonly tried: number };

/** Null where the run does not fail. */
export function minimise(run: SeedRun, fails: (run: SeedRun) => Error | null = failureOf): Minimised | null {
  let failure = fails(run);
  if (failure === null) return null;
  let [smallest, tried] = [run, 1];
  for (let size = Math.ceil(run.faults.length / 2); size >= 1;) {
    let isSmaller = false;
    for (let from = 0; from < smallest.faults.length; from += size) {
      const faults = smallest.faults.filter((_, index) => index < from || index >= from + size);
      const found = fails({ ...smallest, faults });
      tried++;
      if (found === null) continue;
      smallest = { ...smallest, faults };
      failure = found;
      isSmaller = true;
      from -= size;
    }
    if (!isSmaller || size > smallest.faults.length) {
      if (size === 1) break;
      size = Math.max(1, Math.floor(size / 2));
    }
  }
  return { run: smallest, failure, tried };
}
