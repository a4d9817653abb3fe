/** What a change of placement moves. Pure. */
import type { Placement } from './placement.ts';

export type SlotMove = {
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  /** The new owner has the slot as of the last checkpoint: the barrier carries only what changed since. */
  readonly warm: boolean;
};
export type StageMove = { readonly stage: number; readonly slot: number; readonly from: number; readonly to: number };

export function movesBetween(before: Placement, after: Placement): readonly StageMove[] {
  return before.flatMap((table, stage) =>
    table.flatMap((from, slot) => {
      const to = after[stage]?.[slot] ?? from;
      return to === from ? [] : [{ stage, slot, from, to }];
    }),
  );
}
