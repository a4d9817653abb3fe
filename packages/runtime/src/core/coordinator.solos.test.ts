// Who may have a single object moved, when that is done, and what becomes of it when workers leave or are lost. A request
// that is forgotten waits for ever; one that is answered too early is not true.
import { describe, expect, it } from 'vitest';
import type { CoordinatorEffect } from './coordinator-messages.ts';
import { firstState } from './coordinator-state.ts';
import { homeSlotOf } from './placement/solo-slots.ts';
import { Desk, deskIn, deskWithUnkeptJoiner, establishedDesk, plan } from './testing/coordinator-desk.ts';

/** Belongs to worker 0, and to worker 1. */
const [near, far] = ['c', 'a'];
const stage = 2;
const typesOf = (effects: readonly CoordinatorEffect[]): readonly string[] => effects.map(({ type }) => type);
const answers = (effects: readonly CoordinatorEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'answer' ? [`${effect.request}: ${effect.error ?? 'done'}`] : []));
const move = (desk: Desk, key: string, worker: number, request = 1, now = 103): readonly CoordinatorEffect[] =>
  desk.tell({ type: 'move-requested', request, stage, key, worker }, now);
const release = (desk: Desk, key: string, request = 2, now = 130): readonly CoordinatorEffect[] =>
  desk.tell({ type: 'release-requested', request, stage, key }, now);
/** The barrier in flight is over, and its outputs have left. */
const finish = (desk: Desk, now = 125): readonly CoordinatorEffect[] => {
  const completed = desk.complete(now);
  const installed = desk.installAll(now);
  return [...completed, ...installed, ...desk.released(desk.state.epoch, now)];
};
const moved = (): Desk => {
  const desk = establishedDesk();
  move(desk, near, 1);
  finish(desk);
  return desk;
};
const lost = (desk: Desk, worker: number): readonly CoordinatorEffect[] =>
  desk.tell({ type: 'worker-lost', worker, reason: 'killed', byItself: false, suspect: null }, 140);

describe('a move of a single object', () => {
  it('takes part in a barrier at once, moves the object alone, and is done when it has arrived', () => {
    const desk = establishedDesk();
    const [effect] = move(desk, near, 1);
    expect(homeSlotOf(near, 4)).toBe(0);
    expect(effect).toMatchObject({
      type: 'inject',
      change: {
        solos: [{ stage, slot: 4, key: near, homing: false }],
        moves: [[], [], [{ slot: 4, from: 0, to: 1, warm: false }], []],
        placement: [[0], [1], [0, 0, 1, 1, 1], [1]],
      },
    });
    const completed = desk.complete(110);
    expect(typesOf(completed), 'it is on its way').toEqual(['complete']);
    expect(answers(desk.installAll())).toEqual(['1: done']);
    expect(desk.state).toMatchObject({ phase: 'running', solos: [{ key: near }], durable: { solos: [{ key: near }] } });
  });

  it('to where it is gives it a slot of its own there: nothing moves, and it stays', () => {
    const desk = establishedDesk();
    expect(move(desk, near, 0)).toMatchObject([
      {
        type: 'inject',
        change: {
          solos: [{ stage, slot: 4, key: near, homing: false }],
          moves: [[], [], [], []],
          placement: [[0], [1], [0, 0, 1, 1, 0], [1]],
        },
      },
    ]);
    expect(answers(finish(desk, 110))).toEqual(['1: done']);
    expect(desk.state).toMatchObject({ phase: 'running', solos: [{ key: near }], durable: { solos: [{ key: near }] } });
    expect(answers(move(desk, near, 0, 2, 130))).toEqual(['2: the object has a slot of its own there already']);
  });

  it('gives the new owner the last checkpoint first where the object had a slot of its own before', () => {
    const desk = moved();
    expect(move(desk, near, 0, 3, 130)).toEqual([{ type: 'warm', worker: 0, slots: [{ stage, slot: 4 }] }]);
  });

  it('is refused where nothing could come of it, with the reason', () => {
    const desk = establishedDesk();
    expect(answers(move(desk, near, 7))).toEqual(['1: that worker is not a member of this run']);
    expect(answers(desk.tell({ type: 'move-requested', request: 1, stage: 0, key: near, worker: 1 }))).toEqual([
      '1: it is no state of this pipeline',
    ]);
    desk.tell({ type: 'ticked' }, 200);
    desk.tell({ type: 'drain-requested', request: 5, worker: 1 }, 201);
    expect(answers(move(desk, near, 1, 6, 201))).toEqual(['6: that worker is leaving; choose one that stays']);
    desk.tell({ type: 'stop-requested' }, 202);
    expect(answers(move(desk, near, 1, 7, 203))).toEqual(['7: the run is stopping']);
  });

  it('is one barrier with whatever else is asked for, and a second one for the same object waits for the next', () => {
    const desk = deskIn('cutting');
    for (const [request, key, worker] of [
      [1, near, 1],
      [2, far, 0],
      [3, near, 0],
    ] as const)
      expect(move(desk, key, worker, request, 210)).toEqual([]);
    desk.tell({ type: 'checkpoint-requested', request: 4 }, 210);
    desk.commit(211);
    expect(typesOf(desk.released(2, 212))).toEqual(['inject']);
    expect(desk.state.change?.taken).toEqual([1, 2]);
    const after = finish(desk, 220);
    expect(answers(after)).toEqual(['4: done', '1: done', '2: done']);
    expect(desk.state.change?.taken, 'the barrier after').toEqual([3]);
  });

  it('to a worker that is asked to leave before a barrier begins it is refused then', () => {
    const desk = deskIn('cutting');
    move(desk, near, 1, 1, 210);
    expect(answers(desk.tell({ type: 'drain-requested', request: 2, worker: 1 }, 211))).toEqual([
      '1: that worker is leaving; choose one that stays',
    ]);
  });

  it('to a worker whose join is undone before a barrier begins it is refused then, with that reason', () => {
    const desk = deskWithUnkeptJoiner();
    expect(answers(move(desk, near, 2, 1, 108))).toEqual([]);
    expect(answers(lost(desk, 1))).toEqual([
      '1: that worker is not a member of this run any more: it has left, or its join was undone',
    ]);
  });

  it('begins anew after a loss, and is done where its manifest was durable', () => {
    for (const isDurable of [false, true]) {
      const desk = establishedDesk();
      move(desk, near, 1);
      if (isDurable) desk.complete(110);
      const effects = lost(desk, 1);
      expect(answers(effects)).toEqual(isDurable ? ['1: done'] : []);
      expect(desk.state.solos.map(({ key }) => key)).toEqual(isDurable ? [near] : []);
      expect(desk.state.requests).toHaveLength(isDurable ? 0 : 1);
    }
  });

  it('is known to a coordinator that starts from its manifest', () => {
    const desk = moved();
    const next = new Desk(plan, firstState(desk.state.durable, 9));
    next.start(150);
    expect(answers(move(next, near, 1, 1, 151))).toEqual(['1: the object has a slot of its own there already']);
  });
});

describe('a release of a single object', () => {
  it('is refused where the object is in the slot of its key', () => {
    expect(answers(release(establishedDesk(), near))).toEqual([
      '2: the object was not moved by itself: it is in the slot of its key',
    ]);
  });

  it('takes one barrier to go home and one to join its slot, and is done then', () => {
    const desk = moved();
    expect(typesOf(release(desk, near))).toEqual(['warm']);
    desk.prepareAll(131);
    expect(desk.state.change?.moves[stage]).toEqual([{ slot: 4, from: 1, to: 0, warm: true }]);
    const first = finish(desk, 140);
    expect([answers(first), typesOf(first).at(-1)]).toEqual([[], 'inject']);
    expect(desk.state.change).toMatchObject({ solos: [], moves: [[], [], [], []] });
    expect(answers(finish(desk, 150))).toEqual(['2: done']);
    expect(desk.state).toMatchObject({ solos: [], change: null, phase: 'running' });
  });

  it('goes on after a loss that comes between its two barriers', () => {
    const desk = moved();
    release(desk, near);
    desk.prepareAll(131);
    desk.complete(135);
    expect(answers(lost(desk, 0))).toEqual([]);
    desk.tell({ type: 'joined', worker: 0 }, 150);
    desk.readyAll(151);
    desk.released(3, 152);
    expect(desk.state.change).toMatchObject({ solos: [], taken: [2] });
    expect(answers(finish(desk, 160))).toEqual(['2: done']);
  });

  it('comes by itself where the worker of the object leaves', () => {
    const desk = moved();
    desk.tell({ type: 'drain-requested', request: 3, worker: 1 }, 130);
    desk.prepareAll(131);
    expect(desk.state.change?.moves[stage]?.map(({ slot, to }) => `${slot}>${to}`)).toEqual(['2>0', '3>0', '4>0']);
    expect(answers(finish(desk, 140))).toEqual(['3: done']);
    expect(desk.state.change, 'the barrier that brings it home').toMatchObject({ solos: [] });
  });
});
