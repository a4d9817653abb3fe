// What a loss undoes, what stands, and what a coordinator goes on from. One that forgets a worker here waits for ever, and one
// that forgets a request leaves somebody waiting. The titles are the rules of SPEC.md.
import { describe, expect, it } from 'vitest';
import type { CoordinatorEffect } from './coordinator-messages.ts';
import { firstState, freshStart } from './coordinator-state.ts';
import {
  deskIn,
  deskWithUnkeptChange,
  deskWithUnkeptJoiner,
  Desk,
  establishedDesk,
  plan,
} from './testing/coordinator-desk.ts';

const typesOf = (effects: readonly CoordinatorEffect[]): readonly string[] => effects.map(({ type }) => type);

describe('the loss of a worker', () => {
  const lost = (desk: Desk, worker: number, now = 150) =>
    desk.tell({ type: 'worker-lost', worker, reason: 'killed by signal 9', byItself: false, suspect: null }, now);

  it('rolls every member back to the last manifest under a new generation, whatever was in flight', () => {
    for (const phase of ['running', 'preparing', 'cutting'] as const) {
      const desk = deskIn(phase);
      expect(lost(desk, 1)).toEqual([{ type: 'roll-back', generation: 2, lost: [1] }]);
      expect(desk.state).toMatchObject({ phase: 'gathering', generation: 2, epoch: 1, members: [0, 1], change: null });
      expect([desk.state.acks.size, desk.state.moving.size, desk.state.waiting.size]).toEqual([0, 0, 0]);
      const effects = desk.tell({ type: 'joined', worker: 1 }, 151);
      expect(effects).toMatchObject([{ type: 'assign', generation: 2, from: { epoch: 1, members: [0, 1] } }]);
      expect(typesOf(desk.readyAll(152))).toEqual(['start-sources']);
    }
  });

  it('again during the recovery begins another generation', () => {
    const desk = establishedDesk();
    lost(desk, 1);
    expect(lost(desk, 0), 'worker 1 is being started already').toEqual([
      { type: 'roll-back', generation: 3, lost: [0] },
    ]);
    for (const worker of [0, 1]) desk.tell({ type: 'joined', worker });
    expect(desk.state.phase).toBe('loading');
    expect(lost(desk, 0)).toMatchObject([{ type: 'roll-back', generation: 4, lost: [0] }]);
  });

  it('that is no member yet starts it again, and the run goes on', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'add-requested', request: 1 }, 103);
    expect(lost(desk, 2)).toEqual([{ type: 'fork', worker: 2 }]);
    expect([desk.state.phase, desk.state.generation]).toEqual(['running', 1]);
  });

  it('that was joining undoes the generation, and it joins again later', () => {
    const desk = deskIn('preparing');
    expect(lost(desk, 2)).toMatchObject([
      { type: 'roll-back', generation: 2, lost: [] },
      { type: 'fork', worker: 2 },
      { type: 'assign', generation: 2 },
    ]);
    desk.readyAll(152);
    expect(desk.tell({ type: 'joined', worker: 2 }, 153), 'what the manifest holds has not left yet').toEqual([]);
    expect(typesOf(desk.released(1, 154))).toEqual(['admit', 'warm']);
  });

  it('that has left for good changes nothing', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'drain-requested', request: 4, worker: 1 }, 103);
    desk.prepareAll(104);
    desk.complete(105);
    desk.installAll();
    expect(lost(desk, 1)).toEqual([]);
    expect([desk.state.phase, desk.state.generation]).toEqual(['running', 1]);
  });

  it('during a leave whose manifest is durable keeps the leave: the leaver is gone and the request answered', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'drain-requested', request: 4, worker: 1 }, 103);
    desk.prepareAll(104);
    desk.complete(105);
    expect(lost(desk, 0)).toEqual([
      { type: 'roll-back', generation: 2, lost: [0] },
      { type: 'retire', worker: 1, members: [0] },
      { type: 'answer', request: 4, error: null },
    ]);
    expect(desk.state.members).toEqual([0]);
  });

  it('during a join whose manifest is durable keeps the join: the joiner is a member and the request answered', () => {
    for (const victim of [0, 2]) {
      const desk = establishedDesk();
      desk.add(2);
      desk.prepareAll(104);
      desk.complete(105);
      expect(lost(desk, victim)).toEqual([
        { type: 'roll-back', generation: 2, lost: [victim] },
        { type: 'answer', request: 2, error: null },
      ]);
      expect(desk.state).toMatchObject({ members: [0, 1, 2], requests: [] });
    }
  });

  it('ten times in a row without a complete epoch between fails the run with the reason', () => {
    const desk = establishedDesk();
    for (let time = 0; time < 10; time++) {
      expect(typesOf(lost(desk, 1))).toEqual(['roll-back']);
      desk.tell({ type: 'joined', worker: 1 }, 151);
      desk.readyAll(152);
    }
    expect(lost(desk, 1)).toEqual([
      { type: 'fail', reason: 'killed by signal 9; 10 recoveries in a row came no further' },
    ]);
    expect(desk.state.phase).toBe('over');
  });

  it('has its first barrier the sooner, the more there were in a row, so that a run which is killed again and again gets further', () => {
    const waits: number[] = [];
    const desk = establishedDesk();
    for (let now = 200; now < 600; now += 100) {
      lost(desk, 1);
      desk.tell({ type: 'joined', worker: 1 }, now);
      desk.readyAll(now);
      waits.push(Math.round(desk.state.nextBarrierAt - now));
    }
    expect(waits).toEqual([50, 33, 25, 20]);
    const first = new Desk();
    for (const worker of [0, 1]) first.tell({ type: 'joined', worker });
    first.readyAll(7);
    expect(first.state.nextBarrierAt, 'what begins has its whole interval').toBe(107);
  });

  it('starts again whoever left by a change that no manifest holds', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'drain-requested', request: 4, worker: 1 }, 103);
    desk.prepareAll(104);
    desk.ackAll(105);
    desk.installAll(106);
    desk.failCommit(107);
    expect(desk.state.members).toEqual([0]);
    expect(lost(desk, 0)).toEqual([{ type: 'roll-back', generation: 2, lost: [0, 1] }]);
    expect(lost(desk, 0), 'worker 1 is being started').toEqual([{ type: 'roll-back', generation: 3, lost: [0] }]);
  });

  it('undoes a change that no manifest holds, which is made again because nobody was told that it is done', () => {
    const desk = deskWithUnkeptChange();
    desk.installAll(108);
    expect(lost(desk, 2, 109)).toEqual([
      { type: 'roll-back', generation: 2, lost: [1] },
      { type: 'fork', worker: 2 },
    ]);
    for (const worker of [1, 2]) desk.tell({ type: 'joined', worker }, 110);
    desk.readyAll(111);
    expect(typesOf(desk.released(1, 112))).toEqual(['admit', 'warm']);
    desk.prepareAll(113);
    desk.complete(114);
    expect(typesOf(desk.installAll(115))).toEqual(['retire', 'answer', 'answer']);
    expect(desk.state).toMatchObject({ members: [0, 2], requests: [], durable: { members: [0, 2] } });
  });

  it('has whoever joined by a change that no manifest holds begin anew, so that what they still write meets nothing', () => {
    const desk = establishedDesk();
    desk.add(2);
    desk.prepareAll(105);
    expect(lost(desk, 1)).toEqual([
      { type: 'roll-back', generation: 2, lost: [1] },
      { type: 'fork', worker: 2 },
    ]);
    expect(lost(desk, 1), 'worker 2 is being started').toEqual([{ type: 'roll-back', generation: 3, lost: [1] }]);
  });

  it('begins the next generation only when whoever begins anew has ended', () => {
    for (const next of ['joined', 'worker-lost'] as const) {
      const desk = establishedDesk();
      desk.add(2);
      desk.prepareAll(105);
      lost(desk, 1);
      expect(desk.tell({ type: 'joined', worker: 1 }, 151)).toEqual([]);
      expect(desk.state.phase).toBe('gathering');
      const effects = next === 'joined' ? desk.tell({ type: next, worker: 2 }, 152) : lost(desk, 2, 152);
      expect(effects.at(-1)).toMatchObject({ type: 'assign', generation: 2, from: { members: [0, 1] } });
    }
  });

  it('waits for the end of a joiner that was only silent, also where another is lost meanwhile', () => {
    const desk = establishedDesk();
    desk.add(2);
    desk.prepareAll(105);
    expect(typesOf(lost(desk, 2))).toEqual(['roll-back', 'fork']);
    lost(desk, 0);
    expect(desk.tell({ type: 'joined', worker: 0 }, 152)).toEqual([]);
    expect(desk.tell({ type: 'joined', worker: 2 }, 153)).toMatchObject([{ type: 'assign', generation: 3 }]);
  });

  it('waits for nobody who joined by what is undone and cannot join again, and refuses what was asked for that worker', () => {
    const desk = deskWithUnkeptChange();
    desk.installAll(108);
    desk.tell({ type: 'drain-requested', request: 5, worker: 2 }, 109);
    lost(desk, 0);
    for (const worker of [0, 1]) expect(desk.tell({ type: 'joined', worker }, 151)).toEqual([]);
    expect(desk.tell({ type: 'join-failed', worker: 2, reason: 'it cannot write' }, 152)).toMatchObject([
      { type: 'retire', worker: 2, members: [] },
      { type: 'answer', request: 2, error: 'it cannot write' },
      { type: 'answer', request: 5, error: 'it cannot write' },
      { type: 'assign', generation: 2, from: { members: [0, 1] } },
    ]);
    expect(desk.state.phase).toBe('loading');
  });

  it('leaves nobody without a successor where those who were to stay had joined by what is undone', () => {
    const desk = deskWithUnkeptJoiner();
    for (const worker of [0, 1]) desk.tell({ type: 'drain-requested', request: 4 + worker, worker }, 108);
    lost(desk, 2, 109);
    expect(typesOf(lost(desk, 2, 110)), 'its next process takes long').toEqual(['fork', 'assign']);
    desk.readyAll(111);
    desk.released(1, 112);
    desk.tell({ type: 'ticked' }, 60_000);
    const nextChange = (now: number) => {
      desk.prepareAll(now);
      desk.complete(now);
      desk.installAll(now);
      desk.released(desk.state.epoch, now);
    };
    nextChange(60_001);
    expect([desk.state.members, desk.state.requests.length]).toEqual([[1], 2]);
    desk.tell({ type: 'joined', worker: 2 }, 60_002);
    nextChange(60_003);
    nextChange(60_004);
    expect(desk.state).toMatchObject({ members: [2], requests: [] });
  });

  it('together with others is one loss, however many they are', () => {
    const desk = establishedDesk();
    for (let time = 0; time < 30; time++) {
      for (const worker of [0, 1]) lost(desk, worker);
      expect(desk.state.recoveries).toBe((time % 9) + 1);
      for (const worker of [0, 1]) desk.tell({ type: 'joined', worker }, 151);
      desk.readyAll(152);
      if (time % 9 < 8) continue;
      desk.released(desk.state.epoch, 153);
      desk.tell({ type: 'ticked' }, 1_000);
      desk.complete(1_001);
    }
  });

  it('counts from a complete epoch on, so that a long run may meet any number of losses', () => {
    const desk = establishedDesk();
    for (let time = 1; time <= 25; time++) {
      lost(desk, 1, time * 1_000);
      desk.tell({ type: 'joined', worker: 1 }, time * 1_000);
      desk.readyAll(time * 1_000);
      desk.released(desk.state.epoch, time * 1_000);
      desk.tell({ type: 'ticked' }, time * 1_000 + 100);
      desk.complete(time * 1_000 + 101);
    }
    expect(desk.state).toMatchObject({ phase: 'running', generation: 26, epoch: 26 });
  });
});

describe('a coordinator that starts from a manifest', () => {
  it('goes on with its members, its placement and its epoch, and releases again only what had not left', () => {
    const durable = { ...freshStart([0, 2], [[0], [2], [0, 0, 2, 2], [2]]), epoch: 7, released: new Map([[3, 6]]) };
    const desk = new Desk(plan, firstState(durable, 5));
    desk.tell({ type: 'joined', worker: 0 });
    expect(desk.tell({ type: 'joined', worker: 2 })).toEqual([{ type: 'assign', generation: 5, from: durable }]);
    desk.readyAll();
    expect(() => desk.released(6)).toThrow('I13');
    desk.released(7);
    expect(desk.tell({ type: 'ticked' }, 100)).toMatchObject([{ type: 'inject', epoch: 8, to: [0, 2] }]);
  });

  it('goes on stopping where the run was being stopped, so that no source goes on alone', () => {
    const stopped = establishedDesk();
    stopped.tell({ type: 'stop-requested' }, 103);
    stopped.ended(0, 104);
    stopped.complete(105);
    const { durable } = stopped.state;
    expect(durable).toMatchObject({ covered: [0], stopping: true });
    const desk = new Desk(plan, firstState(durable, 2));
    for (const worker of [0, 1]) desk.tell({ type: 'joined', worker });
    expect(typesOf(desk.readyAll())).toEqual(['start-sources', 'stop-sources']);
  });

  it('gives a joiner a name that nobody has had, also who has left', () => {
    const left = establishedDesk();
    left.tell({ type: 'drain-requested', request: 4, worker: 1 }, 103);
    left.prepareAll(104);
    left.complete(105);
    left.installAll();
    expect(left.state.durable).toMatchObject({ members: [0], nextWorker: 2 });
    const durable = { ...left.state.durable, members: [0, 6], nextWorker: 7 };
    expect(new Desk(plan, firstState(durable, 2)).tell({ type: 'add-requested', request: 1 })).toEqual([
      { type: 'fork', worker: 7 },
    ]);
  });
});
