// The coordinator decides when a run starts, commits and ends. A cell of its table that does the wrong thing starts a source
// before the data it needs is there, releases outputs that are not covered, or waits for ever; each cell has a test here.
import { describe, expect, it } from 'vitest';
import { twoStages } from '../testing/sample-topologies.ts';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorEventType } from './coordinator-messages.ts';
import type { CoordinatorPhase, CoordinatorPlan, CoordinatorState } from './coordinator.ts';
import { decide, firstState, planOf } from './coordinator.ts';
import type { TaskReport } from './worker-messages.ts';

/** Two workers; stages: sources 0 and 1, a keyed stage 2, a sink 3; source 1 waits for source 0. */
const plan: CoordinatorPlan = {
  workers: 2,
  stages: 4,
  sources: [0, 1],
  sinks: [3],
  after: new Map([[1, [0]]]),
  barrierIntervalMs: 100,
};

/** A coordinator with the test's hand on the clock. */
class Desk {
  state: CoordinatorState = firstState;
  readonly #plan: CoordinatorPlan;

  constructor(of: CoordinatorPlan = plan) {
    this.#plan = of;
  }

  tell(event: CoordinatorEvent, now = 0): readonly CoordinatorEffect[] {
    const { state, effects } = decide(this.state, event, now, this.#plan);
    this.state = state;
    return effects;
  }

  report(worker: number, report: TaskReport, now = 0): readonly CoordinatorEffect[] {
    return this.tell({ type: 'reported', worker, report }, now);
  }

  /** All acks of the barrier in flight; what the last one led to. */
  ackAll(now = 0): readonly CoordinatorEffect[] {
    const { epoch } = this.state;
    let effects: readonly CoordinatorEffect[] = [];
    for (let worker = 0; worker < this.#plan.workers; worker++) {
      for (let stage = 0; stage < this.#plan.stages; stage++)
        effects = this.report(worker, { type: 'acked', epoch, stage }, now);
    }
    return effects;
  }
}

function deskIn(phase: CoordinatorPhase, of = plan): Desk {
  const desk = new Desk(of);
  if (phase === 'gathering') return desk;
  for (let worker = 0; worker < of.workers; worker++) desk.tell({ type: 'joined', worker });
  if (phase === 'linking') return desk;
  for (let worker = 0; worker < of.workers; worker++) desk.tell({ type: 'readied', worker });
  if (phase === 'running') return desk;
  if (phase === 'cutting') desk.tell({ type: 'ticked' }, 100);
  else desk.tell({ type: 'worker-lost', worker: 0, reason: 'gone' });
  expect(desk.state.phase).toBe(phase);
  return desk;
}

const events: Readonly<Record<CoordinatorEventType, CoordinatorEvent>> = {
  joined: { type: 'joined', worker: 1 },
  readied: { type: 'readied', worker: 1 },
  reported: { type: 'reported', worker: 0, report: { type: 'source-ended', stage: 0 } },
  'worker-lost': { type: 'worker-lost', worker: 1, reason: 'killed by signal 9' },
  'stop-requested': { type: 'stop-requested' },
  ticked: { type: 'ticked' },
};

/** Phase -> event -> the phase after and the effects, or the words of the assertion. Early: nothing is due yet. */
type Expected = { readonly phase: CoordinatorPhase; readonly effects: readonly CoordinatorEffect['type'][] } | string;
const stays = (phase: CoordinatorPhase, ...effects: CoordinatorEffect['type'][]): Expected => ({ phase, effects });
const table: Readonly<Record<CoordinatorPhase, Readonly<Record<CoordinatorEventType, Expected>>>> = {
  gathering: {
    joined: stays('gathering'),
    readied: 'ready before it was assigned',
    reported: 'reported before it was assigned',
    'worker-lost': stays('over', 'fail'),
    'stop-requested': stays('over', 'finish'),
    ticked: stays('gathering'),
  },
  linking: {
    joined: 'joined twice',
    readied: stays('linking'),
    reported: 'reported before the start',
    'worker-lost': stays('over', 'fail'),
    'stop-requested': stays('over', 'finish'),
    ticked: stays('linking'),
  },
  running: {
    joined: 'joined twice',
    readied: 'ready twice',
    reported: stays('cutting', 'inject'),
    'worker-lost': stays('over', 'fail'),
    'stop-requested': stays('running', 'stop-sources'),
    ticked: stays('running'),
  },
  cutting: {
    joined: 'joined twice',
    readied: 'ready twice',
    reported: stays('cutting'),
    'worker-lost': stays('over', 'fail'),
    'stop-requested': stays('cutting', 'stop-sources'),
    ticked: stays('cutting'),
  },
  over: {
    joined: stays('over'),
    readied: stays('over'),
    reported: stays('over'),
    'worker-lost': stays('over'),
    'stop-requested': stays('over'),
    ticked: stays('over'),
  },
};

describe('the transition table', () => {
  for (const phase of ['gathering', 'linking', 'running', 'cutting', 'over'] as const) {
    for (const type of ['joined', 'readied', 'reported', 'worker-lost', 'stop-requested', 'ticked'] as const) {
      const expected = table[phase][type];
      it(`${phase} × ${type}: ${typeof expected === 'string' ? `never, "${expected}"` : `${expected.effects.join(', ') || 'nothing'}, then ${expected.phase}`}`, () => {
        const desk = deskIn(phase);
        if (typeof expected === 'string') {
          expect(() => desk.tell(events[type])).toThrow(expected);
          return;
        }
        expect(desk.tell(events[type]).map((effect) => effect.type)).toEqual(expected.effects);
        expect(desk.state.phase).toBe(expected.phase);
      });
    }
  }
});

describe('the start of a run', () => {
  it('assigns when the last worker has joined, and starts the sources that wait for none when the last is ready', () => {
    const desk = new Desk();
    expect(desk.tell({ type: 'joined', worker: 0 })).toEqual([]);
    expect(desk.tell({ type: 'joined', worker: 0 }), 'the same worker again').toEqual([]);
    expect(desk.tell({ type: 'joined', worker: 1 })).toEqual([{ type: 'assign', generation: 1 }]);
    expect(desk.tell({ type: 'readied', worker: 1 })).toEqual([]);
    expect(desk.tell({ type: 'readied', worker: 0 }, 40)).toEqual([{ type: 'start-sources', stages: [0] }]);
    expect(desk.state.nextBarrierAt).toBe(140);
  });

  it('plans by the topology', () => {
    expect(planOf(twoStages, 3, new Map(), 7)).toEqual({
      workers: 3,
      stages: 5,
      sources: [0, 1],
      sinks: [4],
      after: new Map(),
      barrierIntervalMs: 7,
    });
  });
});

describe('barriers', () => {
  it('are injected when the interval is over and not before, and I10: never while one is in flight', () => {
    const desk = deskIn('running');
    expect(desk.tell({ type: 'ticked' }, 99)).toEqual([]);
    expect(desk.tell({ type: 'ticked' }, 100)).toEqual([{ type: 'inject', generation: 1, epoch: 1 }]);
    expect(desk.tell({ type: 'ticked' }, 1_000)).toEqual([]);
    expect(desk.report(0, { type: 'source-ended', stage: 0 }, 1_000)).toEqual([]);
  });

  it('I13: are complete only when every task of every worker has acknowledged', () => {
    const desk = deskIn('cutting');
    const acks = [0, 1].flatMap((worker) => [0, 1, 2, 3].map((stage) => ({ worker, stage })));
    for (const { worker, stage } of acks.slice(0, -1))
      expect(desk.report(worker, { type: 'acked', epoch: 1, stage }, 110)).toEqual([]);
    expect(desk.report(0, { type: 'acked', epoch: 1, stage: 0 }, 110), 'an ack again').toEqual([]);
    expect(desk.report(1, { type: 'acked', epoch: 1, stage: 3 }, 110)).toEqual([{ type: 'complete', epoch: 1 }]);
    expect(desk.state.phase).toBe('running');
  });

  it('that are overdue when the last one completes follow at once', () => {
    const desk = deskIn('cutting');
    expect(desk.ackAll(500)).toEqual([
      { type: 'complete', epoch: 1 },
      { type: 'inject', generation: 1, epoch: 2 },
    ]);
  });

  it('I10: an ack of another barrier is a bug, and I13: so is a release out of order', () => {
    expect(() => deskIn('cutting').report(0, { type: 'acked', epoch: 2, stage: 0 })).toThrow('I10');
    const desk = deskIn('running');
    desk.report(0, { type: 'released', stage: 3, epoch: 2 });
    expect(() => desk.report(0, { type: 'released', stage: 3, epoch: 2 })).toThrow('I13');
  });
});

describe('a source that waits for another', () => {
  it('starts only when an epoch is complete whose barrier followed the end of the other', () => {
    const desk = deskIn('cutting');
    desk.report(0, { type: 'source-ended', stage: 0 }, 101);
    const afterFirst = desk.ackAll(102);
    expect(afterFirst, 'barrier 1 was injected before the end: it covers nothing').toEqual([
      { type: 'complete', epoch: 1 },
      { type: 'inject', generation: 1, epoch: 2 },
    ]);
    expect(desk.ackAll(103)).toEqual([
      { type: 'complete', epoch: 2 },
      { type: 'start-sources', stages: [1] },
    ]);
    expect(desk.tell({ type: 'ticked' }, 203).map(({ type }) => type)).toEqual(['inject']);
    expect(desk.ackAll(204), 'it is started once').toEqual([{ type: 'complete', epoch: 3 }]);
  });
});

/** A run whose two sources have both ended and are covered by epoch 3. */
function coveredDesk(): Desk {
  const desk = deskIn('running');
  desk.report(0, { type: 'source-ended', stage: 0 }, 1);
  desk.ackAll(2);
  desk.report(1, { type: 'source-ended', stage: 1 }, 3);
  expect(desk.state.phase).toBe('cutting');
  expect(desk.ackAll(4)).toEqual([{ type: 'complete', epoch: 2 }]);
  return desk;
}

describe('the end of a run', () => {
  it('comes only when every source is covered and every sink has released the last epoch', () => {
    const desk = coveredDesk();
    expect(desk.tell({ type: 'ticked' }, 10_000), 'no barrier is needed any more').toEqual([]);
    expect(desk.report(0, { type: 'released', stage: 3, epoch: 1 })).toEqual([]);
    expect(desk.report(0, { type: 'released', stage: 3, epoch: 2 })).toEqual([{ type: 'finish', stopped: false }]);
    expect(desk.state.phase).toBe('over');
  });

  it('comes at once where there is no sink', () => {
    const desk = deskIn('running', { ...plan, sinks: [], sources: [0], after: new Map() });
    desk.report(0, { type: 'source-ended', stage: 0 });
    expect(desk.ackAll()).toEqual([
      { type: 'complete', epoch: 1 },
      { type: 'finish', stopped: false },
    ]);
  });
});

describe('a stop', () => {
  it('stops the sources, takes a last barrier, and finishes when all outputs are released', () => {
    const desk = deskIn('running');
    expect(desk.tell({ type: 'stop-requested' })).toEqual([{ type: 'stop-sources' }]);
    expect(desk.tell({ type: 'stop-requested' }), 'a second time').toEqual([]);
    expect(desk.report(0, { type: 'source-ended', stage: 0 }).map(({ type }) => type)).toEqual(['inject']);
    desk.report(1, { type: 'source-ended', stage: 1 });
    expect(
      desk.ackAll().map(({ type }) => type),
      'source 1 ended after barrier 1 was injected',
    ).toEqual(['complete', 'start-sources', 'inject']);
    expect(desk.ackAll()).toEqual([{ type: 'complete', epoch: 2 }]);
    desk.report(0, { type: 'released', stage: 3, epoch: 1 });
    expect(desk.report(0, { type: 'released', stage: 3, epoch: 2 })).toEqual([{ type: 'finish', stopped: true }]);
  });

  it('during a cut lets the barrier flow to its end', () => {
    const desk = deskIn('cutting');
    expect(desk.tell({ type: 'stop-requested' })).toEqual([{ type: 'stop-sources' }]);
    expect(desk.ackAll()).toEqual([{ type: 'complete', epoch: 1 }]);
    expect(desk.state).toMatchObject({ phase: 'running', stopping: true });
  });

  it('before the start ends the run at once', () => {
    for (const phase of ['gathering', 'linking'] as const)
      expect(deskIn(phase).tell({ type: 'stop-requested' })).toEqual([{ type: 'finish', stopped: true }]);
  });
});

describe('a full outbox', () => {
  it('holds the sources and injects a barrier at once, and lets them go when the last one has room', () => {
    const desk = deskIn('running', { ...plan, sinks: [2, 3] });
    expect(desk.report(0, { type: 'outbox', stage: 3, full: true })).toEqual([
      { type: 'hold-sources', held: true },
      { type: 'inject', generation: 1, epoch: 1 },
    ]);
    expect(desk.report(1, { type: 'outbox', stage: 2, full: true }), 'they are held already').toEqual([]);
    expect(desk.report(0, { type: 'outbox', stage: 3, full: false }), 'the other one is still full').toEqual([]);
    expect(desk.report(1, { type: 'outbox', stage: 2, full: false })).toEqual([{ type: 'hold-sources', held: false }]);
  });

  it('during a cut holds the sources and waits for the barrier in flight', () => {
    const desk = deskIn('cutting');
    expect(desk.report(0, { type: 'outbox', stage: 3, full: true })).toEqual([{ type: 'hold-sources', held: true }]);
    expect(desk.ackAll().map(({ type }) => type)).toEqual(['complete']);
  });

  it('makes no second barrier due before everything is released, however long it stays full', () => {
    const desk = deskIn('running');
    expect(desk.report(0, { type: 'outbox', stage: 3, full: true }).map(({ type }) => type)).toEqual([
      'hold-sources',
      'inject',
    ]);
    expect(desk.ackAll().map(({ type }) => type)).toEqual(['complete']);
    for (let now = 1; now < 100; now++) expect(desk.tell({ type: 'ticked' }, now)).toEqual([]);
    expect(desk.report(0, { type: 'released', stage: 3, epoch: 1 }, 99).map(({ type }) => type)).toEqual(['inject']);
  });
});

describe('a sink that is slow to release', () => {
  it('is given at most three epochs, and the next barrier when it has released one', () => {
    const desk = deskIn('running');
    const injected = [];
    for (let now = 100; now < 2_000; now += 10) {
      const effects = desk.tell({ type: 'ticked' }, now);
      injected.push(...effects);
      if (effects.length > 0) desk.ackAll(now);
    }
    expect(injected.map((effect) => effect.type === 'inject' && effect.epoch)).toEqual([1, 2, 3]);
    expect(desk.report(0, { type: 'released', stage: 3, epoch: 1 }, 2_000)).toEqual([
      { type: 'inject', generation: 1, epoch: 4 },
    ]);
  });
});

describe('a source that waits for several others', () => {
  it('starts only when an epoch covers the last of them', () => {
    const desk = deskIn('running', { ...plan, sources: [0, 1, 2], stages: 4, after: new Map([[2, [0, 1]]]) });
    desk.report(0, { type: 'source-ended', stage: 0 });
    expect(desk.ackAll().map(({ type }) => type)).toEqual(['complete']);
    desk.report(1, { type: 'source-ended', stage: 1 });
    expect(desk.ackAll()).toEqual([
      { type: 'complete', epoch: 2 },
      { type: 'start-sources', stages: [2] },
    ]);
  });
});

describe('a lost worker', () => {
  it('fails the run with the reason it was lost for', () => {
    for (const phase of ['gathering', 'linking', 'running', 'cutting'] as const) {
      expect(deskIn(phase).tell(events['worker-lost'])).toEqual([{ type: 'fail', reason: 'killed by signal 9' }]);
    }
  });
});
