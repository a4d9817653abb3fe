// In safe mode a worker that is lost has said with which record of which source it was busy, wherever that record had come
// to. Were the mark that of another record, the wrong one would be skipped for ever.
import { moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import { describe, expect, it } from 'vitest';
import { TopologyDriver } from '../testing/index.ts';
import { countLines } from '../testing/sample-topologies.ts';
import { plainText } from '../api/index.ts';
import { frameType } from './exchange/frames.ts';
import { productLimits } from './data-plane-limits.ts';
import type { Placement } from './placement/placement.ts';
import { WorkerPair } from './testing/worker-pair.ts';

const source = stageId(0);
/** The source and the sink at worker 0, every object at worker 1. */
const apart: Placement = [[0], Array.from({ length: 256 }, () => 1), [0]];
const lines = ['aa', 'b', 'ccc'];
const offsets = [0, 3, 5];

function pairWith(safe: boolean, skipped: readonly number[] = []): WorkerPair {
  const quarantine = skipped.map((offset) => ({ source, intake: 0, offset, module: moduleId(2), why: 'looped' }));
  const pair = new WorkerPair(countLines, apart, productLimits, { safe, quarantine });
  pair.both({ type: 'start', stages: [source] });
  pair.lines(0, source, lines);
  return pair;
}

describe('a worker in safe mode', () => {
  it('marks origin and module before each call of user code, wherever the record has come to, and rests when a turn is over', () => {
    const pair = pairWith(true);
    pair.settle();
    const busy = pair.marks.flatMap(({ worker, mark }) =>
      mark === null ? [] : [`${worker} ${mark.source}.${mark.intake}.${mark.offset} ${mark.module}`],
    );
    // The key function here; the initial value, the state computation and the encoder there.
    const there = offsets.flatMap((offset) => [1, 2, 3].map((module) => `1 0.0.${offset} ${module}`));
    expect(busy.filter((mark) => mark.startsWith('0'))).toEqual(offsets.map((offset) => `0 0.0.${offset} 0`));
    expect(busy.filter((mark) => mark.startsWith('1'))).toEqual(there);
    for (const worker of [0, 1]) expect(pair.marks.findLast((one) => one.worker === worker)?.mark).toBeNull();
    const usual = pairWith(false);
    usual.settle();
    expect(usual.marks).toEqual([]);
  });

  it('sends what is made of one record before anything of the next one', () => {
    const pair = pairWith(true);
    const frames = pair.sent.map(({ bytes }) => bytes[4]);
    expect(frames).toEqual(lines.flatMap(() => [frameType.origin, frameType.data]));
    expect(pairWith(false).sent.map(({ bytes }) => bytes[4])).toEqual([frameType.data]);
  });

  it('I21: skips a record in quarantine at its source, as a dead letter, and nothing else', () => {
    for (const safe of [true, false]) {
      const pair = pairWith(safe, [3]);
      pair.settle();
      pair.inject(1);
      pair.settle();
      pair.both({ type: 'complete', epoch: 1 });
      pair.settle();
      const quarantine = [{ source, intake: 0, offset: 3, module: moduleId(2), why: 'looped' }];
      const driver = new TopologyDriver(countLines, plainText, quarantine);
      driver.feed(nodeId('votes'), plainText.encode('aa\nb\nccc\n'));
      expect(pair.written.join('')).toBe(
        driver
          .lines(nodeId('totals'))
          .map((line) => `${line}\n`)
          .join(''),
      );
      expect(pair.written.join('')).toBe('aa => 1\nccc => 1\n');
      expect(pair.told('acked').find(({ stage }) => stage === 0)).toMatchObject({ records: 3, failures: 1 });
      const [failure, ...others] = pair.workers[0]?.counts.takeFailures() ?? [];
      expect(others).toEqual([]);
      expect(failure).toMatchObject({ node: 'count', kind: 'quarantine', key: null });
      expect(String(failure?.error)).toContain('looped with the record at byte 3 of source votes');
    }
  });
});
