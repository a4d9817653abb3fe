/**
 * Which worker owns which slot: an explicit table per stage, never a formula that a change of workers would upset.
 * Pure. I18: a joiner takes only its share, a leaver gives only what it has, and no other slot moves.
 */
import { assert } from '@potoroo/shared/assert';
import type { Stage, Topology } from '@potoroo/shared/topology';

/** Slot -> worker. */
export type SlotTable = readonly number[];
/** Stage -> slot -> worker. A source's partitions and a sink's shards are slots too. */
export type Placement = readonly SlotTable[];

/** A balanced first placement: slots in contiguous runs, partitions and shards dealt one by one. */
export function firstPlacement(topology: Topology, members: readonly number[]): Placement {
  assert(members.length > 0, 'a placement needs a worker');
  let dealt = 0;
  const member = (index: number): number => members[index] ?? 0;
  return topology.stages.map((stage) => {
    if (stage.kind === 'keyed')
      return Array.from({ length: stage.slots }, (_, slot) =>
        member(Math.floor((slot * members.length) / stage.slots)),
      );
    return Array.from({ length: slotsOf(stage) }, () => member(dealt++ % members.length));
  });
}

/** The placement when one worker has joined: it takes its share, slot by slot from whoever has most. */
export function placementWith(placement: Placement, members: readonly number[], joiner: number): Placement {
  const workers = members.length + 1;
  return placement.map((before) => {
    const table = Array.from(before);
    const loads = loadsOf(table, members);
    for (let left = Math.floor(table.length / workers); left > 0; left--) {
      const from = members.reduce((most, member) => (loadOf(loads, member) > loadOf(loads, most) ? member : most));
      table[table.indexOf(from)] = joiner;
      loads.set(from, loadOf(loads, from) - 1);
    }
    return table;
  });
}

/** The placement when one worker has left: each of its slots goes to whoever has least. */
export function placementWithout(placement: Placement, members: readonly number[], leaver: number): Placement {
  const staying = members.filter((member) => member !== leaver);
  assert(staying.length > 0, 'the last worker cannot leave');
  // Partitions and shards are few: they are dealt by what a worker has of them in all stages.
  const singles = loadsOf(
    placement.flatMap((table) => (table.length === 1 ? table : [])),
    staying,
  );
  return placement.map((before) => {
    const loads = before.length === 1 ? singles : loadsOf(before, staying);
    return before.map((owner) => {
      if (owner !== leaver) return owner;
      const to = staying.reduce((least, member) => (loadOf(loads, member) < loadOf(loads, least) ? member : least));
      loads.set(to, loadOf(loads, to) + 1);
      return to;
    });
  });
}

type Loads = Map<number, number>;
const loadOf = (loads: Loads, member: number): number => loads.get(member) ?? 0;

function loadsOf(table: SlotTable, members: readonly number[]): Loads {
  const loads: Loads = new Map(members.map((member) => [member, 0]));
  for (const owner of table) if (loads.has(owner)) loads.set(owner, loadOf(loads, owner) + 1);
  return loads;
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
