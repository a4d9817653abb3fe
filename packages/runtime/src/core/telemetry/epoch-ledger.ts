/**
 * The account of records at the end of an epoch. Samples of several workers are never from one instant; the acks of one
 * barrier are from one cut, so what was accepted and what was applied can be compared, and both hold across recoveries:
 * a generation goes on from the account of the epoch at which it began. Mutable, at the coordinator.
 */
import type { Topology } from '@potoroo/shared/topology';
import type { TaskReport } from '../worker-messages.ts';

export type StageAccount = { readonly records: number; readonly failures: number };
export type EpochAccount = {
  readonly accepted: number;
  readonly applied: number;
  readonly deadLetters: number;
  /** By stage. */
  readonly stages: readonly StageAccount[];
};
type Ack = Extract<TaskReport, { readonly type: 'acked' }>;

const none: StageAccount = { records: 0, failures: 0 };
const sumOf = (some: StageAccount, more: StageAccount): StageAccount => ({
  records: some.records + more.records,
  failures: some.failures + more.failures,
});

export class EpochLedger {
  readonly #topology: Topology;
  /** What was counted before this generation, and by members that have left. */
  #base: readonly StageAccount[];
  /** Worker -> stage -> what it had counted at the cut in the making, or at the last one. */
  readonly #acks = new Map<number, StageAccount[]>();
  /** At the last complete epoch. */
  account: EpochAccount;

  /** `stages`: the account that a manifest holds. */
  constructor(topology: Topology, stages: readonly StageAccount[] = topology.stages.map(() => none)) {
    this.#topology = topology;
    this.#base = stages;
    this.account = this.#accountOf(stages);
  }

  /** By stage: what was counted before this generation. */
  get base(): readonly StageAccount[] {
    return this.#base;
  }

  acked(worker: number, { stage, records, failures }: Ack): void {
    const stages = this.#acks.get(worker) ?? [];
    stages[stage] = { records, failures };
    this.#acks.set(worker, stages);
  }

  /** As it stands when every task has acknowledged the barrier. */
  atCut(): EpochAccount {
    return this.#accountOf(
      this.#base.map((base, stage) =>
        [...this.#acks.values()].reduce((sum, stages) => sumOf(sum, stages[stage] ?? none), base),
      ),
    );
  }

  completed(account: EpochAccount): void {
    this.account = account;
  }

  /** A worker that has left counts no more. */
  retired(worker: number): void {
    const stages = this.#acks.get(worker) ?? [];
    this.#base = this.#base.map((base, stage) => sumOf(base, stages[stage] ?? none));
    this.#acks.delete(worker);
  }

  /** A new generation counts from the last complete epoch on. */
  rolledBack(): void {
    this.#base = this.account.stages;
    this.#acks.clear();
  }

  #accountOf(stages: readonly StageAccount[]): EpochAccount {
    const total = (kind: 'source' | 'keyed'): number =>
      stages.reduce(
        (sum, { records }, stage) => (this.#topology.stages[stage]?.kind === kind ? sum + records : sum),
        0,
      );
    return {
      accepted: total('source'),
      applied: total('keyed'),
      deadLetters: stages.reduce((sum, { failures }) => sum + failures, 0),
      stages,
    };
  }
}
