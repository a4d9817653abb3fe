/**
 * Tries migrations before a run is asked to hand over: on every object that its last checkpoint has, in the process that
 * migrations run in, while the run goes on. Changes nothing. What has come since is met when the run is handed over; what
 * cannot be read is passed over without a word, for there it is tried again.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { originsOf, toRemake } from '../../core/index.ts';
import { type KeptCheckpoint, readKept } from './kept-manifests.ts';
import { Migration } from './migration.ts';
import { deployChanges, type Redeployed, type Redeployment, type StatePlan } from './redeployment.ts';

/** `deployChanges`; where an object cannot be migrated the run is not even asked. */
export async function deployTried(asked: Redeployment): Promise<Redeployed> {
  const error = await refusalOf(asked);
  return error === null ? deployChanges(asked) : { deployment: null, error };
}

/** Why an object cannot be migrated; null where all can, or there is none yet. */
async function refusalOf({ from, to, states }: Redeployment): Promise<string | null> {
  const modules = [...states.values()].flatMap((plan) => (plan.policy === 'migrate' ? [plan.module] : []));
  const kept = modules.length === 0 ? null : await readKept(from.stateDirectory ?? '');
  if (kept === null) return null;
  const policyOf = (state: NodeId): StatePlan['policy'] => states.get(state)?.policy ?? 'keep';
  const versions = { before: from.topology, after: to.topology };
  const migration = new Migration(modules);
  try {
    if (kept.newest.codeHash !== from.topology.codeHash) return null;
    const origins = originsOf(versions, policyOf);
    for (const { stage, slot, from: origin } of toRemake(versions, origins, kept.newest.chains, policyOf)) {
      const made = to.topology.stages[stage];
      const sections = made?.kind === 'keyed' ? await sectionsIn(kept, `${origin.stage}.${slot}`) : null;
      if (made?.kind !== 'keyed' || sections === null) continue;
      await migration.remake(made.state, sections);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await kept.close();
    migration.close();
  }
}

/** Null where they cannot be read. */
async function sectionsIn({ newest, read }: KeptCheckpoint, name: string): Promise<readonly Uint8Array[] | null> {
  const sections: Uint8Array[] = [];
  try {
    for (const { place } of newest.chains.get(name) ?? []) sections.push(await read(place));
    return sections;
  } catch {
    return null;
  }
}
