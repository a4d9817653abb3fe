/**
 * Decides when a run starts, when a barrier is injected and what it changes, when an epoch is complete, what a loss
 * undoes, and when the run is over. Never on the data path. A pure control machine: the transition table below is the
 * specification, every cell of it is filled, and each row says where its cells may lead. SPEC.md beside it says the rules in words.
 *
 * A full outbox makes one barrier due, once everything before it is released; at most three epochs are unreleased.
 * A source that waits for another starts only when an epoch that covers the other's last record is complete.
 */
import { assert } from '@potoroo/shared/assert';
import {
  commit,
  commitFailed,
  committed,
  conclude,
  dueSources,
  inject,
  isBarrierDue,
  isFinished,
  isHeld,
  note,
} from './coordinator-barrier.ts';
import {
  arrive,
  gather,
  guard,
  isChangeDue,
  isChangeWaiting,
  linkage,
  lose,
  prepare,
  prepared,
  readiness,
  refuseJoin,
  relax,
  requestAdd,
  requestCheckpoint,
  requestDrain,
  warmth,
} from './coordinator-members.ts';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorEventType } from './coordinator-messages.ts';
import {
  giveUpHandOver,
  handOver,
  handOverLate,
  isHandedOver,
  isHandOverLate,
  isLastBarrierDue,
  requestHandOver,
} from './coordinator-hand-over.ts';
import { isSafeModeOver } from './coordinator-quarantine.ts';
import type { CoordinatorPhase, CoordinatorPlan, CoordinatorState, Decision } from './coordinator-state.ts';
import { requestMove, requestRelease } from './coordinator-solos.ts';
import type { TaskReport } from './worker-messages.ts';
import { finish, handOverOf, minus, stay, unionOf, withEffects } from './coordinator-state.ts';

type EventOf<Type extends CoordinatorEventType> = Extract<CoordinatorEvent, { type: Type }>;
type Cell<Type extends CoordinatorEventType> = (
  state: CoordinatorState,
  event: EventOf<Type>,
  now: number,
  plan: CoordinatorPlan,
) => Decision;
type Row = { readonly [Type in CoordinatorEventType]: Cell<Type> };
type Table = { readonly [Phase in CoordinatorPhase]: Row };

/** Where the cells of a row may lead besides their own phase; one that is not named leads nowhere else. */
type Ways = { readonly [Type in CoordinatorEventType]?: readonly CoordinatorPhase[] };
const waysOfRow = new WeakMap<Row, Ways>();
function leading(ways: Ways, row: Row): Row {
  waysOfRow.set(row, ways);
  return row;
}

const nevers = new WeakSet<object>();

/** A cell that no correct host ever reaches. */
function never(what: string): (state: CoordinatorState) => Decision {
  const cell = (state: CoordinatorState): Decision => {
    assert(false, `${what} while ${state.phase}`);
  };
  nevers.add(cell);
  return cell;
}

/** What may be asked for at any time, and what the machine hears of processes. */
const always = {
  'worker-lost': (state, event, _now, plan) => lose(state, event, plan),
  'add-requested': (state, { request }, now, plan) => requestAdd(state, request, now, plan),
  'drain-requested': (state, { request, worker }, now, plan) => settle(requestDrain(state, request, worker), now, plan),
  'move-requested': (state, event, now, plan) => settle(requestMove(state, event, plan), now, plan),
  'release-requested': (state, event, now, plan) => settle(requestRelease(state, event), now, plan),
  'checkpoint-requested': (state, { request }, now, plan) => settle(requestCheckpoint(state, request, now), now, plan),
  'hand-over-requested': (state, { request }, now, plan) =>
    settle(requestHandOver(state, request, now, plan), now, plan),
  'stop-requested': stop,
  joined: (state, { worker }, now, plan) => settle(stay(arrive(state, worker)), now, plan),
  'join-failed': (state, event, now, plan) => settle(refuseJoin(state, event), now, plan),
} satisfies Partial<{ readonly [Type in CoordinatorEventType]: Cell<Type> }>;

/** The manifest of a generation that is over may still become durable: it is a cut like any other, and nobody waits for it. */
const late = { committed: stay, 'commit-failed': stay };
const notLinking = {
  linked: never('a worker linked a joiner'),
  warmed: never('a worker was given slots'),
};

const heard = (state: CoordinatorState, worker: number, report: TaskReport): Decision =>
  report.type === 'spoilt' ? guard(state, report.module) : note(state, worker, report);

/** What may be due once the machine runs: a change of members and places, or a barrier. */
const dueNow: readonly CoordinatorPhase[] = ['preparing', 'cutting'];
/** Its process is awaited, or it was only joining; and after too many recoveries nothing is tried any more. */
const lost: readonly CoordinatorPhase[] = ['gathering', 'loading', 'over'];

const table: Table = {
  gathering: leading(
    { joined: ['loading'], 'join-failed': ['loading'], 'worker-lost': ['loading', 'over'], 'stop-requested': ['over'] },
    {
      ...always,
      ...late,
      ...notLinking,
      joined: (state, { worker }) => gather(arrive(state, worker)),
      readied: never('a worker was ready before it was assigned'),
      reported: never('a worker reported before it was assigned'),
      ticked: stay,
    },
  ),
  loading: leading(
    { readied: ['running', 'over'], 'worker-lost': ['gathering', 'over'], 'stop-requested': ['over'] },
    {
      ...always,
      ...late,
      ...notLinking,
      readied: load,
      reported: never('a worker reported before the start'),
      ticked: stay,
    },
  ),
  running: leading(
    {
      joined: dueNow,
      'join-failed': dueNow,
      reported: [...dueNow, 'gathering', 'loading', 'over'],
      ticked: dueNow,
      'drain-requested': dueNow,
      'move-requested': dueNow,
      'release-requested': dueNow,
      'checkpoint-requested': dueNow,
      'hand-over-requested': dueNow,
      'worker-lost': lost,
    },
    {
      ...always,
      ...late,
      ...notLinking,
      readied: never('a worker was ready twice'),
      reported: (state, { worker, report }, now, plan) => settle(heard(state, worker, report), now, plan),
      ticked: (state, _event, now, plan) => settle(stay(state), now, plan),
    },
  ),
  preparing: leading(
    { readied: ['cutting'], linked: ['cutting'], warmed: ['cutting'], reported: ['loading'], 'worker-lost': lost },
    {
      ...always,
      ...late,
      readied: (state, { worker }, now, plan) => prepared(state, readiness(worker), now, plan),
      linked: (state, { worker, peer }, now, plan) => prepared(state, linkage(worker, peer), now, plan),
      warmed: (state, { worker }, now, plan) => prepared(state, warmth(worker), now, plan),
      reported: (state, { worker, report }, now, plan) => settle(heard(state, worker, report), now, plan),
      ticked: stay,
    },
  ),
  cutting: leading(
    {
      reported: ['running', 'preparing', 'gathering', 'loading', 'over'],
      committed: ['running', 'preparing', 'loading', 'over'],
      'commit-failed': ['running'],
      'worker-lost': lost,
    },
    {
      ...always,
      ...notLinking,
      readied: never('a worker was ready twice'),
      reported: (state, { worker, report }, now, plan) => settle(heard(state, worker, report), now, plan),
      committed: (state, event, now, plan) =>
        isInFlight(state, event) ? settle(committed(state, plan), now, plan) : stay(state),
      'commit-failed': (state, event, now, plan) =>
        isInFlight(state, event) ? settle(commitFailed(state), now, plan) : stay(state),
      ticked: (state, _event, now) => (isHandOverLate(state, now) ? giveUpHandOver(state, handOverLate) : stay(state)),
    },
  ),
  over: leading(
    { 'worker-lost': ['gathering'] },
    {
      joined: stay,
      'join-failed': stay,
      readied: stay,
      linked: stay,
      warmed: stay,
      reported: stay,
      'worker-lost': loseAtTheEnd,
      committed: stay,
      'commit-failed': stay,
      'add-requested': refuse,
      'drain-requested': refuse,
      'move-requested': refuse,
      'release-requested': refuse,
      'checkpoint-requested': refuse,
      'hand-over-requested': refuse,
      'stop-requested': stay,
      ticked: stay,
    },
  ),
};

/** One step: the cell of the table for the phase and the event. */
export function decide(state: CoordinatorState, event: CoordinatorEvent, now: number, plan: CoordinatorPlan): Decision {
  const cell = table[state.phase][event.type] as Cell<CoordinatorEventType>;
  return cell(state, event, now, plan);
}

/** What a cell does: it acts, leaves everything as it is, or is never reached; and the other phases that it may lead to. */
export type CellLook = { readonly kind: 'acts' | 'stays' | 'never'; readonly to: readonly CoordinatorPhase[] };

/** The table above, for whoever draws it: phase -> event -> what its cell does. */
export const coordinatorTable = (): Readonly<
  Record<CoordinatorPhase, Readonly<Record<CoordinatorEventType, CellLook>>>
> =>
  mapRow(table, (row) =>
    mapRow(row, (cell, type): CellLook => {
      const kind = cell === stay ? 'stays' : nevers.has(cell) ? 'never' : 'acts';
      return { kind, to: waysOfRow.get(row)?.[type] ?? [] };
    }),
  );

/** Whether the table says that this event may lead from one phase to the other. */
export const isWay = (from: CoordinatorPhase, event: CoordinatorEventType, to: CoordinatorPhase): boolean =>
  from === to || waysOfRow.get(table[from])?.[event]?.includes(to) === true;

function mapRow<Name extends string, Cell, Made>(
  row: Readonly<Record<Name, Cell>>,
  make: (cell: Cell, name: Name) => Made,
) {
  const entries = Object.entries<Cell>(row) as [Name, Cell][];
  return Object.fromEntries(entries.map(([name, cell]) => [name, make(cell, name)])) as Record<Name, Made>;
}

/** Whatever the new state makes due: completing an epoch, a change of members, a barrier, the end. */
function settle(decision: Decision, now: number, plan: CoordinatorPlan): Decision {
  const { state, effects } = decision;
  if (state.phase === 'cutting') {
    if (state.commit === 'none' && state.acks.size === unionOf(state).length * plan.stages)
      return withEffects(effects, commit(state));
    if (state.moving.size === 0 && (state.commit === 'durable' || state.commit === 'failed'))
      return settle(withEffects(effects, conclude(state)), now, plan);
    return decision;
  }
  if (state.phase !== 'running') return decision;
  if (isFinished(state, plan)) return withEffects(effects, finish(state, state.stopping));
  if (isHandedOver(state, plan)) return withEffects(effects, handOver(state));
  if (isHandOverLate(state, now)) return settle(withEffects(effects, giveUpHandOver(state, handOverLate)), now, plan);
  if (handOverOf(state) !== null)
    return isLastBarrierDue(state, now, plan) ? withEffects(effects, inject(state, now, plan)) : decision;
  if (isSafeModeOver(state, plan)) return withEffects(effects, relax(state));
  if (isChangeDue(state, now, plan)) return settle(withEffects(effects, prepare(state, now, plan)), now, plan);
  if (isChangeWaiting(state, now, plan)) return decision;
  if (isBarrierDue(state, now, plan)) return withEffects(effects, inject(state, now, plan));
  return decision;
}

/** A member has loaded what it owns; with the last one the generation starts. */
function load(state: CoordinatorState, event: EventOf<'readied'>, now: number, plan: CoordinatorPlan): Decision {
  const waiting = minus(state.waiting, readiness(event.worker));
  assert(waiting.size < state.waiting.size, 'a worker was ready twice');
  if (waiting.size > 0) return stay({ ...state, waiting });
  const stages = dueSources(state.covered, plan);
  // A source that is held takes nothing when it starts.
  const effects: CoordinatorEffect[] = isHeld(state) ? [{ type: 'hold-sources', held: true }] : [];
  effects.push({ type: 'start-sources', stages });
  if (state.stopping) effects.push({ type: 'stop-sources' });
  const running: CoordinatorState = {
    ...state,
    waiting,
    phase: 'running',
    begun: true,
    started: new Set([...state.started, ...stages]),
    nextBarrierAt: now + firstIntervalMs(state, plan),
  };
  // Nothing may be left to do: a last word was missing.
  if (isFinished(running, plan)) return withEffects(effects, finish(running, running.stopping));
  return { state: running, effects };
}

/** A run that was going on already is the sooner further than it was, the more losses there were in a row. */
const firstIntervalMs = ({ begun, recoveries }: CoordinatorState, { barrierIntervalMs }: CoordinatorPlan): number =>
  begun ? barrierIntervalMs / (1 + Math.max(1, recoveries)) : barrierIntervalMs;

/** A run that never began is over at once. Sources that never started count as ended: their workers report them so. */
function stop(state: CoordinatorState): Decision {
  if (!state.begun) return finish(state, true);
  if (state.stopping) return stay(state);
  const isServing = state.phase !== 'gathering' && state.phase !== 'loading';
  const stopping: Decision = {
    state: { ...state, stopping: true },
    effects: isServing ? [{ type: 'stop-sources' }] : [],
  };
  return withEffects(stopping.effects, giveUpHandOver(stopping.state, 'the run is being stopped'));
}

/** One that has finished has workers that have not said their last word: it goes back to its last manifest and finishes again. All that has left stays out. */
function loseAtTheEnd(
  state: CoordinatorState,
  event: EventOf<'worker-lost'>,
  _now: number,
  plan: CoordinatorPlan,
): Decision {
  if (!state.begun || !isFinished(state, plan)) return stay(state);
  return lose({ ...state, durable: { ...state.durable, released: state.released } }, event, plan);
}

const isInFlight = (state: CoordinatorState, event: { readonly generation: number; readonly epoch: number }): boolean =>
  event.generation === state.generation && event.epoch === state.epoch;

function refuse(state: CoordinatorState, event: { readonly request: number }): Decision {
  return { state, effects: [{ type: 'answer', request: event.request, error: 'the run is over' }] };
}
