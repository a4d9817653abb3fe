/** What a worker says of its slots: the first keys of each, as many as the limits of one answer allow. Pure. */
import { limits } from '@potoroo/shared/limits';
import { objectText } from '../../operators/index.ts';
import type { ListedSlot } from './control-messages.ts';

type Objects = ReadonlyMap<string, { readonly value: unknown }>;

/** Every slot gets its share of the limit first, so that none is left out for a large one before it. */
export function listSlots(
  slots: readonly number[],
  withValues: boolean,
  objectsIn: (slot: number) => Objects | null,
): readonly ListedSlot[] {
  const most = withValues ? limits.valuesListedMax : limits.objectsListedMax;
  const each = Math.max(1, Math.floor(most / Math.max(1, slots.length)));
  return slots.flatMap((slot) => {
    const objects = objectsIn(slot);
    if (objects === null) return [];
    const listed = firstOf(objects, each);
    return [
      {
        slot,
        total: objects.size,
        keys: listed.map(([key]) => key.slice(0, limits.listedTextCharsMax)),
        values: withValues ? listed.map(([, { value }]) => objectText(value, limits.listedTextCharsMax).text) : null,
      },
    ];
  });
}

/** Without looking at the rest: there may be millions. */
function firstOf(objects: Objects, most: number): readonly (readonly [string, { readonly value: unknown }])[] {
  const first: (readonly [string, { readonly value: unknown }])[] = [];
  for (const entry of objects) {
    if (first.length === most) break;
    first.push(entry);
  }
  return first;
}
