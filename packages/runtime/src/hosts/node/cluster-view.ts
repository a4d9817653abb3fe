/** All that a frame of telemetry is made of, as the coordinator has it at one moment. */
import type { GoneProcess, Ledger, TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { CoordinatorState, EpochAccount, EpochLedger, Placement, StageAccount } from '../../core/index.ts';
import type { ToCoordinator, WorkerTelemetry } from './control-messages.ts';
import type { Wait } from './waits.ts';

/** A member of the run, or one that is joining. */
export type Seat = {
  readonly worker: number;
  pid: number;
  /** Null before the first sample of a generation. */
  sample: WorkerTelemetry | null;
  isLost: boolean;
  /** It has been told to go back to the last checkpoint, and has not been heard since then. */
  goesBack: boolean;
  /** `stage.slot` of what has come to it since its last sample, which thus does not tell of it yet. */
  readonly arrived: ReadonlySet<string>;
  /** It runs, and has answered nothing for so long; with whose code it is busy, where it has marked that. */
  silent?: NonNullable<WorkerSample['silent']> | null;
};

export type ClusterView = {
  readonly topology: Topology;
  readonly placement: Placement;
  /** `stage.slot` of what no sample has: its old owner has given it away, and its new one has not told of it yet. */
  readonly moving: ReadonlySet<string>;
  readonly solos: CoordinatorState['solos'];
  readonly quarantine?: CoordinatorState['quarantine'];
  /** In the order of their names. */
  readonly seats: readonly Seat[];
  /** Of the last complete epoch. */
  readonly account: EpochAccount;
  /** By the coordinator before, until a worker tells this one more. */
  readonly acceptedBefore: number;
  /** By stage, and by worker: what was counted before this generation; of workers that have left, all. */
  readonly base: readonly StageAccount[];
  readonly handled: ReadonlyMap<number, number>;
  /** Since when everybody goes back to a checkpoint, by the machine's monotonic clock. */
  readonly recovering: { readonly since: number; readonly checkpoint: number } | null;
  readonly gone: readonly GoneProcess[];
  /** Sink stage -> records of its whole output that have left. */
  readonly released: ReadonlyMap<number, number>;
  /** When the deployment began, by the machine's monotonic clock. */
  readonly deployedAt: number;
  /** Why the last checkpoint could not be kept, and since when none could. */
  readonly unkept: Omit<Wait, 'node'> | null;
  /** What members had found that have left. */
  readonly departed: Pick<Ledger, 'lost' | 'doubled'>;
};

type Begin = Pick<Extract<ToCoordinator, { type: 'begin' }>, 'topology' | 'deployedAt'>;
export type ViewParts = {
  readonly state: CoordinatorState;
  readonly ledger: EpochLedger;
  readonly seats: { readonly all: readonly Seat[] } & Pick<ClusterView, 'departed' | 'gone' | 'acceptedBefore'>;
  /** When everybody was last told to go back to a checkpoint, or began. */
  readonly recoveringSince: number;
} & Pick<ClusterView, 'released' | 'unkept'>;

export function clusterView(
  { topology, deployedAt }: Begin,
  { state, ledger, seats, recoveringSince: since, released, unkept }: ViewParts,
): ClusterView {
  // Records have flowed, and do not yet again.
  const isRecovering = state.begun && (state.phase === 'gathering' || state.phase === 'loading');
  return {
    topology,
    placement: state.placement,
    moving: new Set([...state.moving, ...seats.all.flatMap(({ arrived }) => [...arrived])]),
    solos: state.solos,
    quarantine: state.quarantine,
    seats: seats.all,
    account: ledger.account,
    acceptedBefore: seats.acceptedBefore,
    base: ledger.base,
    handled: ledger.handled,
    recovering: isRecovering ? { since, checkpoint: state.durable.epoch } : null,
    gone: seats.gone,
    released,
    departed: seats.departed,
    deployedAt,
    unkept,
  };
}

/** Sink stage -> what had left by the last frame of an earlier coordinator: it stays out. */
export const releasedBy = (last: TelemetryFrame | null, { stages }: Topology): Map<number, number> =>
  new Map(
    stages.flatMap((stage) => {
      const sample = stage.kind === 'sink' ? last?.nodes.find(({ node }) => node === stage.node) : undefined;
      return sample === undefined ? [] : [[stage.id, sample.recordsOut] as const];
    }),
  );
