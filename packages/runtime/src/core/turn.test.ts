// Were a turn as long as user code makes it, a worker that works slowly would look like one that hangs: barriers, credits and
// heartbeats wait for the end of the turn.
import { describe, expect, it } from 'vitest';
import { Turn } from './turn.ts';

/** Full turns of records that cost this many milliseconds each; the shares they were given. */
function shares(turn: Turn, millisecondsEach: number, turns: number): readonly number[] {
  let now = 0;
  return Array.from({ length: turns }, () => {
    turn.begin(now);
    const { share } = turn;
    turn.exhaust();
    now += share * millisecondsEach;
    return share;
  });
}

describe('the share of a turn', () => {
  it('grows to the most while full turns are short', () => {
    expect(shares(new Turn(4096), 0.0005, 12)).toEqual([16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096, 4096]);
  });

  it('shrinks until a turn of slow records is short, down to one record', () => {
    const last = (each: number): number => shares(new Turn(4096), each, 12).at(-1) ?? 0;
    expect(last(2)).toBeLessThanOrEqual(20);
    expect(last(500)).toBe(1);
    expect(last(1)).toBeLessThanOrEqual(40);
  });

  it('is not judged by turns that did not use it up, which may have been followed by idle time', () => {
    const turn = new Turn(4096);
    turn.begin(0);
    turn.begin(10_000);
    expect(turn.share).toBe(16);
    expect(turn.exhausted).toBe(false);
  });

  it('is used up by records of links too', () => {
    const turn = new Turn(4096);
    turn.begin(0);
    turn.left = 0;
    expect(turn.exhausted).toBe(true);
  });
});
