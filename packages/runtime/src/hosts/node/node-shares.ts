/** What part of a worker's time its nodes take, and how full the ways to them are: counts and costs of one sample after another. */
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeSample } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { Looked, Worker } from '../../core/index.ts';

/** The stages in which a node is a step, and the one that its records come to from others. */
type NodePlace = { readonly in: readonly number[]; readonly target: number | null };
type SampleTime = {
  /** Since the sample before. */
  readonly ms: number;
  readonly now: number;
  /** The share of it in which the worker did anything. */
  readonly busy: number;
};
type Cost = { records: number; ms: number };
/** What was measured before counts less with each sample, so that few records make a steady number. */
const keptShare = 0.85;

export class NodeShares {
  readonly #worker: Worker;
  readonly #stages: ReadonlyMap<NodeId, NodePlace>;
  readonly #costs = new Map<NodeId, Cost>();
  readonly #recordsIn = new Map<NodeId, number>();
  readonly #blockedMs = new Map<number, number>();

  constructor(worker: Worker, topology: Topology) {
    this.#worker = worker;
    this.#stages = stagesOfNodes(topology);
  }

  take({ costs }: Looked, { ms, now, busy }: SampleTime): readonly NodeSample[] {
    this.#learn(costs);
    const blocked = this.#blockedShares(ms, now);
    const samples = this.#worker.counts.nodes().map(({ node, recordsIn, recordsOut }) => {
      const { in: stages, target } = this.#stages.get(node) ?? { in: [], target: null };
      const cost = this.#costs.get(node);
      const microsOf = cost === undefined || cost.records < 1 ? null : (cost.ms / cost.records) * 1_000;
      const grown = recordsIn - (this.#recordsIn.get(node) ?? 0);
      this.#recordsIn.set(node, recordsIn);
      return {
        node,
        recordsIn,
        recordsOut,
        costMicros: microsOf,
        busy: microsOf === null || ms <= 0 ? null : Math.min(1, (grown * microsOf) / 1_000 / ms),
        backPressured: Math.max(0, ...stages.map((stage) => blocked.get(stage) ?? 0)),
        queue: target === null ? 0 : this.#worker.queueOf(target),
      };
    });
    return within(samples, busy);
  }

  /** Nobody looks any more: what was measured is soon too old to be told. */
  #learn(costs: Looked['costs']): void {
    for (const [node, cost] of this.#costs) {
      cost.records *= keptShare;
      cost.ms *= keptShare;
      if (cost.records < 1) this.#costs.delete(node);
    }
    for (const { node, records, ms } of costs) {
      const cost = this.#costs.get(node) ?? { records: 0, ms: 0 };
      this.#costs.set(node, { records: cost.records + records, ms: cost.ms + ms });
    }
  }

  #blockedShares(ms: number, now: number): ReadonlyMap<number, number> {
    const shares = new Map<number, number>();
    for (const stage of new Set(Array.from(this.#stages.values()).flatMap((each) => each.in))) {
      const total = this.#worker.blocked.of(stage, now);
      const grown = total - (this.#blockedMs.get(stage) ?? 0);
      this.#blockedMs.set(stage, total);
      shares.set(stage, ms <= 0 ? 0 : Math.min(1, Math.max(0, grown / ms)));
    }
    return shares;
  }
}

/** Few records are measured, and the machine may have done something else meanwhile: nodes are not busier than their worker. */
function within(samples: readonly NodeSample[], busy: number): readonly NodeSample[] {
  const sum = samples.reduce((total, sample) => total + (sample.busy ?? 0), 0);
  const scale = sum > busy ? busy / sum : 1;
  return samples.map((sample) => ({ ...sample, busy: sample.busy === null ? null : sample.busy * scale }));
}

function stagesOfNodes({ stages }: Topology): ReadonlyMap<NodeId, NodePlace> {
  const found = new Map<NodeId, { in: number[]; target: number | null }>();
  const of = (node: NodeId): { in: number[]; target: number | null } => {
    const known = found.get(node) ?? { in: [], target: null };
    found.set(node, known);
    return known;
  };
  for (const stage of stages) {
    for (const step of stage.steps) if (step.type !== 'encode') of(step.node).in.push(stage.id);
    if (stage.kind === 'source') of(stage.node).in.push(stage.id);
    if (stage.kind === 'sink') of(stage.node).target = stage.id;
    if (stage.kind !== 'keyed') continue;
    for (const { node } of stage.inputs) {
      of(node).in.push(stage.id);
      of(node).target = stage.id;
    }
  }
  return found;
}
