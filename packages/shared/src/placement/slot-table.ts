/**
 * The runtime's own placement of one stage: an explicit table of fixed slots. A joiner takes its share, slot by slot from
 * whoever has most; a leaver's slots go to whoever has least; no other slot moves (I18). Pure. Both the coordinator, which
 * decides by it, and the screen, which shows what a decision would be, read it here.
 */
import { assert } from '../assert.ts';
import type { Member } from './scheme.ts';

/** In the place of a member: a solo slot that is no key's. */
export const nobody: Member = -1;

/** Slot -> member. */
export type SlotTable = readonly Member[];

/** Slots in contiguous stretches. */
export const firstTable = (members: readonly Member[], slots: number): SlotTable =>
  Array.from({ length: slots }, (_, slot) => members[Math.floor((slot * members.length) / slots)] ?? 0);

/** `members`: the others. A joiner that was given slots of one who leaves takes that much less. */
export function tableWith(before: SlotTable, members: readonly Member[], joiner: Member): SlotTable {
  const table = Array.from(before);
  const loads = loadsOf(table, members);
  const share = Math.floor(table.length / (members.length + 1));
  let has = table.filter((owner) => owner === joiner).length;
  for (;;) {
    const from = members.reduce((most, member) => (loadOf(loads, member) > loadOf(loads, most) ? member : most));
    if (has >= share && loadOf(loads, from) <= has + 1) break;
    table[table.indexOf(from)] = joiner;
    loads.set(from, loadOf(loads, from) - 1);
    has++;
  }
  return table;
}

/** `loads`: what each who stays has already, which is counted on; by itself that is what it has of this table. */
export function tableWithout(
  before: SlotTable,
  staying: readonly Member[],
  leaver: Member,
  loads: Loads = loadsOf(before, staying),
): SlotTable {
  assert(staying.length > 0, 'the last worker cannot leave');
  return before.map((owner) => {
    if (owner !== leaver) return owner;
    const to = staying.reduce((least, member) => (loadOf(loads, member) < loadOf(loads, least) ? member : least));
    loads.set(to, loadOf(loads, to) + 1);
    return to;
  });
}

/** Member -> slots. */
export type Loads = Map<Member, number>;
const loadOf = (loads: Loads, member: Member): number => loads.get(member) ?? 0;

export function loadsOf(table: SlotTable, members: readonly Member[]): Loads {
  const loads: Loads = new Map(members.map((member) => [member, 0]));
  for (const owner of table) if (loads.has(owner)) loads.set(owner, loadOf(loads, owner) + 1);
  return loads;
}
