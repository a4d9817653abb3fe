/** Takes each load-bearing rule away and sees at which seed that is noticed. */
import { canary, catchMutant, mutants } from '@potoroo/runtime/sim';
import { clock, say, sayProgress } from './say.ts';

/** True where every rule was missed. */
export function runGate(seeds: number, minutes: number): boolean {
  const since = performance.now();
  const until = since + minutes * 60_000;
  let unnoticed = 0;
  for (const mutant of [canary, ...mutants]) {
    sayProgress(mutant.rule);
    const caught = catchMutant(mutant, seeds, () => performance.now() < until);
    sayProgress('');
    if (caught === null) unnoticed++;
    const where = caught === null ? 'NOT NOTICED' : `seed ${caught.seed}`;
    say(`${where.padEnd(12)}${mutant.rule}${caught === null ? '' : `\n${' '.repeat(12)}  ${shown(caught.reason)}`}`);
  }
  const all = mutants.length + 1;
  say(`sim:mutants: ${all - unnoticed} of ${all} rules noticed, ${unnoticed} not, in ${clock(since)}`);
  return unnoticed === 0;
}

const shown = (reason: string): string => (reason.split('\n')[0] ?? '').slice(0, 140);
