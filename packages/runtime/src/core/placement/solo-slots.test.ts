// A single object that moves must move alone, stay where it was put whoever joins, and find its way home. An error here puts
// a key into two slots, or lets a join take along what somebody has put elsewhere on purpose.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nobody } from '@potoroo/shared/placement';
import { placementAfter } from './placement.ts';
import type { Placement } from './placement.ts';
import type { Solo, SoloChange, Wish } from './solo-slots.ts';
import { hashTables, homeSlotOf, soloKeysOf, solosAfter } from './solo-slots.ts';

/** A source at worker 0, and a state of eight slots at workers 0 and 1. */
const slots = [0, 8];
const first: Placement = [[0], [0, 0, 0, 0, 1, 1, 1, 1]];
const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
const keyAt = (owner: number): string => keys.find((key) => first[1]?.[homeSlotOf(key, 8)] === owner) ?? '';
const [near, far] = [keyAt(0), keyAt(1)];

type Standing = { readonly placement: Placement; readonly solos: readonly Solo[]; readonly members: readonly number[] };
type Barrier = {
  readonly wishes?: readonly Wish[];
  readonly joining?: readonly number[];
  readonly leaving?: readonly number[];
};

function barrier(standing: Standing, { wishes = [], joining = [], leaving = [] }: Barrier): Standing & SoloChange {
  const { placement, solos, members } = standing;
  const after = placementAfter(hashTables(placement, slots), members, { joining, leaving });
  const change = solosAfter({ before: placement, solos, after, slots, leaving, wishes });
  return { ...change, members: [...members, ...joining].filter((member) => !leaving.includes(member)) };
}
const start: Standing = { placement: first, solos: [], members: [0, 1] };
const wish = (key: string, to: number | null): Wish => ({ stage: 1, key, to });
const movesOf = ({ moves }: SoloChange): readonly string[] =>
  moves.map(({ slot, from, to }) => `${slot} ${from}>${to}`);

describe('a single object', () => {
  it('moves alone, into a slot behind those of the hashes, from where its key belongs', () => {
    const moved = barrier(start, { wishes: [wish(near, 1)] });
    expect(movesOf(moved)).toEqual(['8 0>1']);
    expect(moved.moves[0]?.known, 'no checkpoint has anything of it').toBe(false);
    expect(moved.placement).toEqual([[0], [0, 0, 0, 0, 1, 1, 1, 1, 1]]);
    const again = barrier(moved, { wishes: [wish(near, 0), wish(far, 0)] });
    expect(movesOf(again)).toEqual(['8 1>0', '9 1>0']);
    expect([...soloKeysOf(again.solos, 1)]).toEqual([
      [near, 8],
      [far, 9],
    ]);
  });

  it('stays where it is when others join and leave, and counts to nobody’s share', () => {
    const moved = barrier(start, { wishes: [wish(near, 1)] });
    const joined = barrier(moved, { joining: [2, 3] });
    expect([movesOf(joined), joined.placement[1]?.[8]]).toEqual([[], 1]);
    expect(joined.placement[1]?.slice(0, 8)).toEqual(barrier(start, { joining: [2, 3] }).placement[1]);
    const left = barrier(joined, { leaving: [0] });
    expect([movesOf(left), left.placement[1]?.[8]]).toEqual([[], 1]);
  });

  it('of a worker that leaves goes to where its hash slot is, and joins it at the next barrier', () => {
    const moved = barrier(start, { wishes: [wish(near, 1)] });
    const left = barrier(moved, { leaving: [1] });
    expect([movesOf(left), left.solos]).toEqual([['8 1>0'], [{ stage: 1, slot: 8, key: near, homing: true }]]);
    const home = barrier(left, {});
    expect([home.moves, home.solos, home.placement[1]?.[8] ?? nobody]).toEqual([[], [], nobody]);
  });

  it('that is released follows its hash slot, where that moves meanwhile, until both are at one worker', () => {
    const moved = barrier(start, { wishes: [wish(near, 1)] });
    const released = barrier(moved, { wishes: [wish(near, null)], joining: [2], leaving: [0] });
    const home = released.placement[1]?.[homeSlotOf(near, 8)];
    expect([home, movesOf(released)]).toEqual([2, ['8 1>2']]);
    expect(barrier(released, { joining: [3] }).solos).toEqual([]);
  });

  it('that is released where its hash slot is joins it at once, and one on its way home may be moved elsewhere', () => {
    const stayed = barrier(barrier(start, { wishes: [wish(near, 1)] }), { wishes: [wish(near, 0)] });
    expect(barrier(stayed, { wishes: [wish(near, null)] }).solos).toEqual([]);
    const homing = barrier(barrier(start, { wishes: [wish(near, 1)] }), { wishes: [wish(near, null)] });
    const kept = barrier(homing, { wishes: [wish(near, 1)] });
    expect([movesOf(kept), kept.solos[0]?.homing]).toEqual([['8 0>1'], false]);
  });

  it('gets no slot that another one gives up at the same barrier, and later the lowest that is nobody’s', () => {
    const stayed = barrier(barrier(start, { wishes: [wish(near, 1)] }), { wishes: [wish(near, 0)] });
    const both = barrier(stayed, { wishes: [wish(near, null), wish(far, 0)] });
    expect(both.solos).toEqual([{ stage: 1, slot: 9, key: far, homing: false }]);
    expect(both.placement[1]?.[8]).toBe(nobody);
    expect(barrier(both, { wishes: [wish(near, 1)] }).solos.at(-1)?.slot).toBe(8);
  });

  it('has one slot and one owner, whatever is asked for and whoever joins and leaves', () => {
    const step = fc.record({
      wishes: fc.uniqueArray(
        fc.record({ stage: fc.constant(1), key: fc.constantFrom(...keys.slice(0, 6)), to: fc.option(fc.nat(9)) }),
        { selector: ({ key }) => key },
      ),
      joins: fc.boolean(),
      leaver: fc.option(fc.nat(9)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let standing: Standing = start;
        let name = 2;
        for (const { wishes, joins, leaver } of steps) {
          const { members } = standing;
          const leaving = leaver === null || members.length === 1 ? [] : [members[leaver % members.length] ?? 0];
          const staying = members.filter((member) => !leaving.includes(member));
          const asked = wishes.map(({ to, ...rest }) => ({
            ...rest,
            to: to === null ? null : (staying[to % staying.length] ?? 0),
          }));
          const next = barrier(standing, { wishes: asked, joining: joins ? [name++] : [], leaving });
          const table = next.placement[1] ?? [];
          expect(new Set(next.solos.map(({ key }) => key)).size).toBe(next.solos.length);
          expect(next.solos.map(({ slot }) => slot).toSorted((a, b) => a - b)).toEqual(
            [...table.entries()].flatMap(([slot, owner]) => (slot >= 8 && owner !== nobody ? [slot] : [])),
          );
          for (const { slot } of next.solos) expect(next.members).toContain(table[slot]);
          const moved = new Set(next.moves.map(({ slot }) => slot));
          for (const { key, slot } of standing.solos)
            if (asked.every((one) => one.key !== key) && !leaving.includes(standing.placement[1]?.[slot] ?? nobody))
              expect(moved.has(slot) && next.solos.some((solo) => solo.slot === slot && !solo.homing)).toBe(false);
          standing = next;
        }
        for (let barriers = 0; barriers < 2; barriers++)
          standing = barrier(standing, { wishes: standing.solos.map(({ key }) => wish(key, null)) });
        expect(standing.solos, 'two barriers bring everything home').toEqual([]);
      }),
    );
  });
});
