/**
 * Which sections make up a checkpoint: for each slot the chain that a recovery reads, oldest first. Sections of the epoch
 * in the making are kept apart until its manifest is durable. Where the bytes lie is the host's business. Mutable, at the
 * coordinator.
 *
 * I7: a manifest holds every slot that was ever cut. I15: what a kept manifest names is still there.
 */
import { nobody } from '@potoroo/shared/placement';
import type { Topology } from '@potoroo/shared/topology';
import type { Placement } from '../placement/placement.ts';

/** One section of a slot, and where it lies. */
export type Link<Place> = { readonly epoch: number; readonly full: boolean; readonly place: Place };
export type Chain<Place> = readonly Link<Place>[];
/** Stage and slot, `2.17`, -> chain. */
export type Chains<Place> = ReadonlyMap<string, Chain<Place>>;

function isOwned(placement: Placement, name: string): boolean {
  const [stage = 0, slot = 0] = name.split('.').map(Number);
  return (placement[stage]?.[slot] ?? nobody) !== nobody;
}

type Staged<Place> = { readonly stage: number; readonly slot: number; readonly link: Link<Place> };

export class CheckpointBook<Place> {
  readonly #topology: Topology;
  #durable: Chains<Place>;
  #staged: Staged<Place>[] = [];

  constructor(topology: Topology, durable: Chains<Place> = new Map()) {
    this.#topology = topology;
    this.#durable = durable;
  }

  /** A worker has given a part of the checkpoint in the making. */
  stage(stage: number, slot: number, link: Link<Place>): void {
    this.#staged.push({ stage, slot, link });
  }

  /**
   * The chains with everything that was staged. `released`: sink stage -> the last epoch that has left. A solo slot that is
   * nobody's any more has none.
   */
  next(released: ReadonlyMap<number, number>, placement: Placement): Chains<Place> {
    const next = new Map(this.#durable);
    for (const { stage, slot, link } of this.#staged) {
      const name = `${stage}.${slot}`;
      next.set(name, this.#extended(stage, next.get(name) ?? [], link, released.get(stage) ?? 0));
    }
    for (const name of next.keys()) if (!isOwned(placement, name)) next.delete(name);
    return next;
  }

  /** The manifest that names these chains is durable. */
  committed(chains: Chains<Place>): void {
    this.#durable = chains;
    this.#staged = [];
  }

  /** The checkpoint in the making is given up. */
  abandon(): void {
    this.#staged = [];
  }

  chainOf(stage: number, slot: number): Chain<Place> {
    return this.#durable.get(`${stage}.${slot}`) ?? [];
  }

  get durable(): Chains<Place> {
    return this.#durable;
  }

  /** Outputs are kept until they have left, and the last ones always: they say how far the output has come. */
  #extended(stage: number, chain: Chain<Place>, link: Link<Place>, released: number): Chain<Place> {
    if (this.#topology.stages[stage]?.kind !== 'sink') return link.full ? [link] : [...chain, link];
    return [...chain.filter(({ epoch }) => epoch > released && epoch < link.epoch), link];
  }
}
