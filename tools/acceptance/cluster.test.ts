// Each application on a simulated cluster of 1, 2, 3 and 5 workers, against a reference that knows nothing of the product.
// What would break: a record is lost, doubled, reordered within its key, or met by two workers.
import { nodeId } from '@potoroo/shared/ids';
import { runCluster } from '@potoroo/runtime/sim';
import { describe, expect, test } from 'vitest';
import type { Case } from './cases.ts';
import { judge, makeCases } from './cases.ts';
import { compiledExample } from './compiled-example.ts';

const workerCounts = [1, 2, 3, 5];

describe.each(makeCases(1_500))('$title', (one: Case) => {
  test.each(workerCounts)('is answered by %d workers as by the reference', (workers) => {
    const run = runOn(one, { workers, seed: workers, marketDataFirst: true });
    expect(run.deadLetters).toBe(0);
    expect(judge(one, { actual: run.actual, concurrent: false })).toBeNull();
  });
});

describe.each(makeCases(1_500).filter(({ name }) => name.startsWith('market-spread')))(
  '$title, both sources at once',
  (one: Case) => {
    test.each(workerCounts)('is an answer of %d workers that some interleaving explains', (workers) => {
      const run = runOn(one, { workers, seed: workers, marketDataFirst: false });
      expect(run.deadLetters).toBe(0);
      expect(judge(one, { actual: run.actual, concurrent: true })).toBeNull();
    });
  },
);

type How = { readonly workers: number; readonly seed: number; readonly marketDataFirst: boolean };

function runOn(
  one: Case,
  { workers, seed, marketDataFirst }: How,
): { readonly actual: Uint8Array; readonly deadLetters: number } {
  const isOrdered = marketDataFirst && one.name.startsWith('market-spread');
  const result = runCluster({
    topology: compiledExample(one.name, one.wiring),
    workers,
    seed,
    inputs: new Map(Array.from(one.inputs, ([node, bytes]) => [nodeId(node), bytes])),
    after: new Map(isOrdered ? [[nodeId('orders'), nodeId('market-data')]] : []),
  });
  return {
    actual: result.outputs.get(nodeId(one.application.sink)) ?? new Uint8Array(0),
    deadLetters: result.deadLetters,
  };
}
