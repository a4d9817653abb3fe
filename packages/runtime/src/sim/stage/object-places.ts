/** Where every state object of a scene is now. One that travels is nowhere: what is known of it is what it met last. */
import type { Worker } from '../../core/index.ts';
import type { Scene } from './scene.ts';
import type { ObjectView } from './scene-view.ts';
import { asShown } from './shown-value.ts';
import { heldBy, namesIn } from './tally.ts';

export function objectViews({ topology, cluster, watch, spec }: Scene): readonly ObjectView[] {
  const views: ObjectView[] = [];
  const change = cluster.coordinator?.state.change ?? null;
  const cores = Array.from(cluster.processes.values(), ({ worker, core }) => ({ worker, core }));
  for (const stage of topology.stages) {
    if (stage.kind !== 'keyed') continue;
    const found = holdersOf(stage, cores);
    for (const [key, { slot, home, value }] of watch.objects.get(stage.id) ?? []) {
      const here = found.get(key);
      const to = here === undefined ? (change?.placement[stage.id]?.[slot] ?? null) : null;
      const held = here === undefined ? value : here.value;
      const shown = asShown(heldBy(held, spec));
      views.push({ state: stage.name, key, slot, home, worker: here?.worker ?? null, to, value: shown });
    }
  }
  return views;
}

type Holder = { readonly worker: number; readonly value: unknown };
type Core = { readonly worker: number; readonly core: Worker | null };

/**
 * What has had an effect on every object, as it says itself: stage -> key and record; and the same of where code threw
 * instead. Of the end of a scene that tallies.
 */
export function recordsMet({ topology, cluster }: Scene): {
  readonly met: ReadonlyMap<number, readonly string[]>;
  readonly threw: ReadonlyMap<number, readonly string[]>;
} {
  const cores = Array.from(cluster.processes.values(), ({ worker, core }) => ({ worker, core }));
  const [met, threw] = [new Map<number, readonly string[]>(), new Map<number, readonly string[]>()];
  for (const stage of topology.stages) {
    if (stage.kind !== 'keyed') continue;
    const held = Array.from(holdersOf(stage, cores), ([key, { value }]) => [key, value] as const);
    met.set(stage.id, namesIn(held, 'met'));
    threw.set(stage.id, namesIn(held, 'threw'));
  }
  return { met, threw };
}

function holdersOf(
  stage: { readonly id: number; readonly slots: number },
  cores: readonly Core[],
): ReadonlyMap<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { worker, core } of cores) {
    if (core === null) continue;
    const { table } = core.keyed(stage.id);
    for (let slot = 0; slot < stage.slots; slot++) {
      if (table.isIncoming(slot)) continue;
      for (const { key, value } of table.objectsOf(slot)) holders.set(key, { worker, value });
    }
  }
  return holders;
}
