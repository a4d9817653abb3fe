/**
 * Which worker owns which slot: an explicit table per stage, never a formula that a change of workers would upset.
 * Pure. I18: a joiner takes only its share, a leaver gives only what it has, and no other slot moves.
 */
import { assert } from '@potoroo/shared/assert';
import { firstTable, loadsOf, type SlotTable, tableWith, tableWithout } from '@potoroo/shared/placement';
import type { Stage, Topology } from '@potoroo/shared/topology';

export type { SlotTable };
/** Stage -> slot -> worker; solo slots stand behind the hash slots. A source's partitions and a sink's shards are slots too. */
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

/** Who comes and who goes at one barrier. */
export type MemberChange = { readonly joining: readonly number[]; readonly leaving: readonly number[] };

/**
 * The placement when workers have joined and left: what a leaver had goes to whoever has least, joiners first; then each
 * joiner takes what its share still lacks, slot by slot from whoever has most. That is the least that can move.
 */
export function placementAfter(
  placement: Placement,
  members: readonly number[],
  { joining, leaving }: MemberChange,
): Placement {
  const serving = [...members, ...joining].filter((member) => !leaving.includes(member));
  const left = leaving.reduce((before, leaver) => placementWithout(before, serving, leaver), placement);
  return joining.reduce(
    (before, joiner) => before.map((table) => tableWith(table, without(serving, joiner), joiner)),
    left,
  );
}

const without = (members: readonly number[], one: number): readonly number[] =>
  members.filter((member) => member !== one);

function placementWithout(placement: Placement, staying: readonly number[], leaver: number): Placement {
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
