/**
 * Which slots and which single objects have another owner in one frame than in the frame before. An object that gets a slot
 * to itself comes from the owner of the slot of its hash, and goes back there when it has none any more. Pure.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { hashText, slotOf } from '@potoroo/shared/placement';
import type { KeyedStageSample, SoloSample, TelemetryFrame } from '@potoroo/shared/telemetry';

/** Workers by index. */
export type OwnerChange = {
  readonly state: NodeId;
  readonly slot: number;
  /** The object that moved alone, in a slot to itself; null: the slot moved, with all that is in it. */
  readonly key: string | null;
  readonly from: number;
  readonly to: number;
  /** Of the first frame with the new owner. */
  readonly atMs: number;
};

export function ownerChanges(before: TelemetryFrame, after: TelemetryFrame): readonly OwnerChange[] {
  return after.stages.flatMap((stage) => {
    const earlier = before.stages.find(({ state }) => state === stage.state);
    return earlier === undefined
      ? []
      : [...slotChanges(earlier, stage), ...soloChanges(earlier, stage)].map((change) => ({
          state: stage.state,
          ...change,
          atMs: after.atMs,
        }));
  });
}

type Change = Omit<OwnerChange, 'state' | 'atMs'>;

function slotChanges({ placement: earlier }: KeyedStageSample, { placement }: KeyedStageSample): readonly Change[] {
  if (earlier === placement) return [];
  return placement.flatMap((to, slot) => {
    const from = earlier[slot];
    return from === undefined || from === to ? [] : [{ slot, key: null, from, to }];
  });
}

function soloChanges(earlier: KeyedStageSample, stage: KeyedStageSample): readonly Change[] {
  if (earlier.solos === undefined && stage.solos === undefined) return [];
  const known = new Map<string, SoloSample>(
    [...(earlier.solos ?? []), ...(stage.solos ?? [])].map((solo) => [solo.key, solo]),
  );
  return Array.from(known, ([key, { slot }]) => ({
    slot,
    key,
    from: ownerOf(earlier, key),
    to: ownerOf(stage, key),
  })).flatMap(({ from, to, ...moved }) =>
    from === null || to === null || from === to ? [] : [{ ...moved, from, to }],
  );
}

/** Who has the object of a key: in its own slot, or in that of its hash. Null: only the beginning of the key is known. */
export function ownerOf({ placement, solos = [] }: KeyedStageSample, key: string): number | null {
  const solo = solos.find((each) => each.key === key);
  if (solo !== undefined) return solo.worker;
  if (key.length >= limits.listedTextCharsMax) return null;
  return placement[homeSlotOf(key, placement.length)] ?? null;
}

/** The slot to which the hash of a key leads. */
export const homeSlotOf = (key: string, slots: number): number => slotOf(hashText(key), slots);
