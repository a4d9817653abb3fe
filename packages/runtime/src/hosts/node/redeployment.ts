/**
 * Deploys changes to a running pipeline: the run is handed over at a barrier, its last checkpoint becomes that of the new
 * version, and the new version goes on from it. Where that cannot be, because an object cannot be migrated or the new version
 * does not start, the old one goes on from its own checkpoint, and the reason is told. Nothing is lost either way.
 */
import { assert } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import type { Result } from '@potoroo/shared/result';
import { err, ok } from '@potoroo/shared/result';
import type { Module } from '@potoroo/shared/topology';
import type { Quarantined } from '../../api/index.ts';
import type { StatePolicy } from '../../core/index.ts';
import { closedOutput, originsOf, toRemake, transfer } from '../../core/index.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import type { Deployment, DeploymentOptions, HandedOver } from './deployment-options.ts';
import { startDeployment } from './deployment.ts';
import type { Manifest, Place, SectionFiles } from './kept-manifests.ts';
import { Migration } from './migration.ts';
import { isStorageTrouble } from './storage-trouble.ts';

/** A state that is not named is kept. */
export type StatePlan = { readonly policy: 'keep' | 'reset' } | { readonly policy: 'migrate'; readonly module: Module };
export type Redeployment = {
  readonly running: Deployment;
  /** What `running` was started with. */
  readonly from: DeploymentOptions;
  /** In the same state directory. */
  readonly to: DeploymentOptions;
  readonly states: ReadonlyMap<NodeId, StatePlan>;
  /** In how many places the versions differ. */
  readonly changes: number;
  /** Called when nothing runs any more, before the checkpoint becomes that of the new version. Never rejects. */
  readonly handedOver?: () => Promise<void>;
  readonly start?: typeof startDeployment;
};
/** What runs from now on; `error`: why it is not the new version. Null: the run goes on as if nothing had been asked. */
export type Redeployed = { readonly deployment: Deployment | null; readonly error: string | null };

export async function deployChanges(asked: Redeployment): Promise<Redeployed> {
  const { running, from, to, changes, start = startDeployment } = asked;
  assert(from.stateDirectory === to.stateDirectory, 'both versions keep their checkpoints in one directory');
  const handed = await running.handOver(changes);
  if (!handed.ok) return { deployment: null, error: handed.error };
  const goesOn = handed.value;
  await asked.handedOver?.();
  const { error, quarantine } = await giveCheckpoint(asked);
  const next = error === null ? await started(start, to, goesOn) : err(error);
  if (next.ok) return { deployment: next.value, error: null };
  if (quarantine !== null) await takeBack(asked, quarantine);
  goesOn.ledger.answered(goesOn.entry, next.error);
  goesOn.journals?.goBack();
  const back = { ...goesOn, goesBack: { quarantine } };
  return { deployment: start({ ...from, goesOn: back }), error: next.error };
}

/** The new version, once its sources have been started; or why it could not be. */
async function started(
  start: typeof startDeployment,
  options: DeploymentOptions,
  goesOn: HandedOver,
): Promise<Result<Deployment, string>> {
  let listens: () => void = () => undefined;
  const hasStarted = new Promise<null>((resolve) => {
    listens = () => resolve(null);
  });
  const deployment = start({
    ...options,
    goesOn,
    onListening: (addresses) => {
      listens();
      options.onListening(addresses);
    },
  });
  const over = await Promise.race([hasStarted, deployment.done]);
  return over === null
    ? ok(deployment)
    : err(`the new version did not start: ${over.error ?? 'it was over before it had begun'}`);
}

/** At once where that can be. Where it cannot for now, the version before does it before anything else, and waits until it can. */
async function takeBack({ from }: Redeployment, quarantine: readonly Quarantined[]): Promise<void> {
  try {
    const store = await CheckpointStore.open(from.stateDirectory ?? '');
    store.withdraw(from.topology.codeHash, quarantine);
  } catch {
    // It says what is wrong.
  }
}

/** `error`: why the new version cannot have it. `quarantine`: the records that are skipped, as the old one has them; null where it is not known. */
type Given = { readonly error: string | null; readonly quarantine: readonly Quarantined[] | null };

/** The last checkpoint as that of the new version. */
async function giveCheckpoint({ from, to, states }: Redeployment): Promise<Given> {
  const policyOf = (state: NodeId): StatePolicy => states.get(state)?.policy ?? 'keep';
  const versions = { before: from.topology, after: to.topology };
  const modules = [...states.values()].flatMap((plan) => (plan.policy === 'migrate' ? [plan.module] : []));
  const directory = from.stateDirectory ?? '';
  let migration: Migration | null = null;
  let store: CheckpointStore | null = null;
  let files: SectionFiles | null = null;
  try {
    store = await CheckpointStore.open(directory);
    files = store.sections;
    const { newest, quarantine } = store;
    if (newest === null || newest.codeHash !== from.topology.codeHash)
      return { error: 'the last checkpoint of the run cannot be read', quarantine: null };
    for (const text of store.damage) to.onNote?.(text);
    store.keepTimeline();
    if (modules.length > 0) migration = new Migration(modules);
    const origins = originsOf(versions, policyOf);
    const epoch = newest.durable.epoch + 1;
    const remade = new Map<string, Place>();
    for (const { stage, slot, from: origin } of toRemake(versions, origins, newest.chains, policyOf)) {
      const sections = await sectionsOf(files, newest, `${origin.stage}.${slot}`);
      const made = to.topology.stages[stage];
      const section =
        made?.kind === 'keyed' ? await migration?.remake(made.state, sections) : closedOutput(sections, epoch);
      if (section !== undefined) remade.set(`${stage}.${slot}`, store.store(epoch, section));
    }
    const cut = transfer({ ...newest, quarantine }, versions, origins, remade);
    await store.commit({ ...cut, generation: store.generation, codeHash: to.topology.codeHash });
    // Whoever goes on reads what there is.
    await store.forgotten;
    return { error: null, quarantine };
  } catch (error) {
    store?.abandon();
    const why = error instanceof Error ? error.message : String(error);
    return {
      error: isStorageTrouble(error) ? `the checkpoint of the new version cannot be kept in ${directory}: ${why}` : why,
      quarantine: store?.quarantine ?? null,
    };
  } finally {
    await files?.close();
    migration?.close();
  }
}

async function sectionsOf(files: SectionFiles, { chains }: Manifest, name: string): Promise<readonly Uint8Array[]> {
  const sections: Uint8Array[] = [];
  for (const { place } of chains.get(name) ?? []) sections.push(await files.read(place));
  return sections;
}
