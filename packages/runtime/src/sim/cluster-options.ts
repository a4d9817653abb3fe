/** What a simulated cluster is made from, and what a whole run of it says. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import type { Quarantined } from '../api/index.ts';
import type { CoordinatorPlan, CoordinatorState, DataPlaneLimits, Placement } from '../core/index.ts';
import { planOf } from '../core/index.ts';
import type { Disk, Manifest } from './disk.ts';
import type { FaultType, Schedule } from './faults.ts';
import type { Poison } from './poison.ts';
import type { HostRules } from './rules.ts';
import type { SimOutput } from './sim-output.ts';
import type { Trace } from './trace.ts';
import type { Watcher } from './watcher.ts';

export type ClusterOptions = {
  readonly topology: Topology;
  readonly workers: number;
  readonly seed: number;
  /** The whole input of each byte source. */
  readonly inputs: ReadonlyMap<NodeId, Uint8Array>;
  /** Source -> the source that must have ended before. */
  readonly after?: ReadonlyMap<NodeId, NodeId>;
  readonly barrierIntervalMs?: number;
  /** Small windows and frames make a cluster feel back-pressure; without them it has the product's. */
  readonly limits?: DataPlaneLimits;
  readonly faults?: Schedule;
  /** Checkpoints are kept; without them nothing may be lost. */
  readonly keeps?: boolean;
  readonly trace?: Trace;
  /** Sees each manifest as it becomes durable, and what is in quarantine by then. */
  readonly inspect?: (manifest: Manifest, quarantine: readonly Quarantined[]) => void;
  /** How long at most what a sink writes at once is on its way to its file; 0 where absent. */
  readonly sinkLagMs?: number;
  /** For the mutation gate. */
  readonly rules?: HostRules;
  /** Sources that wait for more at the end of their input: `append` gives it. */
  readonly open?: ReadonlySet<NodeId>;
  /** In the place of the product's first placement. */
  readonly placement?: (topology: Topology, members: readonly number[]) => Placement;
  readonly watcher?: Watcher;
  /** After so many simulated milliseconds the run is handed over, unless it ends before. */
  readonly handOverAfterMs?: number;
  /** Where another version of the pipeline was handed over, its cut transferred to this topology. */
  readonly goesOn?: Handed;
};

/** What survives a version of a pipeline. */
export type Handed = { readonly disk: Disk; readonly outputs: ReadonlyMap<NodeId, SimOutput> };

/** What happened on the way: a run in which nothing did proves nothing. */
export type Met = {
  readonly recoveries: number;
  readonly moves: number;
  readonly joins: number;
  readonly leaves: number;
  readonly manifests: number;
  /** Objects that got a slot of their own, and that gave it up. */
  readonly pinned: number;
  readonly released: number;
  readonly repeatedBytes: number;
  readonly faults: Readonly<Partial<Record<FaultType, number>>>;
};

/** A step of the world, and how things stood before it, in words that are the same where they stood alike. */
export type Mark = { readonly step: number; readonly standing: string };

export type ClusterResult = {
  readonly outputs: ReadonlyMap<NodeId, Uint8Array>;
  readonly accepted: ReadonlyMap<NodeId, number>;
  readonly applied: number;
  readonly state: (state: NodeId) => ReadonlyMap<string, unknown>;
  readonly deadLetters: number;
  /** Records that were found to be poison, and those that were. */
  readonly quarantine: readonly Quarantined[];
  readonly poisons: readonly Poison[];
  /** Poison that was met in a generation which knew that it is. */
  readonly metAgain: readonly Poison[];
  readonly epochs: number;
  /** Ended by a stop: sources may not have been read to their end. */
  readonly stopped: boolean;
  /** Null where the run came to its end. */
  readonly handed: Handed | null;
  readonly met: Met;
  /** Milliseconds for which sources had input and no way out: back-pressure was felt. */
  readonly blockedMs: number;
  readonly steps: number;
  /** I20: the same for the same seed and build. */
  readonly hash: string;
  /** When the coordinator heard something or a manifest was written. */
  readonly moments: readonly Mark[];
};

/** How things stand, in words that are the same where they stand alike. */
export function standingOf(state: CoordinatorState): string {
  const { phase, commit, acks, moving, members, waiting, present, missed, epoch, durable } = state;
  const share = acks.size === 0 ? 'no' : 'some';
  return `${phase} ${commit} ${share} acks ${moving.size > 0} ${members.join()} ${waiting.size} ${present.size} ${missed} ${epoch - durable.epoch}`;
}

const workersMax = 8;

export function planFor({ topology, after, barrierIntervalMs = 5, keeps = true }: ClusterOptions): CoordinatorPlan {
  const stageOf = (node: NodeId): number =>
    topology.stages.findIndex((stage) => stage.kind === 'source' && stage.node === node);
  return planOf(topology, {
    after: new Map(Array.from(after ?? [], ([source, before]) => [stageOf(source), [stageOf(before)]] as const)),
    barrierIntervalMs,
    workersMax,
    keeps,
    // Faults that are drawn come in bursts.
    recoveriesMax: 1_000,
  });
}
