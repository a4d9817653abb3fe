/**
 * What a change of workers would move, before it is made: under the runtime's own placement, under modulo and under a ring.
 * Worked out from the table of slots and their counts alone, so it is at once there for a million objects. Pure.
 */
import { modulo, type Layout, mix, ring, tableWith, tableWithout } from '@potoroo/shared/placement';
import type { KeyedStageSample } from '@potoroo/shared/telemetry';

export type Change = { readonly type: 'add' } | { readonly type: 'drain'; readonly worker: number };

export type PreviewRow = {
  readonly title: string;
  /** State objects that would move, and their share of all. */
  readonly objects: number;
  readonly share: number;
  readonly slots: number;
};

export type Preview = {
  readonly rows: readonly PreviewRow[];
  /** Under the runtime's own placement: slot -> the worker that would own it. */
  readonly table: readonly number[];
  readonly moving: ReadonlySet<number>;
  readonly total: number;
};

/** `members`: worker indices in join order; `joiner`: the index that a new worker would get. */
export type PreviewParts = {
  readonly stage: Pick<KeyedStageSample, 'placement' | 'objects'>;
  readonly members: readonly number[];
  readonly joiner: number;
  readonly change: Change;
};

export function previewOf({ stage, members, joiner, change }: PreviewParts): Preview {
  const { placement, objects } = stage;
  const staying = change.type === 'add' ? members : members.filter((member) => member !== change.worker);
  const table =
    change.type === 'add' ? tableWith(placement, members, joiner) : tableWithout(placement, staying, change.worker);
  const total = objects.reduce((sum, count) => sum + count, 0);
  const row = (title: string, isMoving: (slot: number) => boolean): PreviewRow => {
    const slots = placement.flatMap((_, slot) => (isMoving(slot) ? [slot] : []));
    const moved = slots.reduce((sum, slot) => sum + (objects[slot] ?? 0), 0);
    return {
      title,
      objects: moved,
      share: total === 0 ? slots.length / Math.max(1, placement.length) : moved / total,
      slots: slots.length,
    };
  };
  const under = (start: (present: readonly number[]) => Layout): ((slot: number) => boolean) => {
    const before = start(members);
    const after = change.type === 'add' ? before.join(joiner) : before.leave(change.worker);
    // Each slot stands for its keys; modulo is taken of the slot itself, as a naive system would.
    const placeOf = start === modulo ? (slot: number) => slot : (slot: number) => mix(slot);
    return (slot) => before.ownerOf(placeOf(slot)) !== after.ownerOf(placeOf(slot));
  };
  const moving = new Set(placement.flatMap((owner, slot) => (table[slot] === owner ? [] : [slot])));
  return {
    rows: [row('This runtime', (slot) => moving.has(slot)), row('A ring', under(ring)), row('Modulo', under(modulo))],
    table,
    moving,
    total,
  };
}

/** In slots, of which everybody has the same number, and what as many slots hold on the average; of a leaver exactly. */
export type Least = { readonly slots: number; readonly objects: number; readonly isAbout: boolean };

/** The least that can move so that everybody has the same again: the joiner's share of the slots, or all that the leaver has. */
export function leastToMove({ stage, members, change }: PreviewParts): Least {
  const { placement, objects } = stage;
  const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  if (change.type === 'drain') {
    const own = objects.filter((_, slot) => placement[slot] === change.worker);
    return { slots: placement.filter((owner) => owner === change.worker).length, objects: sumOf(own), isAbout: false };
  }
  const slots = Math.floor(placement.length / (members.length + 1));
  return { slots, objects: Math.round((sumOf(objects) * slots) / Math.max(1, placement.length)), isAbout: true };
}
