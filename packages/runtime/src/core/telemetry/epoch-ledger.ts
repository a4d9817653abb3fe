/**
 * The account of records at the end of an epoch. Samples of several workers are never from one instant; the acks of one
 * barrier are from one cut, so what was accepted and what was applied can be compared. Mutable, at the coordinator.
 */
import type { Topology } from '@potoroo/shared/topology';

export type EpochAccount = { readonly accepted: number; readonly applied: number };

export class EpochLedger {
  readonly #topology: Topology;
  #open = { accepted: 0, applied: 0 };
  /** At the last complete epoch. */
  account: EpochAccount = { accepted: 0, applied: 0 };

  constructor(topology: Topology) {
    this.#topology = topology;
  }

  acked(stage: number, records: number): void {
    const kind = this.#topology.stages[stage]?.kind;
    if (kind === 'source') this.#open.accepted += records;
    if (kind === 'keyed') this.#open.applied += records;
  }

  /** Every task has acknowledged the barrier. */
  completed(): void {
    this.account = this.#open;
    this.#open = { accepted: 0, applied: 0 };
  }
}
