/** How long the code of nodes takes for a record, measured on a few records of each sample. Mutable. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Witness } from '../../api/index.ts';

export type NodeCost = { readonly node: NodeId; readonly records: number; readonly ms: number };

export type CostMeterParts = {
  /** Milliseconds, as finely as the host can tell. */
  readonly stopwatch: () => number;
  /** Enough records of a node are measured. */
  readonly done: () => void;
};

/** Records of a node that are measured, for each sample; the first ones only warm up what measures. */
const measuredMax = 24;
const warmUps = 4;
/** The stopwatch itself is measured several times: the machine may do something else meanwhile, but hardly each time. */
const calibrations = { rounds: 8, calls: 16 };
/** A record that takes so many times longer than the middle one is not its node's doing: the process was interrupted. */
const outlier = 20;

export class CostMeter {
  readonly #parts: CostMeterParts;
  /** What the stopwatch itself costs. */
  readonly #stampMs: number;
  readonly #measured = new Map<NodeId, number[]>();

  constructor(parts: CostMeterParts) {
    this.#parts = parts;
    this.#stampMs = Math.min(...Array.from({ length: calibrations.rounds }, () => stampOf(parts.stopwatch)));
  }

  /** Null where enough was measured until the next call of `take`. */
  watchOf(node: NodeId): Witness | null {
    const { stopwatch, done } = this.#parts;
    const times = this.#of(node);
    if (times.length >= measuredMax) return null;
    return (_seen, code, ...args) => {
      const start = stopwatch();
      try {
        return code(...args);
      } finally {
        times.push(Math.max(0, stopwatch() - start - this.#stampMs));
        if (times.length === measuredMax) done();
      }
    };
  }

  /** What was measured since the last call; measuring begins anew. */
  take(): readonly NodeCost[] {
    const taken = Array.from(this.#measured, ([node, times]) => costOf(node, times.slice(warmUps)));
    this.#measured.clear();
    return taken.filter(({ records }) => records > 0);
  }

  #of(node: NodeId): number[] {
    const known = this.#measured.get(node);
    if (known !== undefined) return known;
    const times: number[] = [];
    this.#measured.set(node, times);
    return times;
  }
}

function stampOf(stopwatch: CostMeterParts['stopwatch']): number {
  const start = stopwatch();
  for (let call = 1; call < calibrations.calls; call++) stopwatch();
  return (stopwatch() - start) / calibrations.calls;
}

function costOf(node: NodeId, times: readonly number[]): NodeCost {
  const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const ms = times.reduce((sum, each) => sum + (middle === 0 ? each : Math.min(each, middle * outlier)), 0);
  return { node, records: times.length, ms };
}
