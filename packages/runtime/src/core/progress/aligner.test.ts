// A task that cuts before every channel has delivered the barrier acknowledges records it has not seen; one that counts a
// channel twice cuts too early as well; one that never cuts stops the run.
import { describe, expect, it } from 'vitest';
import { Aligner } from './aligner.ts';

describe('alignment', () => {
  it('cuts when the last channel has delivered, and starts anew for the next barrier', () => {
    const aligner = new Aligner(3);
    for (const epoch of [1, 2, 5]) {
      expect([aligner.arrived(epoch), aligner.arrived(epoch), aligner.arrived(epoch)]).toEqual([false, false, true]);
    }
  });

  it('of a task with one channel cuts at once', () => {
    expect(new Aligner(1).arrived(1)).toBe(true);
  });

  it('I10: refuses another barrier while one is being aligned', () => {
    const aligner = new Aligner(2);
    aligner.arrived(1);
    expect(() => aligner.arrived(2)).toThrow('I10: barrier 2 arrived while barrier 1');
  });

  it('I11: refuses a barrier again, and an earlier one', () => {
    const aligner = new Aligner(1);
    aligner.arrived(2);
    expect(() => aligner.arrived(2)).toThrow('I11');
    expect(() => aligner.arrived(1)).toThrow('I11');
  });
});
