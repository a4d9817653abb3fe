/** What one worker counts: records per node, dead letters, rows of live tables, latencies. Read by its host, never sent per record. */
import { limits } from '@potoroo/shared/limits';
import type { NodeId } from '@potoroo/shared/ids';
import type { Latencies, LiveRow } from '@potoroo/shared/telemetry';
import { trimmed } from '@potoroo/shared/telemetry';
import type { Failure, NodeCount, TextCodec } from '../../api/index.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { LiveRows } from './live-rows.ts';
import type { NodeTotal, StageCounts } from './node-totals.ts';
import { addedTotals } from './node-totals.ts';

export class WorkerCounts {
  /** From the read at a source until a record has met a state object. */
  readonly latency = new LatencyHistogram();
  readonly #text: TextCodec;
  readonly #latencyAt = new Map<NodeId, LatencyHistogram>();
  readonly #latencyBetween = new Map<NodeId, Map<NodeId, LatencyHistogram>>();
  /** By stage. */
  readonly #counts: (Map<NodeId, NodeCount> | undefined)[] = [];
  readonly #rows = new Map<NodeId, LiveRows>();
  #failures: Failure[] = [];
  deadLetters = 0;
  /** Records that were sent to this worker and never met here, and such that were met more often than sent. */
  lost = 0;
  doubled = 0;
  readonly #failedAt: number[] = [];

  constructor(text: TextCodec) {
    this.#text = text;
  }

  /** Of a node at one of the stages that it is part of: a cut goes through each of them at another moment. */
  of(stage: number, node: NodeId): NodeCount {
    const counts = (this.#counts[stage] ??= new Map());
    const known = counts.get(node);
    if (known !== undefined) return known;
    const count = { recordsIn: 0, recordsOut: 0 };
    counts.set(node, count);
    return count;
  }

  /** From the read at its source until a record has met the code of a node. */
  latencyAt(node: NodeId): LatencyHistogram {
    const known = this.#latencyAt.get(node) ?? new LatencyHistogram();
    this.#latencyAt.set(node, known);
    return known;
  }

  /** From the read at a source until what came of it has left by a sink. */
  latencyBetween(source: NodeId, sink: NodeId): LatencyHistogram {
    const sinks = this.#latencyBetween.get(source) ?? new Map<NodeId, LatencyHistogram>();
    const known = sinks.get(sink) ?? new LatencyHistogram();
    this.#latencyBetween.set(source, sinks.set(sink, known));
    return known;
  }

  /** From the read at a source until what came of it has left, by whichever sink. */
  get latencyOfOutputs(): Float64Array {
    const sum = new LatencyHistogram();
    for (const sinks of this.#latencyBetween.values())
      for (const { counts } of sinks.values()) counts.forEach((records, bucket) => sum.addTo(bucket, records));
    return sum.counts;
  }

  get latencies(): Latencies {
    return {
      nodes: Array.from(this.#latencyAt, ([node, { counts }]) => ({ node, counts: trimmed(counts) })),
      ways: Array.from(this.#latencyBetween).flatMap(([source, sinks]) =>
        Array.from(sinks, ([sink, { counts }]) => ({ source, sink, counts: trimmed(counts) })),
      ),
    };
  }

  /** Every failure is counted; the first ones since the last look are kept whole. */
  fail(failure: Failure, stage: number): void {
    this.deadLetters++;
    this.#failedAt[stage] = this.failedAt(stage) + 1;
    if (this.#failures.length < limits.deadLettersShownMax) this.#failures.push(failure);
  }

  /** Of one channel between two barriers. */
  uneven(surplus: number): void {
    if (surplus < 0) this.lost -= surplus;
    else this.doubled += surplus;
  }

  /** Failures at one stage. */
  failedAt(stage: number): number {
    return this.#failedAt[stage] ?? 0;
  }

  /** What an ack tells of a stage, as it stands now. */
  at(stage: number): StageCounts {
    return { failures: this.failedAt(stage), nodes: Array.from(this.#counts[stage] ?? [], totalOf) };
  }

  /** Some have not been taken. */
  get hasFailures(): boolean {
    return this.#failures.length > 0;
  }

  takeFailures(): readonly Failure[] {
    const taken = this.#failures;
    this.#failures = [];
    return taken;
  }

  liveRowsOf(node: NodeId): LiveRows {
    const rows = this.#rows.get(node) ?? new LiveRows(node, this.#text);
    this.#rows.set(node, rows);
    return rows;
  }

  takeRows(): readonly LiveRow[] {
    return Array.from(this.#rows.values()).flatMap((rows) => rows.take());
  }

  /** Over all stages. */
  nodes(): readonly NodeTotal[] {
    return addedTotals(this.#counts.flatMap((counts) => Array.from(counts ?? [], totalOf)));
  }
}

const totalOf = ([node, { recordsIn, recordsOut }]: readonly [NodeId, NodeCount]): NodeTotal => ({
  node,
  recordsIn,
  recordsOut,
});
