/** Which slots of a state meet most records now, and the objects that lie in them. Pure. */
import type { SlotsReport } from '@potoroo/shared/control';
import type { KeyedStageSample } from '@potoroo/shared/telemetry';

export type HotSlot = { readonly slot: number; readonly perSecond: number };
export type HotObject = {
  readonly key: string;
  /** By index; null while its slot is on its way. */
  readonly worker: number | null;
  /** Of its slot, whose objects share it. */
  readonly perSecond: number;
  /** As JSON, cut. */
  readonly value: string;
};

/** Busiest first; a slot without objects is none. */
export function hotSlots({ objects }: KeyedStageSample, rates: readonly number[], most: number): readonly HotSlot[] {
  return rates
    .map((perSecond, slot) => ({ slot, perSecond }))
    .filter(({ slot, perSecond }) => perSecond > 0 && (objects[slot] ?? 0) > 0)
    .toSorted((a, b) => b.perSecond - a.perSecond || a.slot - b.slot)
    .slice(0, most);
}

/** In the order of their slots, busiest first. */
export function hotObjects(
  hot: readonly HotSlot[],
  { slots }: SlotsReport,
  { placement }: KeyedStageSample,
  most: number,
): readonly HotObject[] {
  return hot
    .flatMap(({ slot, perSecond }) => {
      const found = slots.find((each) => each.slot === slot);
      const worker = placement[slot] ?? null;
      return (found?.keys ?? []).map((key, index) => ({ key, worker, perSecond, value: found?.values?.[index] ?? '' }));
    })
    .slice(0, most);
}
