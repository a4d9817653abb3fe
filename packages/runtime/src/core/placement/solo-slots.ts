/**
 * Solo slots: which state objects have a slot of their own, and what a barrier changes about that. Pure.
 *
 * In the table of a keyed stage the hash slots come first; each entry behind them is a solo slot, the slot of one key, or
 * nobody's. So an object that has one is owned, moved, checkpointed and recovered like any other slot.
 */
import { assert } from '@potoroo/shared/assert';
import { nobody } from '@potoroo/shared/placement';
import { hashText, slotOf } from '../slots/hash.ts';
import type { StageMove } from './moves.ts';
import type { Placement } from './placement.ts';

export type Solo = {
  readonly stage: number;
  readonly slot: number;
  readonly key: string;
  /** On its way home: it lies where its hash slot does, and joins it at the next barrier, or goes there first. */
  readonly homing: boolean;
};

/** Of one stage: key -> its solo slot. */
export type SoloKeys = ReadonlyMap<string, number>;
export const noSolos: SoloKeys = new Map();

export const soloKeysOf = (solos: readonly Solo[], stage: number): SoloKeys => {
  const own = solos.filter((solo) => solo.stage === stage);
  return own.length === 0 ? noSolos : new Map(own.map(({ key, slot }) => [key, slot]));
};

/** The keys that have a slot of their own in one of the two and not in the other. */
export const soloKeysChanged = (before: SoloKeys, after: SoloKeys): readonly string[] => [
  ...[...before.keys()].filter((key) => !after.has(key)),
  ...[...after.keys()].filter((key) => !before.has(key)),
];

export const homeSlotOf = (key: string, slots: number): number => slotOf(hashText(key), slots);

/** `slots`: hash slots by stage; 0 where the stage is not keyed. */
export const hashTables = (placement: Placement, slots: readonly number[]): Placement =>
  placement.map((table, stage) => ((slots[stage] ?? 0) === 0 ? table : table.slice(0, slots[stage])));

/** Where the object of a key shall be; `to` null: where its hash slot is. */
export type Wish = { readonly stage: number; readonly key: string; readonly to: number | null };

export type SoloPlan = {
  readonly before: Placement;
  readonly solos: readonly Solo[];
  /** The hash tables in force after the barrier. */
  readonly after: Placement;
  readonly slots: readonly number[];
  readonly leaving: readonly number[];
  /** One for a key at most, each to a member that stays. */
  readonly wishes: readonly Wish[];
};

export type SoloChange = {
  /** The hash tables with the solo slots behind them. */
  readonly placement: Placement;
  readonly solos: readonly Solo[];
  /** `known`: the slot was there before, so that a checkpoint may have something of it. */
  readonly moves: readonly (StageMove & { readonly known: boolean })[];
};

/**
 * Solo slots stay where they are but for what is wished, and for those of a worker that leaves, which go home. An object
 * goes home in two steps, so that each barrier does one thing to a key: it moves to where its hash slot is; where both are
 * at one worker, they become one.
 */
export function solosAfter({ before, solos, after, slots, leaving, wishes }: SoloPlan): SoloChange {
  const next: Solo[] = [];
  const moves: (StageMove & { readonly known: boolean })[] = [];
  const placement = after.map((table) => Array.from(table));
  const put = (solo: Solo, from: number, to: number, known: boolean): void => {
    const table = placement[solo.stage];
    assert(table !== undefined, `there is no stage ${solo.stage}`);
    while (table.length <= solo.slot) table.push(nobody);
    table[solo.slot] = to;
    next.push(solo);
    if (to !== from) moves.push({ stage: solo.stage, slot: solo.slot, from, to, known });
  };
  for (const { stage, slot, key, homing } of solos) {
    const from = ownerIn(before, stage, slot);
    const home = homeSlotOf(key, slots[stage] ?? 0);
    const wish = wishes.find((one) => one.stage === stage && one.key === key);
    const stays = homing || leaving.includes(from) ? null : from;
    const to = wish === undefined ? stays : wish.to;
    if (to !== null) put({ stage, slot, key, homing: false }, from, to, true);
    else if (from !== ownerIn(before, stage, home))
      put({ stage, slot, key, homing: true }, from, ownerIn(after, stage, home), true);
  }
  for (const { stage, key, to } of wishes) {
    if (to === null || solos.some((solo) => solo.stage === stage && solo.key === key)) continue;
    const hashSlots = slots[stage] ?? 0;
    const slot = freeSlot([...solos, ...next], stage, hashSlots);
    put({ stage, slot, key, homing: false }, ownerIn(before, stage, homeSlotOf(key, hashSlots)), to, false);
  }
  return { placement, solos: next, moves };
}

/** A slot that is given up at this barrier is not another key's at once. */
function freeSlot(taken: readonly Solo[], stage: number, first: number): number {
  const slots = new Set(taken.flatMap((solo) => (solo.stage === stage ? [solo.slot] : [])));
  let slot = first;
  while (slots.has(slot)) slot++;
  return slot;
}

export function ownerIn(placement: Placement, stage: number, slot: number): number {
  const owner = placement[stage]?.[slot];
  assert(owner !== undefined && owner !== nobody, `slot ${slot} of stage ${stage} has an owner`);
  return owner;
}
