/** A coordinator with the test's hand on the clock, and the reports of workers that are not there. */
import { assert } from '@potoroo/shared/assert';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorEventType } from '../coordinator-messages.ts';
import type { CoordinatorPhase, CoordinatorPlan, CoordinatorState } from '../coordinator-state.ts';
import { firstState, freshStart, unionOf } from '../coordinator-state.ts';
import { decide, isWay } from '../coordinator.ts';
import type { Placement } from '../placement/placement.ts';
import type { TaskReport } from '../worker-messages.ts';

/** Stages: sources 0 and 1, a keyed stage 2 of four slots, a sink 3; source 1 waits for source 0. */
export const plan: CoordinatorPlan = {
  stages: 4,
  slots: [0, 0, 4, 0],
  sources: [0, 1],
  sinks: [3],
  after: new Map([[1, [0]]]),
  barrierIntervalMs: 100,
  workersMax: 4,
  keeps: true,
  recoveriesMax: 10,
};
export const placement: Placement = [[0], [1], [0, 0, 1, 1], [1]];

export class Desk {
  state: CoordinatorState;
  readonly plan: CoordinatorPlan;

  constructor(of: CoordinatorPlan = plan, state = firstState(freshStart([0, 1], placement), 1)) {
    this.plan = of;
    this.state = state;
  }

  tell(event: CoordinatorEvent, now = 0): readonly CoordinatorEffect[] {
    const { phase } = this.state;
    const { state, effects } = decide(this.state, event, now, this.plan);
    assert(isWay(phase, event.type, state.phase), `no way from ${phase} by ${event.type} to ${state.phase}`);
    this.state = state;
    return effects;
  }

  /** The types of the effects. */
  types(event: CoordinatorEvent, now = 0): readonly CoordinatorEffect['type'][] {
    return this.tell(event, now).map(({ type }) => type);
  }

  report(worker: number, report: TaskReport, now = 0): readonly CoordinatorEffect[] {
    return this.tell({ type: 'reported', worker, report }, now);
  }

  ended(stage: number, now = 0): readonly CoordinatorEffect[] {
    return this.report(0, { type: 'source-ended', stage }, now);
  }

  released(epoch: number, now = 0): readonly CoordinatorEffect[] {
    return this.report(0, { type: 'released', stage: 3, epoch, records: epoch }, now);
  }

  outbox(worker: number, stage: number, full: boolean): readonly CoordinatorEffect[] {
    return this.report(worker, { type: 'outbox', stage, full });
  }

  /** All acks of the barrier in flight; what the last one led to. */
  ackAll(now = 0): readonly CoordinatorEffect[] {
    const { epoch } = this.state;
    let effects: readonly CoordinatorEffect[] = [];
    for (const worker of unionOf(this.state))
      for (let stage = 0; stage < this.plan.stages; stage++) effects = this.report(worker, acked(epoch, stage), now);
    return effects;
  }

  commit(now = 0): readonly CoordinatorEffect[] {
    const { generation, epoch } = this.state;
    return this.tell({ type: 'committed', generation, epoch }, now);
  }

  /** All acks and the manifest; what followed the manifest. */
  complete(now = 0): readonly CoordinatorEffect[] {
    this.ackAll(now);
    return this.commit(now);
  }

  /** A worker is asked for, by a request of its own number, and its process is up. */
  add(worker: number, now = 103): readonly CoordinatorEffect[] {
    this.tell({ type: 'add-requested', request: worker }, now);
    return this.tell({ type: 'joined', worker }, now);
  }

  /** Everything that moves has arrived; what the last of it led to. */
  installAll(now = 120): readonly CoordinatorEffect[] {
    let effects: readonly CoordinatorEffect[] = [];
    for (const name of this.state.moving) {
      const [stage = 0, slot = 0] = name.split('.').map(Number);
      const arrived = { epoch: this.state.epoch, stage, slot, objects: 1, bytes: 9, heldMs: 0 };
      effects = this.report(0, { type: 'installed', ...arrived }, now);
    }
    return effects;
  }

  /** The manifest of the barrier in flight cannot be written. */
  failCommit(now = 0): readonly CoordinatorEffect[] {
    const { generation, epoch } = this.state;
    return this.tell({ type: 'commit-failed', generation, epoch, reason: 'no space is left' }, now);
  }

  start(now = 0): readonly CoordinatorEffect[] {
    for (const worker of this.state.members) this.tell({ type: 'joined', worker }, now);
    return this.readyAll(now);
  }

  readyAll(now = 0): readonly CoordinatorEffect[] {
    let effects: readonly CoordinatorEffect[] = [];
    for (const worker of this.state.members) effects = this.tell({ type: 'readied', worker }, now);
    return effects;
  }

  /** Everything that preparing still waits for. */
  prepareAll(now = 0): readonly CoordinatorEffect[] {
    let effects: readonly CoordinatorEffect[] = [];
    for (const what of this.state.waiting) effects = this.tell(preparation(what), now);
    return effects;
  }
}

export const acked = (epoch: number, stage: number): TaskReport => ({
  type: 'acked',
  epoch,
  stage,
  records: 0,
  failures: 0,
  nodes: [],
});

/** What a host says once something that is waited for is there. */
export function preparation(what: string): CoordinatorEvent {
  const [kind, ...ends] = what.split(' ');
  const [worker = 0, peer = 0] = ends.map(Number);
  if (kind === 'ready') return { type: 'readied', worker };
  return kind === 'link' ? { type: 'linked', worker, peer } : { type: 'warmed', worker };
}

/** Running, with epoch 1 complete and released; the next barrier is due at 200. */
export function establishedDesk(of: CoordinatorPlan = plan): Desk {
  const desk = new Desk(of);
  desk.start();
  desk.tell({ type: 'ticked' }, 100);
  desk.complete(101);
  desk.released(1, 102);
  return desk;
}

/** Worker 2 joins by request 2 and worker 1 leaves by request 4; slots are on their way, and the manifest could not be written. */
export function deskWithUnkeptChange(): Desk {
  const desk = establishedDesk();
  desk.tell({ type: 'add-requested', request: 2 }, 103);
  desk.tell({ type: 'drain-requested', request: 4, worker: 1 }, 103);
  desk.tell({ type: 'joined', worker: 2 }, 104);
  desk.prepareAll(105);
  desk.ackAll(106);
  desk.failCommit(107);
  return desk;
}

/** Worker 2 has joined by request 2, which is in force, and no manifest holds it. */
export function deskWithUnkeptJoiner(): Desk {
  const desk = establishedDesk();
  desk.add(2);
  desk.prepareAll(104);
  desk.ackAll(105);
  desk.failCommit(106);
  desk.installAll(107);
  return desk;
}

/** In cutting every task has acknowledged, and the manifest is being written. */
export function deskIn(phase: CoordinatorPhase): Desk {
  if (phase === 'gathering') return new Desk();
  if (phase === 'loading') {
    const desk = new Desk();
    for (const worker of [0, 1]) desk.tell({ type: 'joined', worker });
    return desk;
  }
  const desk = establishedDesk();
  if (phase === 'preparing') {
    desk.tell({ type: 'add-requested', request: 1 }, 103);
    desk.tell({ type: 'joined', worker: 2 }, 104);
  } else if (phase === 'cutting') {
    desk.tell({ type: 'ticked' }, 200);
    desk.ackAll(201);
  } else if (phase === 'over') {
    desk.tell({ type: 'stop-requested' }, 103);
    for (const stage of [0, 1]) desk.ended(stage, 104);
    while (desk.state.phase === 'cutting') desk.complete(105);
    desk.released(desk.state.epoch, 106);
  }
  return desk;
}

/** One event of each kind, as it may come in the phase. */
export function eventOf(type: CoordinatorEventType, phase: CoordinatorPhase): CoordinatorEvent {
  const worker = phase === 'preparing' ? 2 : 1;
  const epoch = phase === 'cutting' ? 2 : 1;
  switch (type) {
    case 'joined':
      return { type, worker: 1 };
    case 'join-failed':
      return { type, worker: 2 + Number(phase === 'preparing'), reason: 'it cannot write' };
    case 'readied':
    case 'warmed':
      return { type, worker };
    case 'linked':
      return { type, worker: 0, peer: 2 };
    case 'reported':
      return { type, worker: 0, report: { type: 'source-ended', stage: 0 } };
    case 'worker-lost':
      return { type, worker: 1, reason: 'killed by signal 9', byItself: false, suspect: null };
    case 'committed':
      return { type, generation: 1, epoch };
    case 'commit-failed':
      return { type, generation: 1, epoch, reason: 'no space is left' };
    case 'add-requested':
    case 'checkpoint-requested':
    case 'hand-over-requested':
      return { type, request: 9 };
    case 'drain-requested':
      return { type, request: 9, worker: 1 };
    case 'move-requested':
      return { type, request: 9, stage: 2, key: 'a', worker: 0 };
    case 'release-requested':
      return { type, request: 9, stage: 2, key: 'a' };
    case 'stop-requested':
    case 'ticked':
      return { type };
  }
}
