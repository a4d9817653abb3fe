// A task that cuts before every channel has delivered the barrier acknowledges records it has not seen; one that counts a
// channel twice cuts too early as well; one that never cuts stops the run.
import { describe, expect, it } from 'vitest';
import { Aligner } from './aligner.ts';

describe('alignment', () => {
  it('cuts when the last channel has delivered, and starts anew for the next barrier', () => {
    const aligner = new Aligner(() => 3, 0);
    for (const epoch of [1, 2, 5])
      expect([aligner.arrived(epoch), aligner.arrived(epoch), aligner.arrived(epoch)]).toEqual([false, false, true]);
  });

  it('of a task with one channel cuts at once', () => {
    expect(new Aligner(() => 1, 0).arrived(1)).toBe(true);
  });

  it('I10: refuses another barrier while one is being aligned', () => {
    const aligner = new Aligner(() => 2, 0);
    aligner.arrived(1);
    expect(() => aligner.arrived(2)).toThrow('I10: barrier 2 arrived while barrier 1');
  });

  it('waits for as many channels as there are when the barrier comes: members join and leave between two barriers', () => {
    let inputs = 1;
    const aligner = new Aligner(() => inputs, 0);
    expect(aligner.arrived(1)).toBe(true);
    inputs = 3;
    expect([2, 2, 2].map((epoch) => aligner.arrived(epoch))).toEqual([false, false, true]);
    inputs = 2;
    expect([3, 3].map((epoch) => aligner.arrived(epoch))).toEqual([false, true]);
  });

  it('I11: goes on from the last complete epoch after a recovery, and never back to it', () => {
    expect(() => new Aligner(() => 2, 7).arrived(7)).toThrow('I11: barrier 7 after barrier 7');
    expect(new Aligner(() => 1, 7).arrived(8)).toBe(true);
  });

  it('refuses more barriers than there are channels', () => {
    let inputs = 3;
    const aligner = new Aligner(() => inputs, 0);
    aligner.arrived(1);
    aligner.arrived(1);
    inputs = 2;
    expect(() => aligner.arrived(1)).toThrow('the same barrier twice');
  });

  it('I11: refuses a barrier again, and an earlier one', () => {
    const aligner = new Aligner(() => 1, 0);
    aligner.arrived(2);
    expect(() => aligner.arrived(2)).toThrow('I11');
    expect(() => aligner.arrived(1)).toThrow('I11');
  });
});
