/** What the coordinator knows, and the helpers that every rule of its table uses. Pure. */
import type { ModuleId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import type { Origin, Quarantined } from '../api/index.ts';
import type { CoordinatorEffect, Durable, RequestId } from './coordinator-messages.ts';
import type { Solo } from './placement/solo-slots.ts';
import type { Placement, SlotMove } from './worker-messages.ts';

export type CoordinatorPhase =
  /** Not every member's process is up. */
  | 'gathering'
  /** Members load what they own and link up. */
  | 'loading'
  | 'running'
  /** Joiners link up, and new owners are given what will move to them. */
  | 'preparing'
  /** A barrier is in flight. */
  | 'cutting'
  | 'over';

export type CoordinatorPlan = {
  readonly stages: number;
  /** By stage: its hash slots; 0 where it is not keyed. */
  readonly slots: readonly number[];
  readonly sources: readonly number[];
  readonly sinks: readonly number[];
  /** Source stage -> the source stages that must have ended before. */
  readonly after: ReadonlyMap<number, readonly number[]>;
  readonly barrierIntervalMs: number;
  readonly workersMax: number;
  /** Checkpoints are kept: without them nothing can be given to a new owner ahead of its slots. */
  readonly keeps: boolean;
  /** Recoveries in a row without a complete epoch between them: more will not help. */
  readonly recoveriesMax: number;
};

/** What the barrier in flight, or the one being prepared, changes. */
export type Change = {
  readonly joining: readonly number[];
  readonly leaving: readonly number[];
  /** In force after the barrier. */
  readonly members: readonly number[];
  readonly placement: Placement;
  readonly solos: readonly Solo[];
  /** The moves and releases of single objects that take part. */
  readonly taken: readonly RequestId[];
  /** By stage. */
  readonly moves: readonly (readonly SlotMove[])[];
};

export type Request =
  /** Until then a change of members waits for its process. */
  | { readonly kind: 'add'; readonly id: RequestId; readonly worker: number; readonly awaitedUntil: number }
  | { readonly kind: 'drain'; readonly id: RequestId; readonly worker: number }
  | {
      readonly kind: 'move';
      readonly id: RequestId;
      readonly stage: number;
      readonly key: string;
      readonly worker: number;
    }
  | { readonly kind: 'release'; readonly id: RequestId; readonly stage: number; readonly key: string }
  /** Answered when this epoch, or a later one, is complete. */
  | { readonly kind: 'checkpoint'; readonly id: RequestId; readonly epoch: number }
  | HandOverRequest;
/** Sources are held until this epoch, or a later one, is kept and has left; given up after `until`. */
export type HandOverRequest = {
  readonly kind: 'hand-over';
  readonly id: RequestId;
  readonly epoch: number;
  readonly until: number;
};

export type CoordinatorState = {
  readonly phase: CoordinatorPhase;
  readonly generation: number;
  /** The barrier in flight, or the last one. */
  readonly epoch: number;
  readonly members: readonly number[];
  readonly placement: Placement;
  /** State objects with a slot of their own. */
  readonly solos: readonly Solo[];
  /** Workers whose process is up, joiners and leavers included. */
  readonly present: ReadonlySet<number>;
  /** Workers whose process took part in what is undone and is being ended: before that, no generation is assigned. */
  readonly ending: ReadonlySet<number>;
  /** The name of the next worker that is added. */
  readonly nextWorker: number;
  /** What loading or preparing still waits for. */
  readonly waiting: ReadonlySet<string>;
  readonly change: Change | null;
  readonly acks: ReadonlySet<string>;
  /** Slots that have not arrived at their new owner. */
  readonly moving: ReadonlySet<string>;
  /** The manifest of the barrier in flight: not asked for, being written, durable, or given up. */
  readonly commit: 'none' | 'asked' | 'durable' | 'failed';
  /** What that manifest says. */
  readonly committing: Durable | null;
  readonly ended: ReadonlySet<number>;
  readonly endedAtInject: ReadonlySet<number>;
  readonly started: ReadonlySet<number>;
  /** Sources that a complete epoch covers. */
  readonly covered: ReadonlySet<number>;
  /** Sink -> the last epoch that has left. */
  readonly released: ReadonlyMap<number, number>;
  readonly full: ReadonlySet<number>;
  readonly nextBarrierAt: number;
  readonly stopping: boolean;
  /** Sources have been started once. */
  readonly begun: boolean;
  /** What a recovery would start from. */
  readonly durable: Durable;
  readonly requests: readonly Request[];
  /** Those that a change in force has done and no manifest holds yet: a loss would undo them. */
  readonly unkept: readonly RequestId[];
  /** Checkpoints that could not be kept since the last one that was. */
  readonly missed: number;
  /** Recoveries since the last complete epoch. */
  readonly recoveries: number;
  /** In safe mode: the epoch with which it is over, once that has left. Otherwise null. */
  readonly safeUntil: number | null;
  /** Records that every source skips. */
  readonly quarantine: readonly Quarantined[];
  /** State computations that have thrown: from then on every worker copies an object before it calls them. */
  readonly guarded: readonly ModuleId[];
  /** The record with which workers were busy the last times that they were lost in safe mode. */
  readonly suspicion: Suspicion | null;
};

/** `weight`: what speaks against the record. */
export type Suspicion = Origin & { readonly weight: number };

export type Decision = { readonly state: CoordinatorState; readonly effects: readonly CoordinatorEffect[] };

export function planOf(
  topology: Topology,
  parts: Pick<CoordinatorPlan, 'after' | 'barrierIntervalMs' | 'workersMax' | 'keeps' | 'recoveriesMax'>,
): CoordinatorPlan {
  const idsOf = (kind: 'source' | 'sink'): readonly number[] =>
    topology.stages.filter((stage) => stage.kind === kind).map((stage) => stage.id);
  return {
    stages: topology.stages.length,
    slots: topology.stages.map((stage) => (stage.kind === 'keyed' ? stage.slots : 0)),
    sources: idsOf('source'),
    sinks: idsOf('sink'),
    ...parts,
  };
}

/** Workers are called by numbers, in the order in which they join. */
export const nextNameAfter = (members: readonly number[]): number => Math.max(...members) + 1;

/** Nothing has happened yet: a first run on these workers. */
export const freshStart = (members: readonly number[], placement: Placement): Durable => ({
  epoch: 0,
  members,
  nextWorker: nextNameAfter(members),
  placement,
  solos: [],
  covered: [],
  released: new Map(),
  stopping: false,
});

/**
 * A coordinator that goes on from a manifest, or begins. `generation` is durable and above every earlier one. `begun`: an earlier one may
 * have started sources, so that there are previews to be taken back.
 */
export function firstState(
  durable: Durable,
  generation: number,
  quarantine: readonly Quarantined[] = [],
  begun = durable.epoch > 0,
): CoordinatorState {
  return {
    ...unwound(durable),
    phase: 'gathering',
    generation,
    present: new Set(),
    ending: new Set(),
    nextWorker: durable.nextWorker,
    stopping: durable.stopping,
    begun,
    requests: [],
    recoveries: 0,
    safeUntil: null,
    quarantine,
    guarded: [],
    suspicion: null,
  };
}

/** Everything that a generation learns, as it stands at its start. */
export const unwound = (durable: Durable) => ({
  durable,
  epoch: durable.epoch,
  members: durable.members,
  placement: durable.placement,
  solos: durable.solos,
  waiting: new Set<string>(),
  change: null,
  acks: new Set<string>(),
  moving: new Set<string>(),
  commit: 'none' as const,
  committing: null,
  ended: new Set(durable.covered),
  endedAtInject: new Set(durable.covered),
  started: new Set<number>(),
  covered: new Set(durable.covered),
  released: durable.released,
  full: new Set<number>(),
  nextBarrierAt: 0,
  unkept: [],
  missed: 0,
});

export const stay = (state: CoordinatorState): Decision => ({ state, effects: [] });

export const refuse = (state: CoordinatorState, request: RequestId, error: string): Decision => ({
  state,
  effects: [{ type: 'answer', request, error }],
});

export const leavingOf = ({ requests, members }: CoordinatorState): readonly number[] =>
  members.filter((member) => requests.some((request) => request.kind === 'drain' && request.worker === member));

export const withEffects = (before: readonly CoordinatorEffect[], { state, effects }: Decision): Decision => ({
  state,
  effects: [...before, ...effects],
});

export const plus = <Member>(members: ReadonlySet<Member>, member: Member): ReadonlySet<Member> =>
  new Set(members).add(member);
export const minus = <Member>(members: ReadonlySet<Member>, member: Member): ReadonlySet<Member> =>
  new Set([...members].filter((other) => other !== member));

export function fail(state: CoordinatorState, reason: string): Decision {
  return over(state, `the run has failed: ${reason}`, { type: 'fail', reason });
}

export function finish(state: CoordinatorState, stopped: boolean): Decision {
  return over(state, 'the run is over', { type: 'finish', stopped });
}

function over(state: CoordinatorState, error: string, last: CoordinatorEffect): Decision {
  const answers = state.requests.map(({ id }) => ({ type: 'answer' as const, request: id, error }));
  return { state: { ...state, phase: 'over', requests: [] }, effects: [...answers, last] };
}

export const handOverOf = ({ requests }: CoordinatorState): HandOverRequest | null =>
  requests.find((request) => request.kind === 'hand-over') ?? null;

/** Everybody who takes part in the barrier. */
export const unionOf = ({ members, change }: CoordinatorState): readonly number[] =>
  change === null ? members : [...members, ...change.joining];

export const unreleasedEpochs = (state: CoordinatorState, plan: CoordinatorPlan): number =>
  Math.max(0, ...plan.sinks.map((sink) => state.epoch - (state.released.get(sink) ?? 0)));
