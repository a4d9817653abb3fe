/** Which object a simulated request for a single object means: chosen among what there is at that moment. Pure. */
import type { Topology } from '@potoroo/shared/topology';
import type { CoordinatorState, Durable, Worker } from '../core/index.ts';
import { homeSlotOf } from '../core/index.ts';

type Choice = { readonly stage: number; readonly key: string };
type Move = Choice & { readonly worker: number };
type Wanted = { readonly who: number; readonly state: number; readonly object: number };

/** To another worker than its own, where there is one; one in four stays where it is, in a slot of its own. */
export function objectToMove(
  topology: Topology,
  cores: readonly Worker[],
  { solos, placement, members }: Pick<CoordinatorState, 'solos' | 'placement' | 'members'>,
  wanted: Wanted,
): Move | null {
  const choice = choose(topology, cores, solos, wanted);
  const stage = topology.stages[choice?.stage ?? -1];
  if (choice === null || stage?.kind !== 'keyed') return null;
  const solo = solos.find(({ stage: id, key }) => id === choice.stage && key === choice.key);
  const owner = placement[choice.stage]?.[solo?.slot ?? homeSlotOf(choice.key, stage.slots)];
  const others = members.filter((member) => (wanted.object % 8 < 2 ? member === owner : member !== owner));
  const worker = others[wanted.who % Math.max(1, others.length)];
  return worker === undefined ? null : { ...choice, worker };
}

/** One in four is an object that was moved by itself before, one in four a key that no record may have had yet. */
function choose(
  topology: Topology,
  cores: readonly Worker[],
  solos: Durable['solos'],
  { state, object }: Wanted,
): Choice | null {
  const moved = solos[object % Math.max(1, solos.length)];
  if (object % 4 === 0 && moved !== undefined) return { stage: moved.stage, key: moved.key };
  const stages = topology.stages.filter((stage) => stage.kind === 'keyed');
  const stage = stages[state % Math.max(1, stages.length)]?.id;
  if (stage === undefined) return null;
  const keys = object % 4 === 1 ? [] : keysAt(cores, stage);
  return { stage, key: keys[object % Math.max(1, keys.length)] ?? `k${object}` };
}

function keysAt(cores: readonly Worker[], stage: number): readonly string[] {
  const keys = cores.flatMap((core) => {
    const { table } = core.keyed(stage);
    return Array.from(table.objectCounts().keys()).flatMap((slot) =>
      Array.from(table.objectsOf(slot), ({ key }) => key),
    );
  });
  return keys.toSorted();
}
