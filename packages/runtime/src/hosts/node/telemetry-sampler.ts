/** Reads what a worker core has counted, and what its process costs, into one sample. */
import { performance } from 'node:perf_hooks';
import type { Topology } from '@potoroo/shared/topology';
import type { Worker } from '../../core/index.ts';
import { failureReport } from '../../operators/index.ts';
import type { WorkerTelemetry } from './control-messages.ts';
import type { Handicap } from './handicap.ts';
import { monotonicNow } from './monotonic-now.ts';
import { NodeShares } from './node-shares.ts';
import type { Waits } from './waits.ts';

const { memoryUsage, pid } = process;

export class TelemetrySampler {
  readonly #worker: Worker;
  readonly #topology: Topology;
  readonly #name: string;
  readonly #waits: Waits;
  readonly #handicap: Handicap;
  readonly #letterOf;
  readonly #nodes: NodeShares;
  #utilization = performance.eventLoopUtilization();
  #sampledAt = monotonicNow();
  #blockedMs = 0;

  constructor(
    worker: Worker,
    topology: Topology,
    { name, waits, handicap }: { readonly name: string; readonly waits: Waits; readonly handicap: Handicap },
  ) {
    this.#worker = worker;
    this.#topology = topology;
    this.#name = name;
    this.#waits = waits;
    this.#handicap = handicap;
    this.#letterOf = failureReport(topology);
    this.#nodes = new NodeShares(worker, topology);
  }

  take(): WorkerTelemetry {
    const worker = this.#worker;
    const { counts, sent } = worker;
    const now = monotonicNow();
    const ms = now - this.#sampledAt;
    const shares = this.#shares(now);
    const looked = worker.looks.take(now);
    return {
      pid,
      nodes: this.#nodes.take(looked, { ms, now, busy: shares.busy }),
      stages: this.#stagesOf('keyed').map(({ id }) => {
        const { table } = worker.keyed(id);
        const objects = Float64Array.from(table.objectCounts());
        return { stage: id, objects, applied: table.applied.slice(0, objects.length) };
      }),
      released: this.#stagesOf('sink').map(({ id }) => ({ stage: id, records: worker.sink(id).released })),
      sentRecords: sent.records,
      sentBytes: sent.bytes,
      ...shares,
      queuedBytes: worker.queuedBytes,
      memoryBytes: memoryUsage.rss(),
      disturbed: this.#handicap.inEffect((source) => worker.reads(source)),
      deadLetters: counts.deadLetters,
      lost: counts.lost,
      doubled: counts.doubled,
      waits: this.#waits.all,
      letters: counts.takeFailures().map((failure) => this.#letterOf(failure, this.#name)),
      rows: counts.takeRows(),
      tapped: looked.taps.map(({ at, ...record }) => ({
        ...record,
        worker: this.#name,
        atMs: Date.now() - (now - at),
      })),
      latency: this.#stagesOf('keyed').length > 0 ? counts.latency.counts : counts.latencyOfOutputs,
      latencies: counts.latencies,
    };
  }

  #stagesOf(kind: 'keyed' | 'sink'): readonly Topology['stages'][number][] {
    return this.#topology.stages.filter((stage) => stage.kind === kind);
  }

  #shares(now: number): { readonly busy: number; readonly backPressured: number } {
    const utilization = performance.eventLoopUtilization();
    const busy = performance.eventLoopUtilization(utilization, this.#utilization).utilization;
    const blockedMs = this.#worker.blockedFor(now);
    const blocked = (blockedMs - this.#blockedMs) / Math.max(1, now - this.#sampledAt);
    this.#utilization = utilization;
    this.#sampledAt = now;
    this.#blockedMs = blockedMs;
    return { busy, backPressured: Math.max(0, Math.min(blocked, 1 - busy)) };
  }
}
