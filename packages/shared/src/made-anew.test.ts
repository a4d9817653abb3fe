// Were what is made anew to differ from what was written, every stage would compute something else than its source says.
import { describe, expect, it } from 'vitest';
import { madeAnew } from './made-anew.ts';

const makeCounter = ({ step }: { readonly step: number }): (() => number) => {
  let count = 0;
  return () => (count += step);
};

describe('a function made anew', () => {
  it('does what was written, with what it is given, each on its own', () => {
    const [ones, tens] = [madeAnew(makeCounter)({ step: 1 }), madeAnew(makeCounter)({ step: 10 })];
    expect([ones(), ones(), tens(), ones()]).toEqual([1, 2, 10, 3]);
  });

  it('has code of its own', () => {
    expect(madeAnew(makeCounter)).not.toBe(madeAnew(makeCounter));
  });

  it('says in a profile for which node it was made', () => {
    const makeFault = (_given: null) => () => new Error('where').stack ?? '';
    expect(madeAnew(makeFault, 'a node/1')(null)()).toContain('potoroo-made-makeFault-of-a%20node%2F1.js');
    expect(madeAnew(makeFault)(null)()).toContain('potoroo-made-makeFault.js');
  });

  it('sees nothing of the module in which it was written', () => {
    const ofTheModule = 1;
    expect(() => madeAnew(() => () => ofTheModule)()()).toThrow(ReferenceError);
  });
});
