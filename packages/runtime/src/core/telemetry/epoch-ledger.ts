/**
 * The account of records at the end of an epoch. Samples of several workers are never from one instant; the acks of one
 * barrier are from one cut, so what was accepted and what was applied can be compared, and both hold across recoveries:
 * a generation goes on from the account of the epoch at which it began. Mutable, at the coordinator.
 */
import { addedCounts } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { TaskReport } from '../worker-messages.ts';
import type { NodeTotal } from './node-totals.ts';
import { addedTotals } from './node-totals.ts';

export type StageAccount = {
  readonly records: number;
  readonly failures: number;
  /** Absent in manifests that are older than this. */
  readonly nodes?: readonly NodeTotal[];
  /** Of a keyed stage: slot -> records, without the zeros at the end. Absent in manifests that are older than this. */
  readonly applied?: readonly number[];
};
/** Records that a worker has handled: applied to state objects, or, where there is no state, accepted from sources. */
export type WorkerAccount = { readonly worker: number; readonly records: number };
export type EpochAccount = {
  readonly accepted: number;
  readonly applied: number;
  readonly deadLetters: number;
  /** By stage. */
  readonly stages: readonly StageAccount[];
  /** Those that have left among them, the last ones. Absent in manifests that are older than this. */
  readonly workers?: readonly WorkerAccount[];
};
type Ack = Extract<TaskReport, { readonly type: 'acked' }>;

const none: StageAccount = { records: 0, failures: 0, nodes: [] };
/** Enough for whoever looks back; a run may have had thousands. */
const workersKept = 256;
const sumOf = (some: StageAccount, more: StageAccount): StageAccount => ({
  records: some.records + more.records,
  failures: some.failures + more.failures,
  nodes: addedTotals([...(some.nodes ?? []), ...(more.nodes ?? [])]),
  ...(some.applied === undefined && more.applied === undefined
    ? {}
    : { applied: addedCounts(some.applied ?? [], more.applied ?? []) }),
});

export class EpochLedger {
  readonly #topology: Topology;
  /** What was counted before this generation, and by members that have left. */
  #base: readonly StageAccount[];
  /** The same by worker. */
  #handled: ReadonlyMap<number, number>;
  /** Worker -> stage -> what it had counted at the cut in the making, or at the last one. */
  readonly #acks = new Map<number, StageAccount[]>();
  /** At the last complete epoch. */
  account: EpochAccount;

  /** `account`: what a manifest holds. */
  constructor(topology: Topology, account?: Pick<EpochAccount, 'stages' | 'workers'>) {
    this.#topology = topology;
    this.#base = account?.stages ?? topology.stages.map(() => none);
    this.#handled = handledIn(account?.workers);
    this.account = this.#accountOf(this.#base, this.#handled);
  }

  /** By stage: what was counted before this generation. */
  get base(): readonly StageAccount[] {
    return this.#base;
  }

  /** By worker: what it had handled before this generation; of those that have left, all. */
  get handled(): ReadonlyMap<number, number> {
    return this.#handled;
  }

  acked(worker: number, { stage, records, failures, nodes, applied }: Ack): void {
    const stages = this.#acks.get(worker) ?? [];
    stages[stage] = { records, failures, nodes, ...(applied === undefined ? {} : { applied }) };
    this.#acks.set(worker, stages);
  }

  /** As it stands when every task has acknowledged the barrier. */
  atCut(): EpochAccount {
    const acks = [...this.#acks.keys()];
    return this.#accountOf(
      this.#base.map((base, stage) =>
        [...this.#acks.values()].reduce((sum, stages) => sumOf(sum, stages[stage] ?? none), base),
      ),
      acks.reduce((handled, worker) => this.#withAcksOf(worker, handled), this.#handled),
    );
  }

  completed(account: EpochAccount): void {
    this.account = account;
  }

  /** A worker that has left counts no more. */
  retired(worker: number): void {
    const stages = this.#acks.get(worker) ?? [];
    this.#handled = this.#withAcksOf(worker, this.#handled);
    this.#base = this.#base.map((base, stage) => sumOf(base, stages[stage] ?? none));
    this.#acks.delete(worker);
  }

  /** A new generation counts from the last complete epoch on. */
  rolledBack(): void {
    this.#base = this.account.stages;
    this.#handled = handledIn(this.account.workers);
    this.#acks.clear();
  }

  #withAcksOf(worker: number, handled: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
    const kind = this.#topology.stages.some((stage) => stage.kind === 'keyed') ? 'keyed' : 'source';
    const records = this.#totalOf(this.#acks.get(worker) ?? [], kind);
    return new Map(handled).set(worker, (handled.get(worker) ?? 0) + records);
  }

  #totalOf(stages: readonly StageAccount[], kind: 'source' | 'keyed'): number {
    return this.#topology.stages.reduce(
      (sum, stage) => (stage.kind === kind ? sum + (stages[stage.id]?.records ?? 0) : sum),
      0,
    );
  }

  #accountOf(stages: readonly StageAccount[], handled: ReadonlyMap<number, number>): EpochAccount {
    return {
      accepted: this.#totalOf(stages, 'source'),
      applied: this.#totalOf(stages, 'keyed'),
      deadLetters: stages.reduce((sum, { failures }) => sum + failures, 0),
      stages,
      workers: Array.from(handled, ([worker, records]) => ({ worker, records }))
        .toSorted((a, b) => a.worker - b.worker)
        .slice(-workersKept),
    };
  }
}

const handledIn = (workers: readonly WorkerAccount[] = []): ReadonlyMap<number, number> =>
  new Map(workers.map(({ worker, records }) => [worker, records]));
