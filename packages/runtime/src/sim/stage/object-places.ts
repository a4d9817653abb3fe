/** Where every state object of a scene is now. One that travels is nowhere: what is known of it is what it met last. */
import type { Worker } from '../../core/index.ts';
import type { Scene } from './scene.ts';
import type { ObjectView } from './scene-view.ts';
import { asShown } from './shown-value.ts';
import { isTallied } from './tally.ts';

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
      const shown = asShown(spec.tallies === true && isTallied(held) ? held.value : held);
      views.push({ state: stage.name, key, slot, home, worker: here?.worker ?? null, to, value: shown });
    }
  }
  return views;
}

type Holder = { readonly worker: number; readonly value: unknown };
type Core = { readonly worker: number; readonly core: Worker | null };

/**
 * What has had an effect on every object, as it says itself: stage -> key and record; and how often code threw instead. Of the
 * end of a scene that tallies.
 */
export function recordsMet({ topology, cluster }: Scene): {
  readonly met: ReadonlyMap<number, readonly string[]>;
  readonly threw: number;
} {
  const cores = Array.from(cluster.processes.values(), ({ worker, core }) => ({ worker, core }));
  const met = new Map<number, readonly string[]>();
  let threw = 0;
  for (const stage of topology.stages) {
    if (stage.kind !== 'keyed') continue;
    const names: string[] = [];
    for (const [key, { value }] of holdersOf(stage, cores)) {
      if (!isTallied(value)) continue;
      threw += value.threw;
      for (const name of value.met) names.push(`${key} ${name}`);
    }
    met.set(stage.id, names);
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
