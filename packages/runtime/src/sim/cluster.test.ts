// The simulated cluster runs the real worker cores and the real coordinator. Were a record lost, doubled, reordered or met by
// two workers, the totals would differ from those of the one-thread driver, or an assertion of the core would stop the run.
import { nodeId } from '@potoroo/shared/ids';
import { describe, expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import { TopologyDriver } from '../testing/index.ts';
import { countLines, twoStages } from '../testing/sample-topologies.ts';
import { runCluster } from './cluster.ts';
import type { Random } from './random.ts';
import { randomFrom } from './random.ts';

const votes = nodeId('votes');
const totals = nodeId('totals');
const workersOf = [1, 2, 3, 5];

function someLines(random: Random, lines: number, keys: number): Uint8Array {
  const text = Array.from({ length: lines }, () => `k${random.below(keys)}${random.below(9) === 0 ? 'é€😀' : ''}`);
  return plainText.encode(`${text.join('\n')}\n`);
}

const linesOf = (bytes: Uint8Array | undefined): readonly string[] =>
  bytes === undefined ? [] : plainText.decode(bytes, 0, bytes.length).split('\n').slice(0, -1);

function byKey(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const [key = ''] = line.split(' => ');
    const group = groups.get(key) ?? [];
    group.push(line);
    groups.set(key, group);
  }
  return groups;
}

describe('a cluster made from a seed', () => {
  for (const workers of workersOf) {
    it(`counts every line once and in order per key with ${workers} workers, over 10 seeds`, () => {
      for (let seed = 1; seed <= 10; seed++) {
        const input = someLines(randomFrom(seed), 400, 120);
        const driver = new TopologyDriver(countLines);
        driver.feed(votes, input);
        const result = runCluster({
          topology: countLines,
          workers,
          seed,
          inputs: new Map([[votes, input]]),
          barrierIntervalMs: 2,
        });
        expect(result.accepted.get(votes)).toBe(400);
        expect(linesOf(result.outputs.get(totals))).toHaveLength(400);
        expect(result.deadLetters).toBe(0);
        expect(result.epochs).toBeGreaterThan(1);
        expect(byKey(linesOf(result.outputs.get(totals)))).toEqual(byKey(driver.lines(totals)));
        expect(result.state(nodeId('total'))).toEqual(driver.state(nodeId('total')));
      }
    });
  }

  it('starts a source only when all records of the one before it have been applied', () => {
    const left = nodeId('left');
    const right = nodeId('right');
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomFrom(seed);
      const inputs = new Map([
        [left, someLines(random, 200, 90)],
        [right, someLines(random, 200, 90)],
      ]);
      const driver = new TopologyDriver(twoStages);
      driver.feed(left, inputs.get(left) ?? new Uint8Array(0));
      driver.feed(right, inputs.get(right) ?? new Uint8Array(0));
      const result = runCluster({ topology: twoStages, workers: 3, seed, inputs, after: new Map([[right, left]]) });
      expect(linesOf(result.outputs.get(nodeId('out')))).toHaveLength(600);
      expect(result.state(nodeId('first'))).toEqual(driver.state(nodeId('first')));
      expect(result.state(nodeId('second'))).toEqual(driver.state(nodeId('second')));
    }
  });

  it('L1: is told to have no end where it gets no further', () => {
    const inputs = new Map([[votes, someLines(randomFrom(7), 300, 100)]]);
    const waiting = {
      topology: countLines,
      workers: 2,
      seed: 7,
      inputs,
      open: new Set([votes]),
      barrierIntervalMs: 50,
    };
    expect(() => runCluster(waiting)).toThrow(/^L1: no end after \d+ steps, and no record more/);
  });

  it('makes the same run from the same seed', () => {
    const inputs = new Map([[votes, someLines(randomFrom(7), 300, 100)]]);
    const run = () => runCluster({ topology: countLines, workers: 3, seed: 99, inputs });
    const [first, second] = [run(), run()];
    expect(second.steps).toBe(first.steps);
    expect(second.outputs).toEqual(first.outputs);
  });
});
