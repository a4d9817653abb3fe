// A link that lost a frame, or brought one twice, would change totals that nobody can check while a run goes on: both ends
// of every channel count, and every barrier compares.
import { describe, expect, it } from 'vitest';
import { countLines } from '../testing/sample-topologies.ts';
import type { Placement } from './placement/placement.ts';
import { WorkerPair } from './testing/worker-pair.ts';

const [source, slots, dataFrame] = [0, 256, 1];
/** Lines are read at the first worker, counted at the second, and leave at the first: both channels are in use. */
const apart: Placement = [[0], Array.from({ length: slots }, () => 1), [0]];
const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);

/** Every key was met once, so that a frame needs no other one to be read. */
function established(): WorkerPair {
  const pair = new WorkerPair(countLines, apart);
  pair.both({ type: 'start', stages: [source] });
  pair.lines(0, source, keys);
  pair.settle();
  pair.inject(1);
  pair.settle();
  return pair;
}

/** Takes the first data frame to the worker off its way, and puts it back this many times. */
function tamper(pair: WorkerPair, to: number, times: number): number {
  const at = pair.sent.findIndex((sent) => sent.to === to && sent.bytes[4] === dataFrame);
  const [frame] = pair.sent.splice(at, 1);
  if (frame === undefined) throw new Error('no data frame is on its way');
  pair.sent.splice(at, 0, ...Array.from({ length: times }, () => frame));
  return new DataView(frame.bytes.buffer, frame.bytes.byteOffset).getUint32(8, true);
}

const found = (pair: WorkerPair): readonly Record<'lost' | 'doubled', number>[] =>
  pair.workers.map(({ counts: { lost, doubled } }) => ({ lost, doubled }));
const even = { lost: 0, doubled: 0 };

describe('the two ends of a channel', () => {
  it('I16: agree at every barrier on how many records went before it, or say how many were lost and doubled', () => {
    const untouched = established();
    untouched.lines(0, source, keys);
    untouched.settle();
    untouched.inject(2);
    untouched.settle();
    expect(found(untouched)).toEqual([even, even]);

    const losing = established();
    losing.lines(0, source, keys);
    const lost = tamper(losing, 1, 0);
    losing.inject(2);
    losing.settle();
    expect(lost).toBe(keys.length);
    expect(found(losing)).toEqual([even, { lost, doubled: 0 }]);
    losing.lines(0, source, keys);
    losing.settle();
    losing.inject(3);
    losing.settle();
    expect(found(losing), 'once, not again at the next barrier').toEqual([even, { lost, doubled: 0 }]);

    const doubling = established();
    doubling.lines(0, source, keys);
    const doubled = tamper(doubling, 1, 2);
    doubling.inject(2);
    doubling.settle();
    expect(found(doubling)).toEqual([even, { lost: 0, doubled }]);
  });
});
