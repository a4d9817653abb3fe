/** Where every state object of a scene is now. One that travels is nowhere: what is known of it is what it met last. */
import type { Worker } from '../../core/index.ts';
import type { Scene } from './scene.ts';
import type { ObjectView } from './scene-view.ts';

export function objectViews({ topology, cluster, watch }: Scene): readonly ObjectView[] {
  const views: ObjectView[] = [];
  const change = cluster.coordinator?.state.change ?? null;
  const cores = Array.from(cluster.processes.values(), ({ worker, core }) => ({ worker, core }));
  for (const stage of topology.stages) {
    if (stage.kind !== 'keyed') continue;
    const found = holdersOf(stage, cores);
    for (const [key, { slot, home, value }] of watch.objects.get(stage.id) ?? []) {
      const here = found.get(key);
      const to = here === undefined ? (change?.placement[stage.id]?.[slot] ?? null) : null;
      const shown = plain(here === undefined ? value : here.value);
      views.push({ state: stage.name, key, slot, home, worker: here?.worker ?? null, to, value: shown });
    }
  }
  return views;
}

type Holder = { readonly worker: number; readonly value: unknown };
type Core = { readonly worker: number; readonly core: Worker | null };

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

/** A copy that shares nothing: the core goes on changing the value in place. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;
