/** Invariants of PROTOCOL.md that are seen from outside of the cores: pure functions over what a simulated cluster knows. */
import { assert } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { CoordinatorState, Placement, Worker } from '../core/index.ts';

type Change = NonNullable<CoordinatorState['change']>;

/** I18: slots move only to those who join and from those who leave, and no more of them than the share or the estate. */
export function checkMoves(before: Placement, members: readonly number[], change: Change): void {
  const { joining, leaving, moves } = change;
  for (const [stage, table] of before.entries()) {
    const moved = moves[stage] ?? [];
    const serving = members.length + joining.length - leaving.length;
    const share = joining.length * Math.ceil(table.length / serving);
    const estate = table.filter((owner) => leaving.includes(owner)).length;
    // A joiner is given what a leaver had first: then its share has moved already.
    assert(
      moved.length <= Math.max(share, estate),
      `I18: ${moved.length} slots of stage ${stage} move, of ${share} for joiners and ${estate} of leavers`,
    );
    for (const { from, to, slot } of moved) {
      assert(table[slot] === from, `I18: slot ${slot} of stage ${stage} does not belong to worker ${from}`);
      assert(
        joining.includes(to) || leaving.includes(from),
        `I18: slot ${slot} of stage ${stage} moves from ${from} to ${to}, and neither joins nor leaves`,
      );
    }
  }
}

/** I9: after a change every object is at one worker, and it is the one that the placement names. */
export function checkHolders(topology: Topology, placement: Placement, cores: ReadonlyMap<number, Worker>): void {
  for (const stage of topology.stages) {
    if (stage.kind !== 'keyed') continue;
    for (const [worker, core] of cores) {
      for (const [slot, objects] of core.keyed(stage.id).table.objectCounts().entries())
        assert(
          objects === 0 || placement[stage.id]?.[slot] === worker,
          `I9: worker ${worker} holds slot ${slot} of stage ${stage.id}, which is worker ${placement[stage.id]?.[slot]}'s`,
        );
    }
  }
}

/** I14: nothing leaves before its manifest is durable. */
export function checkRelease(epoch: number, durable: number): void {
  assert(epoch <= durable, `I14: epoch ${epoch} leaves, and the newest durable one is ${durable}`);
}

/** I13: an epoch is complete only where its manifest is durable. */
export function checkComplete(epoch: number, durable: number): void {
  assert(epoch === durable, `I13: epoch ${epoch} is complete, and the newest durable one is ${durable}`);
}
