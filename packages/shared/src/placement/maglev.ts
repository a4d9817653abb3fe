/**
 * Maglev (Eisenbud et al., NSDI 2016, section 3.4): a look-up table that the members fill in turn, each by an order of its
 * own. Spread almost evenly; on a change a little more moves than must. Pure.
 */
import { type Layout, layoutFrom, type Member, memberAt, mix } from './scheme.ts';

/** A prime, far above the number of members. */
export const maglevEntriesDefault = 65_537;

export const maglev = (members: readonly Member[], entries = maglevEntriesDefault): Layout =>
  layoutFrom((present) => {
    const table = maglevTable(present, entries);
    return (hash) => memberAt(present, table[hash % entries] ?? 0);
  }, members);

/** Where a member's order begins, and how far apart its wishes are. */
export const wishesOf = (member: Member, entries: number): { readonly offset: number; readonly skip: number } => ({
  offset: mix(member + 1, 17) % entries,
  skip: (mix(member + 1, 19) % (entries - 1)) + 1,
});

/** Entry -> index of a member. */
function maglevTable(members: readonly Member[], entries: number): Int32Array {
  const table = new Int32Array(entries).fill(-1);
  const wishes = members.map((member) => ({ ...wishesOf(member, entries), asked: 0 }));
  for (let filled = 0; filled < entries;) {
    for (const [index, wish] of wishes.entries()) {
      if (filled === entries) break;
      table[firstFree(table, wish)] = index;
      filled += 1;
    }
  }
  return table;
}

type Wish = { readonly offset: number; readonly skip: number; asked: number };

/** The next wish of a member that nobody has; it is not asked for again. */
function firstFree(table: Int32Array, wish: Wish): number {
  for (;;) {
    const entry = (wish.offset + wish.asked * wish.skip) % table.length;
    wish.asked += 1;
    if (table[entry] === -1) return entry;
  }
}
