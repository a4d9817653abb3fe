// Every slot has one owner or records have nowhere to go; workers that get more slots than others are the bottleneck; and a
// change of members that moves more than it must makes keys wait that had no part in it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import { countLines, twoStages } from '../../testing/sample-topologies.ts';
import { movesBetween } from './moves.ts';
import type { Placement } from './placement.ts';
import { firstPlacement, placementAfter } from './placement.ts';

const upTo = (workers: number): readonly number[] => Array.from({ length: workers }, (_, worker) => worker);
const owned = (table: readonly number[], worker: number): number => table.filter((owner) => owner === worker).length;
const spread = (table: readonly number[], members: readonly number[]): number => {
  const loads = members.map((member) => owned(table, member));
  return Math.max(...loads) - Math.min(...loads);
};

describe('the first placement', () => {
  it('gives every slot of every stage one worker of the view, and no worker two slots more than another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: limits.workersMax }), (workers) => {
        for (const topology of [countLines, twoStages]) {
          const placement = firstPlacement(topology, upTo(workers));
          expect(placement).toHaveLength(topology.stages.length);
          topology.stages.forEach((stage, index) => {
            const table = placement[index] ?? [];
            expect(table).toHaveLength(stage.kind === 'keyed' ? stage.slots : 1);
            expect(table.every((worker) => Number.isInteger(worker) && worker >= 0 && worker < workers)).toBe(true);
            if (stage.kind !== 'keyed') return;
            expect(spread(table, upTo(workers))).toBeLessThanOrEqual(1);
            expect(table).toEqual(table.toSorted((a, b) => a - b));
          });
        }
      }),
    );
  });

  it('deals sources and sinks one by one, so that not all of them land on one worker', () => {
    const placement = firstPlacement(twoStages, [4, 7, 9]);
    expect([placement[0], placement[1], placement[4]]).toEqual([[4], [7], [9]]);
  });

  it('needs a worker', () => {
    expect(() => firstPlacement(countLines, [])).toThrow('needs a worker');
  });
});

type Change = { readonly joins: boolean; readonly who: number };
type Step = { readonly change: Change; readonly members: readonly number[]; readonly worker: number };
type Seen = Step & { readonly before: Placement; readonly after: Placement };

const joined = (placement: Placement, members: readonly number[], joiner: number): Placement =>
  placementAfter(placement, members, { joining: [joiner], leaving: [] });
const left = (placement: Placement, members: readonly number[], leaver: number): Placement =>
  placementAfter(placement, members, { joining: [], leaving: [leaver] });

/** Plays changes of members one after another; names are never used again. */
function play(start: number, changes: readonly Change[], see: (step: Seen) => void): void {
  let members = upTo(start);
  let placement = firstPlacement(twoStages, members);
  let name = start;
  for (const change of changes) {
    if (!change.joins && members.length === 1) continue;
    const worker = change.joins ? name++ : (members[change.who % members.length] ?? 0);
    const after = change.joins ? joined(placement, members, worker) : left(placement, members, worker);
    see({ change, members, worker, before: placement, after });
    placement = after;
    members = change.joins ? [...members, worker] : members.filter((member) => member !== worker);
  }
}

const changes = fc.array(fc.record({ joins: fc.boolean(), who: fc.nat(7) }), { maxLength: 12 });

describe('I18: a change of members', () => {
  it('moves to a joiner its share and nothing else, and takes it from whoever has most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), changes, (start, all) => {
        play(start, all, ({ change, members, worker, before, after }) => {
          if (!change.joins) return;
          const moves = movesBetween(before, after);
          expect(moves.every(({ to }) => to === worker)).toBe(true);
          for (const [stage, table] of before.entries()) {
            const moved = moves.filter((move) => move.stage === stage).length;
            expect(moved).toBe(Math.floor(table.length / (members.length + 1)));
            const next = after[stage] ?? [];
            const most = Math.max(...members.map((member) => owned(next, member)));
            for (const { from } of moves.filter((move) => move.stage === stage))
              expect(owned(next, from)).toBeGreaterThanOrEqual(most - 1);
          }
        });
      }),
    );
  });

  it('moves of a leaver what it owned and nothing else, to members that stay', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), changes, (start, all) => {
        play(start, all, ({ change, members, worker, before, after }) => {
          if (change.joins) return;
          const moves = movesBetween(before, after);
          expect(moves.every(({ from, to }) => from === worker && to !== worker && members.includes(to))).toBe(true);
          expect(moves.length).toBe(before.flat().filter((owner) => owner === worker).length);
          expect(after.flat()).not.toContain(worker);
        });
      }),
    );
  });

  it('leaves no worker with two slots more than another, however often members come and go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), changes, (start, all) => {
        play(start, all, ({ change, members, worker, after }) => {
          const now = change.joins ? [...members, worker] : members.filter((member) => member !== worker);
          for (const table of after) if (table.length > 1) expect(spread(table, now)).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it('moves no more for joins and leaves at one barrier than the greater of what joiners lack and leavers had', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(4), fc.nat(6), changes, (start, joins, leaves, earlier) => {
        let [before, members]: readonly [Placement, readonly number[]] = [
          firstPlacement(twoStages, upTo(start)),
          upTo(start),
        ];
        play(start, earlier, ({ change, worker, after }) => {
          before = after;
          members = change.joins ? [...members, worker] : members.filter((member) => member !== worker);
        });
        const joining = upTo(joins).map((index) => 100 + index);
        const leaving = members.slice(0, Math.min(leaves, members.length - 1));
        const after = placementAfter(before, members, { joining, leaving });
        const serving = [...members, ...joining].filter((member) => !leaving.includes(member));
        for (const [stage, table] of before.entries()) {
          if (table.length === 1) continue;
          const moves = movesBetween([table], [after[stage] ?? []]);
          const estate = table.filter((owner) => leaving.includes(owner)).length;
          expect(moves.length).toBeLessThanOrEqual(
            Math.max(estate, joining.length * Math.ceil(table.length / serving.length)),
          );
          expect(moves.every(({ from, to }) => leaving.includes(from) || joining.includes(to))).toBe(true);
          expect(spread(after[stage] ?? [], serving)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is the same wherever it is computed', () => {
    const placement = firstPlacement(twoStages, [0, 1, 2]);
    expect(joined(placement, [0, 1, 2], 3)).toEqual(joined(placement, [0, 1, 2], 3));
    expect(left(placement, [0, 1, 2], 1)).toEqual(left(placement, [0, 1, 2], 1));
  });

  it('cannot take the last worker', () => {
    expect(() => left(firstPlacement(countLines, [3]), [3], 3)).toThrow('the last worker cannot leave');
  });
});
