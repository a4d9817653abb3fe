// A recovery must be right whatever was half done when it began. One crash at each step of a run, of each worker and of the
// coordinator, meets every half-done thing there is.
import { describe, expect, it } from 'vitest';
import type { Fault } from './faults.ts';
import { minimise } from './minimise.ts';
import { mutants } from './mutants.ts';
import { canonicalRun, search } from './search.ts';
import { failureOf, runSeed } from './seed-run.ts';

const victims: readonly Fault[] = [
  { type: 'kill-coordinator' },
  { type: 'kill-at-commit', manifest: 'torn' },
  { type: 'kill-at-commit', manifest: 'kept' },
  { type: 'kill', who: 0, more: 0 },
  { type: 'kill', who: 1, more: 0 },
  { type: 'kill', who: 2, more: 0 },
];
/** A run of the tests takes every so manieth step, another one for each victim; the search takes all of them. */
const stride = 97;

describe('a crash at any step', () => {
  const canonical = canonicalRun();
  const calm = runSeed(canonical);

  it('happens to a run in which a worker joins, one leaves, and slots move', () => {
    expect(calm.met).toMatchObject({ joins: 1, leaves: 1, recoveries: 0 });
    expect(calm.met.moves).toBeGreaterThan(50);
    expect(calm.epochs).toBeGreaterThan(2);
  });

  for (const [offset, fault] of victims.entries()) {
    it(`leaves no trace: ${Object.values(fault).join(' ')}`, { timeout: 120_000 }, () => {
      let crashes = 0;
      for (let step = 1 + offset; step < calm.steps; step += stride) {
        const faults = [...canonical.faults, { step, fault }];
        const failure = failureOf({ ...canonical, faults });
        if (failure !== null) throw new Error(`${JSON.stringify(fault)} before step ${step}`, { cause: failure });
        crashes++;
      }
      expect(crashes).toBeGreaterThan(6);
    });
  }

  it('is searched for by size, and a search without time proves nothing', () => {
    let left = 25;
    expect(search(canonical, { mayGoOn: () => left-- > 0 })).toEqual({
      type: 'none',
      singles: 25,
      pairs: 0,
      alike: 0,
      complete: false,
    });
  });

  it('is found by the search where a rule that recovery stands on is gone', () => {
    const mutant = mutants.find(({ rule }) => rule === 'a source goes on where the checkpoint left it');
    if (mutant === undefined) throw new Error('there is such a rule');
    const { restore } = mutant.take();
    try {
      const { type, ...found } = search({ ...canonical, faults: [] }, { stride });
      expect([type, 'faults' in found && found.faults.length]).toEqual(['breaks', 1]);
    } finally {
      restore();
    }
  });
});

describe('the minimiser', () => {
  const run = canonicalRun();
  const at = (type: 'checkpoint' | 'stop' | 'kill-all', step: number) => ({ step, fault: { type } as Fault });
  const faults = [1, 2, 3, 4, 5, 6, 7].map((step) => at('checkpoint', step)).concat([at('stop', 8), at('kill-all', 9)]);

  it('leaves only the faults that are needed', () => {
    const needed = ['stop', 'kill-all'];
    const fails = ({ faults: left }: typeof run): Error | null =>
      needed.every((type) => left.some(({ fault }) => fault.type === type)) ? new Error(`${left.length} left`) : null;
    const smallest = minimise({ ...run, faults }, fails);
    expect(smallest?.run.faults.map(({ fault }) => fault.type)).toEqual(needed);
    expect(smallest?.failure.message).toBe('2 left');
  });

  it('leaves none where the run fails without any, and has nothing to do where it does not fail', () => {
    expect(minimise({ ...run, faults }, () => new Error('always'))?.run.faults).toEqual([]);
    expect(minimise({ ...run, faults }, () => null)).toBeNull();
  });
});
