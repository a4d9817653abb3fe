// Every slot has one owner or records have nowhere to go, and workers that get more slots than others are the bottleneck.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import { countLines, twoStages } from '../../testing/sample-topologies.ts';
import { firstPlacement } from './placement.ts';

describe('the first placement', () => {
  it('gives every slot of every stage one worker of the view, and no worker two slots more than another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: limits.workersMax }), (workers) => {
        for (const topology of [countLines, twoStages]) {
          const placement = firstPlacement(topology, workers);
          expect(placement).toHaveLength(topology.stages.length);
          topology.stages.forEach((stage, index) => {
            const table = placement[index] ?? [];
            expect(table).toHaveLength(stage.kind === 'keyed' ? stage.slots : 1);
            expect(table.every((worker) => Number.isInteger(worker) && worker >= 0 && worker < workers)).toBe(true);
            if (stage.kind !== 'keyed') return;
            const owned = Array.from(
              { length: workers },
              (_, worker) => table.filter((owner) => owner === worker).length,
            );
            expect(Math.max(...owned) - Math.min(...owned)).toBeLessThanOrEqual(1);
            expect(table).toEqual(table.toSorted((a, b) => a - b));
          });
        }
      }),
    );
  });

  it('deals sources and sinks one by one, so that not all of them land on one worker', () => {
    const placement = firstPlacement(twoStages, 3);
    expect([placement[0], placement[1], placement[4]]).toEqual([[0], [1], [2]]);
  });

  it('needs a worker', () => {
    expect(() => firstPlacement(countLines, 0)).toThrow('needs a worker');
  });
});
