/** Seven schemes on the same keys: how evenly each spreads them, and how many move when a member joins or one in the middle leaves. Pure. */
import { assert } from '../assert.ts';
import { maglev } from './maglev.ts';
import { jump, modulo } from './positional.ts';
import { randomSlicing } from './random-slicing.ts';
import { rendezvous } from './rendezvous.ts';
import { multiProbe, ring } from './rings.ts';
import type { Hash, Layout, Member } from './scheme.ts';

export type SchemeId = 'modulo' | 'ring' | 'jump' | 'multi-probe' | 'rendezvous' | 'maglev' | 'random-slicing';

export type Scheme = {
  readonly id: SchemeId;
  readonly title: string;
  /** What it does, in one sentence. */
  readonly idea: string;
  readonly start: (members: readonly Member[]) => Layout;
  /** The share of all keys that moves among `n` members, by the mathematics; null where there is no short formula. */
  readonly expected: (n: number) => { readonly join: number | null; readonly leave: number | null };
};

/** What no scheme that stays balanced can go below. */
export const leastShares = (n: number): { readonly join: number; readonly leave: number } => ({
  join: 1 / (n + 1),
  leave: 1 / n,
});

export const middleOf = (n: number): number => Math.floor(n / 2);

/** Of two, the one in the middle is the last, which leaves with its share alone. */
const jumpLeave = (n: number): number | null =>
  n === 1 ? null : n === 2 ? 1 / 2 : 1 - middleOf(n) / n - 1 / (n * (n - 1));

export const schemes: readonly Scheme[] = [
  {
    id: 'modulo',
    title: 'Modulo',
    idea: 'The remainder of the hash by the number of workers.',
    start: modulo,
    expected: (n) => ({ join: n / (n + 1), leave: (n - 1) / n }),
  },
  {
    id: 'ring',
    title: 'Ring, 100 points a worker',
    idea: 'Workers have points on a circle; a key belongs to the next one.',
    start: (members) => ring(members),
    expected: leastShares,
  },
  {
    id: 'jump',
    title: 'Jump',
    idea: 'A formula without a table; only the last worker can leave cheaply.',
    start: jump,
    // Those before the one that leaves stay; the last one's keys meet it again by chance, one place further down.
    expected: (n) => ({ join: 1 / (n + 1), leave: jumpLeave(n) }),
  },
  {
    id: 'multi-probe',
    title: 'Multi-probe, 21 looks',
    idea: 'One point a worker; a key looks from many places and takes the nearest.',
    start: (members) => multiProbe(members),
    expected: leastShares,
  },
  {
    id: 'rendezvous',
    title: 'Rendezvous',
    idea: 'Each worker bids for a key; the highest bid has it.',
    start: rendezvous,
    expected: leastShares,
  },
  {
    id: 'maglev',
    title: 'Maglev',
    idea: 'A table that workers fill in turn, each in an order of its own.',
    start: (members) => maglev(members),
    expected: () => ({ join: null, leave: null }),
  },
  {
    id: 'random-slicing',
    title: 'Random Slicing',
    idea: 'A table of intervals: a joiner gets a stretch from everyone.',
    start: randomSlicing,
    expected: leastShares,
  },
];

export type Figures = {
  /** In the order of the members. */
  readonly loads: readonly number[];
  /** The fullest member against the mean: 1 is perfect. */
  readonly maxOverMean: number;
  /** Keys, or what they weigh. */
  readonly total: number;
  readonly movedOnJoin: number;
  /** Of the member in the middle; null where it is the only one. */
  readonly movedOnLeave: number | null;
  /** What the one in the middle had: that much must move. */
  readonly leastOnLeave: number | null;
};

/** `weights`: what each hash counts for, such as the objects of a slot; 1 each where absent. */
export function figuresOf(
  start: Scheme['start'],
  members: readonly Member[],
  hashes: ArrayLike<Hash>,
  weights?: ArrayLike<number>,
): Figures {
  assert(members.length > 0, 'a placement needs a worker');
  const before = start(members);
  const owners = ownersIn(before, hashes);
  const weightOf = (index: number): number => (weights === undefined ? 1 : (weights[index] ?? 0));
  const sums = new Map(members.map((member) => [member, 0]));
  let total = 0;
  for (const [index, owner] of owners.entries()) {
    sums.set(owner, (sums.get(owner) ?? 0) + weightOf(index));
    total += weightOf(index);
  }
  const loads = members.map((member) => sums.get(member) ?? 0);
  const movedTo = (after: Layout): number =>
    ownersIn(after, hashes).reduce((sum, owner, index) => (owner === owners[index] ? sum : sum + weightOf(index)), 0);
  const leaver = members.length > 1 ? (members[middleOf(members.length)] ?? null) : null;
  return {
    loads,
    maxOverMean: total === 0 ? 1 : (Math.max(...loads) * members.length) / total,
    total,
    movedOnJoin: movedTo(before.join(Math.max(...members) + 1)),
    movedOnLeave: leaver === null ? null : movedTo(before.leave(leaver)),
    leastOnLeave: leaver === null ? null : (sums.get(leaver) ?? 0),
  };
}

const ownersIn = (layout: Layout, hashes: ArrayLike<Hash>): readonly Member[] =>
  Array.from({ length: hashes.length }, (_, index) => layout.ownerOf(hashes[index] ?? 0));
