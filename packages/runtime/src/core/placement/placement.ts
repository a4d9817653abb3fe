/**
 * Which worker owns which slot: an explicit table per stage, never a formula that a change of workers would upset.
 * Pure. Moving slots when workers join and leave belongs here too.
 */
import { assert } from '@potoroo/shared/assert';
import type { Stage, Topology } from '@potoroo/shared/topology';

/** Slot -> worker index. */
export type SlotTable = readonly number[];
/** Stage -> slot -> worker index. A source's partitions and a sink's shards are slots too. */
export type Placement = readonly SlotTable[];

/** A balanced first placement: slots in contiguous runs, partitions and shards dealt one by one. */
export function firstPlacement(topology: Topology, workers: number): Placement {
  assert(workers > 0, 'a placement needs a worker');
  let dealt = 0;
  return topology.stages.map((stage) => {
    if (stage.kind === 'keyed') return contiguous(stage.slots, workers);
    return Array.from({ length: slotsOf(stage) }, () => dealt++ % workers);
  });
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

const contiguous = (slots: number, workers: number): SlotTable =>
  Array.from({ length: slots }, (_, slot) => Math.floor((slot * workers) / slots));
