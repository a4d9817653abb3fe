/**
 * The disk of a simulated cluster: what survives every kill. Manifests are durable whole or not at all; one that cannot be
 * read is skipped, and the one before it counts.
 */
import { assert } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import type { Quarantined } from '../api/index.ts';
import { plainText } from '../api/index.ts';
import type { CheckpointBook, Chains, Durable, EpochAccount, Worker } from '../core/index.ts';
import { SectionDecoder } from '../core/index.ts';
import { checkSlot } from './checks.ts';

export type Manifest = {
  readonly generation: number;
  readonly durable: Durable;
  readonly chains: Chains<Uint8Array>;
  readonly account: EpochAccount;
};
export type Book = CheckpointBook<Uint8Array>;

export class Disk {
  /** The highest generation that was ever begun. */
  #generation = 1;
  readonly #manifests: Manifest[] = [];
  readonly #damaged = new Set<Manifest>();
  /** As of the generation. */
  quarantine: readonly Quarantined[] = [];

  get generation(): number {
    return this.#generation;
  }

  begin(generation: number, quarantine: readonly Quarantined[]): void {
    assert(generation > this.#generation, `I11: generation ${generation} begins after generation ${this.#generation}`);
    this.#generation = generation;
    this.quarantine = quarantine;
  }

  keep(manifest: Manifest): void {
    const { newest } = this;
    const isLater = newest === null || manifest.durable.epoch > newest.durable.epoch;
    assert(
      isLater && manifest.generation >= (newest?.generation ?? 0),
      `I11: manifest ${manifest.generation}.${manifest.durable.epoch} after ${newest?.generation}.${newest?.durable.epoch}`,
    );
    this.#manifests.push(manifest);
  }

  /** Another version of the pipeline goes on from what was made of the newest manifest. */
  transfer(
    make: (newest: Manifest, quarantine: readonly Quarantined[]) => Manifest,
    quarantine: Disk['quarantine'],
  ): void {
    const { newest } = this;
    assert(newest !== null, 'a run that was handed over has a manifest');
    this.keep(make(newest, this.quarantine));
    this.quarantine = quarantine;
  }

  /** The newest manifest cannot be read any more. */
  damage(): void {
    const { newest } = this;
    if (newest !== null) this.#damaged.add(newest);
  }

  /** Whoever wrote the newest manifest died over it. Not atomic: what was written by then is taken for all of it. */
  tear(isAtomic: boolean): void {
    if (isAtomic) return this.damage();
    const torn = this.#manifests.pop();
    if (torn === undefined) return;
    const written = Array.from(torn.chains).slice(0, torn.chains.size / 2);
    this.#manifests.push({ ...torn, chains: new Map(written) });
  }

  get newest(): Manifest | null {
    return this.#manifests.findLast((manifest) => !this.#damaged.has(manifest)) ?? null;
  }
}

/** The objects of a state as a manifest has them: what a recovery would begin with. */
export function objectsIn(
  manifest: Pick<Manifest, 'chains' | 'durable'> | null,
  topology: Topology,
  state: NodeId,
): ReadonlyMap<string, unknown> {
  const stage = keyedStage(topology, state);
  const objects = new Map<string, unknown>();
  const sections = new SectionDecoder(plainText);
  if (manifest === null) return objects;
  for (const [name, chain] of manifest.chains) {
    const [id, slot = 0] = name.split('.').map(Number);
    if (id !== stage.id) continue;
    for (const { place } of chain)
      sections.read(place, (key, value) => {
        checkSlot(stage, manifest.durable.solos, slot, key);
        objects.set(key, value);
      });
  }
  return objects;
}

/** The objects of a state as they stand at the workers that own them. */
export function objectsAt(cores: readonly Worker[], topology: Topology, state: NodeId): ReadonlyMap<string, unknown> {
  const stage = keyedStage(topology, state);
  const objects = new Map<string, unknown>();
  for (const core of cores) {
    const { table } = core.keyed(stage.id);
    for (const slot of table.objectCounts().keys())
      for (const { key, value } of table.objectsOf(slot)) objects.set(key, value);
  }
  return objects;
}

function keyedStage(topology: Topology, state: NodeId): Extract<Topology['stages'][number], { kind: 'keyed' }> {
  const stage = topology.stages.find((candidate) => candidate.kind === 'keyed' && candidate.state === state);
  assert(stage?.kind === 'keyed', `the topology has no state ${state}`);
  return stage;
}

/** Source -> the records that a manifest covers. */
export function acceptedIn(account: EpochAccount, topology: Topology): ReadonlyMap<NodeId, number> {
  return new Map(
    topology.stages.flatMap((stage) =>
      stage.kind === 'source' ? [[stage.node, account.stages[stage.id]?.records ?? 0] as const] : [],
    ),
  );
}
