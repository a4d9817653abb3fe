// When a barrier is injected, when its epoch is complete and when the run is over. A coordinator that is too early releases
// what a recovery would undo; one that is too late stops the run. The titles are the rules of SPEC.md.
import { describe, expect, it } from 'vitest';
import { twoStages } from '../testing/sample-topologies.ts';
import type { CoordinatorEffect } from './coordinator-messages.ts';
import { firstState, planOf } from './coordinator-state.ts';
import { acked, Desk, establishedDesk, plan } from './testing/coordinator-desk.ts';

const typesOf = (effects: readonly CoordinatorEffect[]): readonly string[] => effects.map(({ type }) => type);
const unchanged = { placement: null, solos: null, moves: [], everything: false };
const inject = (epoch: number): CoordinatorEffect => ({ type: 'inject', epoch, to: [0, 1], change: unchanged });
function running(of = plan): Desk {
  const desk = new Desk(of);
  desk.start();
  return desk;
}
function cutting(): Desk {
  const desk = running();
  desk.tell({ type: 'ticked' }, 100);
  return desk;
}

describe('the start of a run', () => {
  it('assigns once every member is up, and starts the sources that wait for none once every member is ready', () => {
    const desk = new Desk();
    expect(desk.tell({ type: 'joined', worker: 0 })).toEqual([]);
    expect(desk.tell({ type: 'joined', worker: 0 }), 'the same worker again').toEqual([]);
    expect(desk.tell({ type: 'joined', worker: 1 })).toMatchObject([
      { type: 'assign', generation: 1, from: { epoch: 0, members: [0, 1] } },
    ]);
    expect(desk.tell({ type: 'readied', worker: 1 })).toEqual([]);
    expect(() => desk.tell({ type: 'readied', worker: 1 })).toThrow('ready twice');
    expect(desk.tell({ type: 'readied', worker: 0 }, 40)).toEqual([{ type: 'start-sources', stages: [0] }]);
    expect(desk.state.nextBarrierAt).toBe(140);
  });

  it('plans by the topology', () => {
    expect(
      planOf(twoStages, { after: new Map(), barrierIntervalMs: 7, workersMax: 3, recoveriesMax: 5, keeps: true }),
    ).toEqual({
      stages: 5,
      slots: [0, 0, 256, 256, 0],
      sources: [0, 1],
      sinks: [4],
      after: new Map(),
      barrierIntervalMs: 7,
      workersMax: 3,
      recoveriesMax: 5,
      keeps: true,
    });
  });
});

describe('a barrier', () => {
  it('is injected when the interval is over, and I10: never while one is in flight', () => {
    const desk = running();
    expect(desk.tell({ type: 'ticked' }, 99)).toEqual([]);
    expect(desk.tell({ type: 'ticked' }, 100)).toEqual([inject(1)]);
    expect(desk.tell({ type: 'ticked' }, 1_000)).toEqual([]);
    expect(desk.ended(0, 1_000)).toEqual([]);
  });

  it('I13: asks for the manifest only with the ack of every task of every worker', () => {
    const desk = cutting();
    const acks = [0, 1].flatMap((worker) => [0, 1, 2, 3].map((stage) => ({ worker, stage })));
    for (const { worker, stage } of acks.slice(0, -1)) expect(desk.report(worker, acked(1, stage), 110)).toEqual([]);
    expect(desk.report(0, acked(1, 0), 110), 'an ack again').toEqual([]);
    expect(desk.report(1, acked(1, 3), 110)).toEqual([
      {
        type: 'commit',
        generation: 1,
        durable: {
          epoch: 1,
          members: [0, 1],
          nextWorker: 2,
          placement: desk.state.placement,
          solos: [],
          covered: [],
          released: new Map(),
          stopping: false,
        },
      },
    ]);
    expect(desk.state.phase).toBe('cutting');
  });

  it('I13: completes its epoch only when the manifest is durable', () => {
    const desk = cutting();
    expect(typesOf(desk.ackAll(110))).toEqual(['commit']);
    expect(desk.tell({ type: 'ticked' }, 1_000)).toEqual([]);
    expect(desk.commit(120)).toEqual([{ type: 'complete', epoch: 1 }]);
    expect([desk.state.phase, desk.state.durable.epoch]).toEqual(['running', 1]);
  });

  it('that is overdue when the last one completes follows at once', () => {
    expect(cutting().complete(500)).toEqual([{ type: 'complete', epoch: 1 }, inject(2)]);
  });

  it('I10: an ack of another barrier is a bug, I13: and so is a release out of order', () => {
    expect(() => cutting().report(0, acked(2, 0))).toThrow('I13: an ack of barrier 2 while barrier 1');
    expect(() => running().report(0, acked(1, 0))).toThrow('I13');
    const desk = running();
    desk.released(2);
    expect(() => desk.released(2)).toThrow('I13');
    expect(() => desk.released(1)).toThrow('I13');
  });

  it('I12: hears no word of a manifest of another generation or another epoch', () => {
    const desk = cutting();
    desk.ackAll(110);
    for (const [generation, epoch] of [
      [0, 1],
      [2, 1],
      [1, 2],
    ] as const) {
      expect(desk.tell({ type: 'committed', generation, epoch })).toEqual([]);
      expect(desk.tell({ type: 'commit-failed', generation, epoch, reason: 'no' })).toEqual([]);
    }
    expect(desk.state.commit).toBe('asked');
  });
});

describe('a manifest that cannot be written', () => {
  it('releases nothing, and the next barrier takes everything, at the next interval', () => {
    const desk = cutting();
    desk.ackAll(110);
    expect(desk.tell({ type: 'commit-failed', generation: 1, epoch: 1, reason: 'full' }, 120)).toEqual([]);
    expect(desk.tell({ type: 'ticked' }, 150)).toEqual([]);
    expect(desk.tell({ type: 'ticked' }, 200)).toEqual([
      { type: 'inject', epoch: 2, to: [0, 1], change: { ...unchanged, everything: true } },
    ]);
    expect(desk.complete(210)).toEqual([{ type: 'complete', epoch: 2 }]);
    expect(desk.tell({ type: 'ticked' }, 300)).toEqual([inject(3)]);
  });

  it('for the third time holds the sources until one is written', () => {
    const desk = running();
    const effects: string[] = [];
    for (let time = 1; time <= 3; time++) {
      desk.tell({ type: 'ticked' }, time * 100);
      desk.ackAll(time * 100);
      const { epoch } = desk.state;
      effects.push(
        ...typesOf(desk.tell({ type: 'commit-failed', generation: 1, epoch, reason: 'full' }, time * 100 + 1)),
      );
      effects.push(`${time}`);
    }
    expect(effects).toEqual(['1', '2', 'hold-sources', '3']);
    desk.tell({ type: 'ticked' }, 400);
    expect(desk.complete(401)).toEqual([
      { type: 'complete', epoch: 4 },
      { type: 'hold-sources', held: false },
    ]);
  });
});

describe('a source that waits for others', () => {
  it('starts only when an epoch is complete whose barrier followed the end of the other', () => {
    const desk = cutting();
    desk.ended(0, 101);
    expect(desk.complete(102), 'barrier 1 was injected before the end: it covers nothing').toEqual([
      { type: 'complete', epoch: 1 },
      inject(2),
    ]);
    expect(desk.complete(103)).toEqual([
      { type: 'complete', epoch: 2 },
      { type: 'start-sources', stages: [1] },
    ]);
    expect(typesOf(desk.tell({ type: 'ticked' }, 203))).toEqual(['inject']);
    expect(desk.complete(204), 'it is started once').toEqual([{ type: 'complete', epoch: 3 }]);
  });

  it('starts only when an epoch covers the last of them', () => {
    const desk = running({ ...plan, sources: [0, 1, 2], after: new Map([[2, [0, 1]]]) });
    desk.ended(0);
    expect(typesOf(desk.complete())).toEqual(['complete']);
    desk.ended(1);
    expect(desk.complete()).toEqual([
      { type: 'complete', epoch: 2 },
      { type: 'start-sources', stages: [2] },
    ]);
  });
});

describe('the end of a run', () => {
  /** Both sources have ended and are covered by epoch 2. */
  function covered(): Desk {
    const desk = running();
    desk.ended(0, 1);
    desk.complete(2);
    desk.ended(1, 3);
    expect(desk.complete(4)).toEqual([{ type: 'complete', epoch: 2 }]);
    return desk;
  }

  it('comes only when every source is covered and every sink has released the last epoch', () => {
    const desk = covered();
    expect(desk.tell({ type: 'ticked' }, 10_000), 'no barrier is needed any more').toEqual([]);
    expect(desk.released(1)).toEqual([]);
    expect(desk.released(2)).toEqual([{ type: 'finish', stopped: false }]);
    expect(desk.state.phase).toBe('over');
  });

  it('comes at once where there is no sink', () => {
    const desk = running({ ...plan, sinks: [], sources: [0], after: new Map() });
    desk.ended(0);
    expect(desk.complete()).toEqual([
      { type: 'complete', epoch: 1 },
      { type: 'finish', stopped: false },
    ]);
  });

  it('answers whoever still waits for something', () => {
    const desk = covered();
    desk.released(1);
    expect(typesOf(desk.tell({ type: 'add-requested', request: 7 }))).toEqual(['fork']);
    expect(desk.released(2)).toEqual([
      { type: 'answer', request: 7, error: 'the run is over' },
      { type: 'finish', stopped: false },
    ]);
  });

  const lost = { type: 'worker-lost', worker: 1, reason: 'killed', byItself: false, suspect: null } as const;

  it('is taken back by the loss of a worker, which may not have said its last word, and comes again: what has left stays out', () => {
    const desk = covered();
    for (const epoch of [1, 2]) desk.released(epoch);
    expect(desk.tell(lost)).toEqual([{ type: 'roll-back', generation: 2, lost: [1] }]);
    const [assigned] = desk.tell({ type: 'joined', worker: 1 });
    expect(assigned).toMatchObject({ type: 'assign', from: { epoch: 2, released: new Map([[3, 2]]) } });
    expect(typesOf(desk.readyAll())).toEqual(['start-sources', 'finish']);
  });

  it('is for good where the run has failed, was handed over, or never began', () => {
    const failed = running({ ...plan, recoveriesMax: 0 });
    failed.tell(lost);
    const handed = establishedDesk();
    handed.tell({ type: 'hand-over-requested', request: 7 }, 103);
    handed.complete(104);
    handed.released(2, 105);
    const unbegun = new Desk();
    unbegun.tell({ type: 'stop-requested' });
    for (const desk of [failed, handed, unbegun]) {
      expect(desk.state.phase).toBe('over');
      expect(desk.tell(lost)).toEqual([]);
    }
  });
});

describe('a stop', () => {
  it('stops the sources, takes a last barrier, and finishes when all outputs are released', () => {
    const desk = running();
    expect(desk.tell({ type: 'stop-requested' })).toEqual([{ type: 'stop-sources' }]);
    expect(desk.tell({ type: 'stop-requested' }), 'a second time').toEqual([]);
    expect(typesOf(desk.ended(0))).toEqual(['inject']);
    desk.ended(1);
    expect(typesOf(desk.complete()), 'source 1 ended after barrier 1 was injected').toEqual([
      'complete',
      'start-sources',
      'inject',
    ]);
    expect(desk.complete()).toEqual([{ type: 'complete', epoch: 2 }]);
    desk.released(1);
    expect(desk.released(2)).toEqual([{ type: 'finish', stopped: true }]);
  });

  it('during a cut lets the barrier flow to its end', () => {
    const desk = cutting();
    expect(desk.tell({ type: 'stop-requested' })).toEqual([{ type: 'stop-sources' }]);
    expect(desk.complete()).toEqual([{ type: 'complete', epoch: 1 }]);
    expect(desk.state).toMatchObject({ phase: 'running', stopping: true });
  });

  it('of a run that never began ends it at once', () => {
    const loading = new Desk();
    for (const worker of [0, 1]) loading.tell({ type: 'joined', worker });
    for (const desk of [new Desk(), loading])
      expect(desk.tell({ type: 'stop-requested' })).toEqual([{ type: 'finish', stopped: true }]);
  });

  it('during a recovery is told to the sources once they have been started again', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'worker-lost', worker: 1, reason: 'killed', byItself: false, suspect: null }, 103);
    expect(desk.tell({ type: 'stop-requested' }, 104)).toEqual([]);
    desk.tell({ type: 'joined', worker: 1 }, 105);
    expect(typesOf(desk.readyAll(106))).toEqual(['start-sources', 'stop-sources']);
    // Also where an earlier coordinator has kept nothing: previews of then are taken back first.
    const another = new Desk(desk.plan, firstState(desk.state.durable, 9, [], true));
    expect(another.tell({ type: 'stop-requested' })).toEqual([]);
  });
});

describe('a full outbox', () => {
  it('holds the sources and injects a barrier at once, and lets them go when the last one has room', () => {
    const desk = running({ ...plan, sinks: [2, 3] });
    expect(desk.outbox(0, 3, true)).toEqual([{ type: 'hold-sources', held: true }, inject(1)]);
    expect(desk.outbox(1, 2, true), 'they are held already').toEqual([]);
    expect(desk.outbox(0, 3, false), 'the other one is still full').toEqual([]);
    expect(desk.outbox(1, 2, false)).toEqual([{ type: 'hold-sources', held: false }]);
  });

  it('during a cut holds the sources and waits for the barrier in flight', () => {
    const desk = cutting();
    expect(desk.outbox(0, 3, true)).toEqual([{ type: 'hold-sources', held: true }]);
    expect(typesOf(desk.complete())).toEqual(['complete']);
  });

  it('makes no second barrier due before everything is released, however long it stays full', () => {
    const desk = running();
    expect(typesOf(desk.outbox(0, 3, true))).toEqual(['hold-sources', 'inject']);
    expect(typesOf(desk.complete())).toEqual(['complete']);
    for (let now = 1; now < 100; now++) expect(desk.tell({ type: 'ticked' }, now)).toEqual([]);
    expect(typesOf(desk.released(1, 99))).toEqual(['inject']);
  });
});

describe('a sink that is slow to release', () => {
  it('is given at most three epochs, and the next barrier when it has released one', () => {
    const desk = running();
    const injected: CoordinatorEffect[] = [];
    for (let now = 100; now < 2_000; now += 10) {
      const effects = desk.tell({ type: 'ticked' }, now);
      injected.push(...effects);
      if (effects.length > 0) desk.complete(now);
    }
    expect(injected).toEqual([inject(1), inject(2), inject(3)]);
    expect(desk.released(1, 2_000)).toEqual([inject(4)]);
  });
});

describe('a request for a checkpoint', () => {
  it('makes a barrier due at once, and is answered when the epoch is complete', () => {
    const desk = running();
    expect(desk.tell({ type: 'checkpoint-requested', request: 5 }, 10)).toEqual([inject(1)]);
    expect(desk.ackAll(11).map(({ type }) => type)).toEqual(['commit']);
    expect(desk.commit(12)).toEqual([
      { type: 'complete', epoch: 1 },
      { type: 'answer', request: 5, error: null },
    ]);
  });

  it('during a cut is answered by the next epoch, because the one in flight covers less', () => {
    const desk = cutting();
    expect(desk.tell({ type: 'checkpoint-requested', request: 5 }, 110)).toEqual([]);
    expect(desk.complete(111)).toEqual([{ type: 'complete', epoch: 1 }, inject(2)]);
    expect(desk.complete(112)).toEqual([
      { type: 'complete', epoch: 2 },
      { type: 'answer', request: 5, error: null },
    ]);
  });
});
