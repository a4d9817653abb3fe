/** Looks for the first seed at which the swarm notices that a rule is gone. */
import type { Mutant } from './mutant.ts';
import { drawRun, failureOf } from './seed-run.ts';

export type Caught = { readonly seed: number; readonly reason: string };

/** Null where no seed up to the last one notices. `mayGoOn` is asked before each. */
export function catchMutant({ take }: Mutant, seedsMax: number, mayGoOn: () => boolean = () => true): Caught | null {
  const { rules, restore } = take();
  try {
    for (let seed = 1; seed <= seedsMax && mayGoOn(); seed++) {
      const failure = failureOf(drawRun(seed), { rules });
      if (failure !== null) return { seed, reason: failure.message };
    }
    return null;
  } finally {
    restore();
  }
}
