/**
 * Decides when a run starts, when a barrier is injected, when an epoch is complete, and when the run is over. Never on the
 * data path. A pure control machine: the transition table below is the specification, and every cell of it is filled.
 *
 * I10: the next barrier is injected only when the last one is complete.
 * I13: an epoch is complete only when every task of every worker has acknowledged its barrier.
 * A full outbox makes one barrier due, once everything before it is released; at most three epochs are unreleased.
 * A source that waits for another starts only when an epoch that covers the other's last record is complete.
 */
import { assert } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorEventType } from './coordinator-messages.ts';
import type { TaskReport } from './worker-messages.ts';

export type CoordinatorPhase = 'gathering' | 'linking' | 'running' | 'cutting' | 'over';

export type CoordinatorPlan = {
  readonly workers: number;
  readonly stages: number;
  readonly sources: readonly number[];
  readonly sinks: readonly number[];
  /** Source stage -> the source stages that must have ended before. */
  readonly after: ReadonlyMap<number, readonly number[]>;
  readonly barrierIntervalMs: number;
};

export type CoordinatorState = {
  readonly phase: CoordinatorPhase;
  readonly generation: number;
  /** The barrier in flight, or the last one. */
  readonly epoch: number;
  readonly joined: ReadonlySet<number>;
  readonly ready: ReadonlySet<number>;
  readonly acks: ReadonlySet<string>;
  readonly started: ReadonlySet<number>;
  /** Sources that have ended; those among them at the last injection; those that a complete epoch covers. */
  readonly ended: ReadonlySet<number>;
  readonly endedAtInject: ReadonlySet<number>;
  readonly covered: ReadonlySet<number>;
  /** Sink -> the last epoch it has released. */
  readonly released: ReadonlyMap<number, number>;
  readonly full: ReadonlySet<number>;
  readonly nextBarrierAt: number;
  readonly stopping: boolean;
};

export type Decision = { readonly state: CoordinatorState; readonly effects: readonly CoordinatorEffect[] };

export function planOf(
  topology: Topology,
  workers: number,
  after: ReadonlyMap<number, readonly number[]>,
  barrierIntervalMs: number,
): CoordinatorPlan {
  const idsOf = (kind: 'source' | 'sink'): readonly number[] =>
    topology.stages.filter((stage) => stage.kind === kind).map((stage) => stage.id);
  return {
    workers,
    stages: topology.stages.length,
    sources: idsOf('source'),
    sinks: idsOf('sink'),
    after,
    barrierIntervalMs,
  };
}

export const firstState: CoordinatorState = {
  phase: 'gathering',
  generation: 1,
  epoch: 0,
  joined: new Set(),
  ready: new Set(),
  acks: new Set(),
  started: new Set(),
  ended: new Set(),
  endedAtInject: new Set(),
  covered: new Set(),
  released: new Map(),
  full: new Set(),
  nextBarrierAt: 0,
  stopping: false,
};

type EventOf<Type extends CoordinatorEventType> = Extract<CoordinatorEvent, { type: Type }>;
type Cell<Type extends CoordinatorEventType> = (
  state: CoordinatorState,
  event: EventOf<Type>,
  now: number,
  plan: CoordinatorPlan,
) => Decision;
type Table = { readonly [Phase in CoordinatorPhase]: { readonly [Type in CoordinatorEventType]: Cell<Type> } };

const stay = (state: CoordinatorState): Decision => ({ state, effects: [] });

/** A cell that no correct host ever reaches. */
const never =
  (what: string) =>
  (state: CoordinatorState): Decision => {
    assert(false, `${what} while ${state.phase}`);
  };

const table: Table = {
  gathering: {
    joined: gather,
    readied: never('a worker was ready before it was assigned'),
    reported: never('a worker reported before it was assigned'),
    'worker-lost': fail,
    'stop-requested': (state) => finish(state, true),
    ticked: stay,
  },
  linking: {
    joined: never('a worker joined twice'),
    readied: link,
    reported: never('a worker reported before the start'),
    'worker-lost': fail,
    'stop-requested': (state) => finish(state, true),
    ticked: stay,
  },
  running: {
    joined: never('a worker joined twice'),
    readied: never('a worker was ready twice'),
    reported: (state, { worker, report }, now, plan) => settle(note(state, worker, report), now, plan),
    'worker-lost': fail,
    'stop-requested': stop,
    ticked: (state, _event, now, plan) => settle(stay(state), now, plan),
  },
  cutting: {
    joined: never('a worker joined twice'),
    readied: never('a worker was ready twice'),
    reported: (state, { worker, report }, now, plan) => settle(note(state, worker, report), now, plan),
    'worker-lost': fail,
    'stop-requested': stop,
    ticked: stay,
  },
  over: { joined: stay, readied: stay, reported: stay, 'worker-lost': stay, 'stop-requested': stay, ticked: stay },
};

/** One step: the cell of the table for the phase and the event. */
export function decide(state: CoordinatorState, event: CoordinatorEvent, now: number, plan: CoordinatorPlan): Decision {
  const cell = table[state.phase][event.type] as Cell<CoordinatorEventType>;
  return cell(state, event, now, plan);
}

function gather(state: CoordinatorState, event: EventOf<'joined'>, _now: number, plan: CoordinatorPlan): Decision {
  const joined = plus(state.joined, event.worker);
  if (joined.size < plan.workers) return stay({ ...state, joined });
  return { state: { ...state, joined, phase: 'linking' }, effects: [{ type: 'assign', generation: state.generation }] };
}

function link(state: CoordinatorState, event: EventOf<'readied'>, now: number, plan: CoordinatorPlan): Decision {
  const ready = plus(state.ready, event.worker);
  if (ready.size < plan.workers) return stay({ ...state, ready });
  const stages = plan.sources.filter((source) => !plan.after.has(source));
  return {
    state: { ...state, ready, phase: 'running', started: new Set(stages), nextBarrierAt: now + plan.barrierIntervalMs },
    effects: [{ type: 'start-sources', stages }],
  };
}

/** What a report changes by itself; what follows from it is settled afterwards. */
function note(state: CoordinatorState, worker: number, report: TaskReport): Decision {
  switch (report.type) {
    case 'acked':
      assert(
        report.epoch === state.epoch,
        `I10: an ack of barrier ${report.epoch} while barrier ${state.epoch} is in flight`,
      );
      return stay({ ...state, acks: plus(state.acks, `${worker}:${report.stage}`) });
    case 'source-ended':
      return stay({ ...state, ended: plus(state.ended, report.stage) });
    case 'released':
      assert(
        report.epoch > (state.released.get(report.stage) ?? 0),
        `I13: epoch ${report.epoch} was released again or out of order`,
      );
      return stay({ ...state, released: new Map(state.released).set(report.stage, report.epoch) });
    case 'outbox':
      return fillChanged(state, report.full ? plus(state.full, report.stage) : minus(state.full, report.stage));
  }
}

/** A full outbox holds the sources: what is in flight still reaches it, and a barrier lets it go. */
function fillChanged(state: CoordinatorState, full: ReadonlySet<number>): Decision {
  const held = full.size > 0;
  const changed = held !== state.full.size > 0;
  return { state: { ...state, full }, effects: changed ? [{ type: 'hold-sources', held }] : [] };
}

/** Whatever the new state makes due: completing an epoch, starting a source, a barrier, the end. */
function settle(decision: Decision, now: number, plan: CoordinatorPlan): Decision {
  const { state, effects } = decision;
  if (state.phase === 'cutting' && state.acks.size === plan.workers * plan.stages) {
    return settle(joinEffects(effects, complete(state, plan)), now, plan);
  }
  if (state.phase !== 'running') return decision;
  if (isFinished(state, plan)) return joinEffects(effects, finish(state, state.stopping));
  if (isBarrierDue(state, now, plan)) return joinEffects(effects, inject(state, now, plan));
  return decision;
}

const joinEffects = (before: readonly CoordinatorEffect[], { state, effects }: Decision): Decision => ({
  state,
  effects: [...before, ...effects],
});

function complete(state: CoordinatorState, plan: CoordinatorPlan): Decision {
  const covered = state.endedAtInject;
  const starting = plan.sources.filter(
    (source) => !state.started.has(source) && (plan.after.get(source) ?? []).every((before) => covered.has(before)),
  );
  const effects: CoordinatorEffect[] = [{ type: 'complete', epoch: state.epoch }];
  if (starting.length > 0) effects.push({ type: 'start-sources', stages: starting });
  const started = new Set([...state.started, ...starting]);
  return { state: { ...state, phase: 'running', acks: new Set(), covered, started }, effects };
}

function inject(state: CoordinatorState, now: number, plan: CoordinatorPlan): Decision {
  const epoch = state.epoch + 1;
  return {
    state: {
      ...state,
      phase: 'cutting',
      epoch,
      acks: new Set(),
      endedAtInject: state.ended,
      nextBarrierAt: now + plan.barrierIntervalMs,
    },
    effects: [{ type: 'inject', generation: state.generation, epoch }],
  };
}

const allCovered = (state: CoordinatorState, plan: CoordinatorPlan): boolean =>
  plan.sources.every((source) => state.covered.has(source));

function isBarrierDue(state: CoordinatorState, now: number, plan: CoordinatorPlan): boolean {
  const unreleased = unreleasedEpochs(state, plan);
  if (allCovered(state, plan) || unreleased >= unreleasedEpochsMax) return false;
  if (now >= state.nextBarrierAt || state.ended.size > state.covered.size) return true;
  return state.full.size > 0 && unreleased === 0;
}

/** A sink that is slow to release is not given ever more epochs: the next barrier waits for it. */
const unreleasedEpochsMax = 3;

const unreleasedEpochs = (state: CoordinatorState, plan: CoordinatorPlan): number =>
  Math.max(0, ...plan.sinks.map((sink) => state.epoch - (state.released.get(sink) ?? 0)));

const isFinished = (state: CoordinatorState, plan: CoordinatorPlan): boolean =>
  allCovered(state, plan) && plan.sinks.every((sink) => (state.released.get(sink) ?? 0) >= state.epoch);

/** Sources that never started count as ended: their workers report them so. */
function stop(state: CoordinatorState): Decision {
  if (state.stopping) return stay(state);
  return { state: { ...state, stopping: true }, effects: [{ type: 'stop-sources' }] };
}

function finish(state: CoordinatorState, stopped: boolean): Decision {
  return { state: { ...state, phase: 'over' }, effects: [{ type: 'finish', stopped }] };
}

function fail(state: CoordinatorState, event: EventOf<'worker-lost'>): Decision {
  return { state: { ...state, phase: 'over' }, effects: [{ type: 'fail', reason: event.reason }] };
}

const plus = <Member>(members: ReadonlySet<Member>, member: Member): ReadonlySet<Member> =>
  new Set([...members, member]);
const minus = <Member>(members: ReadonlySet<Member>, member: Member): ReadonlySet<Member> =>
  new Set([...members].filter((other) => other !== member));
