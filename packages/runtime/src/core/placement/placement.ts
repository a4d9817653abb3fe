/**
 * Which worker owns which slot: an explicit table per stage, never a formula that a change of workers would upset.
 * Pure. I18: a joiner takes only its share, a leaver gives only what it has, and no other slot moves.
 */
import { assert } from '@potoroo/shared/assert';
import { firstTable, loadsOf, type SlotTable, tableWith, tableWithout } from '@potoroo/shared/placement';
import type { Stage, Topology } from '@potoroo/shared/topology';

export type { SlotTable };
/** Stage -> slot -> worker. A source's partitions and a sink's shards are slots too. */
export type Placement = readonly SlotTable[];

/** A balanced first placement: slots in contiguous runs, partitions and shards dealt one by one. */
export function firstPlacement(topology: Topology, members: readonly number[]): Placement {
  assert(members.length > 0, 'a placement needs a worker');
  let dealt = 0;
  const member = (index: number): number => members[index] ?? 0;
  return topology.stages.map((stage) => {
    if (stage.kind === 'keyed') return firstTable(members, stage.slots);
    return Array.from({ length: slotsOf(stage) }, () => member(dealt++ % members.length));
  });
}

/** The placement when one worker has joined: it takes its share, slot by slot from whoever has most. */
export const placementWith = (placement: Placement, members: readonly number[], joiner: number): Placement =>
  placement.map((before) => tableWith(before, members, joiner));

/** The placement when one worker has left: each of its slots goes to whoever has least. */
export function placementWithout(placement: Placement, members: readonly number[], leaver: number): Placement {
  const staying = members.filter((member) => member !== leaver);
  // Partitions and shards are few: they are dealt by what a worker has of them in all stages.
  const singles = loadsOf(
    placement.flatMap((table) => (table.length === 1 ? table : [])),
    staying,
  );
  return placement.map((before) =>
    tableWithout(before, staying, leaver, before.length === 1 ? singles : loadsOf(before, staying)),
  );
}

export function slotsOf(stage: Stage): number {
  switch (stage.kind) {
    case 'source':
      return 1;
    case 'keyed':
      return stage.slots;
    case 'sink':
      return stage.shards;
  }
}
