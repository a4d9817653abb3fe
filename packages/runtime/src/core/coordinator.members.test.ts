// Who takes part, and what a change of members moves. A coordinator that forgets a slot, a joiner or a
// request here loses records or leaves somebody waiting. The titles are the rules of SPEC.md.
import { describe, expect, it } from 'vitest';
import type { CoordinatorEffect } from './coordinator-messages.ts';
import { deskIn, deskWithUnkeptChange, Desk, establishedDesk } from './testing/coordinator-desk.ts';

const typesOf = (effects: readonly CoordinatorEffect[]): readonly string[] => effects.map(({ type }) => type);
function injected(effects: readonly CoordinatorEffect[]): Extract<CoordinatorEffect, { type: 'inject' }> {
  const found = effects.find((effect) => effect.type === 'inject');
  if (found === undefined) throw new Error(`no barrier was injected, but ${typesOf(effects).join(', ')}`);
  return found;
}
/** What the barrier moves: stage.slot from>to. */
const movesOf = (effects: readonly CoordinatorEffect[]): readonly string[] =>
  injected(effects).change.moves.flatMap((moves, stage) =>
    moves.map(({ slot, from, to, warm }) => `${stage}.${slot} ${from}>${to}${warm ? ' warm' : ''}`),
  );

describe('a join', () => {
  it('forks a process, links it to every member, warms what will move, and takes part in one barrier', () => {
    const desk = establishedDesk();
    expect(desk.tell({ type: 'add-requested', request: 1 }, 103)).toEqual([{ type: 'fork', worker: 2 }]);
    const effects = desk.tell({ type: 'joined', worker: 2 }, 104);
    expect(effects).toEqual([
      { type: 'admit', worker: 2, members: [0, 1, 2] },
      { type: 'warm', worker: 2, slots: [{ stage: 2, slot: 0 }] },
    ]);
    expect([...desk.state.waiting].toSorted()).toEqual(['link 0 2', 'link 1 2', 'ready 2', 'warm 2']);
    const last = desk.prepareAll(105);
    expect([injected(last).to, movesOf(last)]).toEqual([[0, 1, 2], ['2.0 0>2 warm']]);
    expect(desk.state.phase).toBe('cutting');
  });

  it('I10: is in force when its manifest is durable and every moved slot has arrived, in either order', () => {
    for (const first of ['manifest', 'slots']) {
      const desk = establishedDesk();
      desk.add(2);
      desk.prepareAll(105);
      if (first === 'slots') expect(desk.installAll()).toEqual([]);
      const completed = desk.complete(110);
      if (first === 'manifest') {
        expect(completed).toEqual([{ type: 'complete', epoch: 2 }]);
        expect(desk.tell({ type: 'ticked' }, 1_000), 'no barrier before the slots are there').toEqual([]);
        expect(desk.installAll()).toEqual([{ type: 'answer', request: 2, error: null }]);
      } else {
        expect(completed).toEqual([
          { type: 'complete', epoch: 2 },
          { type: 'answer', request: 2, error: null },
        ]);
      }
      expect(desk.state).toMatchObject({
        phase: 'running',
        members: [0, 1, 2],
        placement: [[0], [1], [2, 0, 1, 1], [1]],
      });
    }
  });

  it('waits until everything has left, so that an output that moves takes nothing with it that is on its way', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'ticked' }, 200);
    desk.complete(201);
    desk.tell({ type: 'add-requested', request: 1 }, 202);
    expect(desk.tell({ type: 'joined', worker: 2 }, 203), 'epoch 2 is not released').toEqual([]);
    expect(typesOf(desk.released(2, 204))).toEqual(['admit', 'warm']);
  });

  it('warms nothing where no checkpoint is kept yet', () => {
    const desk = new Desk();
    desk.start();
    expect(typesOf(desk.add(2, 1))).toEqual(['admit']);
    expect(movesOf(desk.prepareAll(2))).toEqual(['2.0 0>2']);
  });

  it('during a cut is part of the next barrier', () => {
    const desk = deskIn('cutting');
    expect(desk.add(2, 210)).toEqual([]);
    desk.commit(211);
    expect(typesOf(desk.released(2, 212))).toEqual(['admit', 'warm']);
  });

  it('of several at once, and leaves with them, are one barrier', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'add-requested', request: 1 }, 103);
    desk.tell({ type: 'add-requested', request: 2 }, 103);
    expect(desk.tell({ type: 'joined', worker: 2 }, 104), 'the other one is on its way').toEqual([]);
    expect(desk.tell({ type: 'drain-requested', request: 3, worker: 0 }, 105)).toEqual([]);
    expect(typesOf(desk.tell({ type: 'joined', worker: 3 }, 106))).toEqual(['admit', 'admit', 'warm', 'warm']);
    expect(desk.state.change).toMatchObject({ joining: [2, 3], leaving: [0], members: [1, 2, 3] });
    const effects = desk.prepareAll(107);
    expect(injected(effects).to, 'the leaver and the joiners take part').toEqual([0, 1, 2, 3]);
  });

  it('that takes too long is not waited for by other changes, nor by barriers', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'add-requested', request: 1 }, 103);
    desk.tell({ type: 'drain-requested', request: 2, worker: 1 }, 104);
    expect(typesOf(desk.tell({ type: 'ticked' }, 200)), 'a checkpoint').toEqual(['inject']);
    desk.complete(201);
    expect(desk.released(2, 202)).toEqual([]);
    expect(typesOf(desk.tell({ type: 'ticked' }, 5_103))).toEqual(['warm']);
    expect(desk.state.change).toMatchObject({ joining: [], leaving: [1] });
  });

  it('is refused with the reason where its process cannot open what it would need, and the run goes on', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'add-requested', request: 1 }, 103);
    expect(desk.tell({ type: 'join-failed', worker: 2, reason: 'it cannot write' }, 104)).toEqual([
      { type: 'retire', worker: 2, members: [] },
      { type: 'answer', request: 1, error: 'it cannot write' },
    ]);
    expect(desk.state).toMatchObject({ phase: 'running', generation: 1, members: [0, 1], requests: [] });
    expect(desk.tell({ type: 'add-requested', request: 2 }, 105), 'another one').toEqual([{ type: 'fork', worker: 3 }]);
  });

  it('that is refused is not waited for by other changes any more', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'add-requested', request: 1 }, 103);
    expect(desk.tell({ type: 'drain-requested', request: 2, worker: 1 }, 104)).toEqual([]);
    expect(typesOf(desk.tell({ type: 'join-failed', worker: 2, reason: 'it cannot write' }, 105))).toEqual([
      'retire',
      'answer',
      'warm',
    ]);
    expect(desk.state.change).toMatchObject({ joining: [], leaving: [1] });
  });

  it('is refused beyond the most workers that a run may have, counting those on their way', () => {
    const desk = establishedDesk();
    for (const request of [1, 2]) expect(typesOf(desk.tell({ type: 'add-requested', request }))).toEqual(['fork']);
    expect(desk.tell({ type: 'add-requested', request: 3 })).toEqual([
      { type: 'answer', request: 3, error: 'a deployment has at most 4 workers; drain one first' },
    ]);
  });

  it('is told again to hold its sources where the others hold theirs', () => {
    const desk = establishedDesk();
    desk.add(2);
    desk.prepareAll(105);
    desk.outbox(0, 3, true);
    desk.complete(110);
    expect(desk.installAll()).toEqual([
      { type: 'answer', request: 2, error: null },
      { type: 'hold-sources', held: true },
    ]);
  });
});

describe('a leave', () => {
  it('I18: moves what the leaver owns and nothing else, and the leaver may go when all of it has arrived', () => {
    const desk = establishedDesk();
    expect(desk.tell({ type: 'drain-requested', request: 4, worker: 1 }, 103)).toEqual([
      { type: 'warm', worker: 0, slots: [2, 3].map((slot) => ({ stage: 2, slot })) },
    ]);
    expect(movesOf(desk.tell({ type: 'warmed', worker: 0 }, 104))).toEqual([
      '1.0 1>0',
      '2.2 1>0 warm',
      '2.3 1>0 warm',
      '3.0 1>0',
    ]);
    expect(typesOf(desk.complete(105))).toEqual(['complete']);
    expect(desk.installAll()).toEqual([
      { type: 'retire', worker: 1, members: [0] },
      { type: 'answer', request: 4, error: null },
    ]);
    expect([desk.state.members, [...desk.state.present]]).toEqual([[0], [0]]);
  });

  it('is refused to a stranger and to the last worker, with the reason', () => {
    const desk = establishedDesk();
    const drain = (request: number, worker: number) => desk.tell({ type: 'drain-requested', request, worker }, 103);
    expect(drain(1, 9)).toEqual([{ type: 'answer', request: 1, error: 'it is not a member of this run' }]);
    expect(typesOf(drain(2, 1))).toEqual(['warm']);
    expect(drain(3, 0)).toEqual([
      { type: 'answer', request: 3, error: 'it is the last worker: add another one first, or stop the run' },
    ]);
  });

  it('that is asked for twice answers both', () => {
    const desk = establishedDesk();
    for (const request of [1, 2]) desk.tell({ type: 'drain-requested', request, worker: 1 }, 103);
    desk.prepareAll(104);
    desk.complete(105);
    const answered = desk.installAll().filter(({ type }) => type === 'answer');
    expect(answered).toEqual([1, 2].map((request) => ({ type: 'answer', request, error: null })));
  });
});

describe('a change of members', () => {
  it('is refused while the run is stopping', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'stop-requested' }, 103);
    const refusal = (request: number) => [{ type: 'answer', request, error: 'the run is stopping' }];
    expect(desk.tell({ type: 'add-requested', request: 1 }, 104)).toEqual(refusal(1));
    expect(desk.tell({ type: 'drain-requested', request: 2, worker: 1 }, 104)).toEqual(refusal(2));
  });

  it('goes before the next barrier, so that intervals shorter than a release do not put it off for ever', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'ticked' }, 200);
    desk.add(2, 201);
    expect(typesOf(desk.complete(500)), 'the next barrier is overdue').toEqual(['complete']);
    expect(desk.tell({ type: 'ticked' }, 600)).toEqual([]);
    expect(typesOf(desk.released(2, 601))).toEqual(['admit', 'warm']);
  });

  it('does not put off a barrier for a joiner that is not there any more', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'ticked' }, 200);
    desk.add(2, 201);
    desk.complete(500);
    desk.tell({ type: 'worker-lost', worker: 2, reason: 'killed', byItself: false, suspect: null }, 501);
    expect(typesOf(desk.tell({ type: 'ticked' }, 502))).toEqual(['inject']);
  });

  it('waits until a manifest is written again', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'ticked' }, 200);
    desk.ackAll(201);
    desk.failCommit(202);
    expect(desk.add(2, 203)).toEqual([]);
    desk.tell({ type: 'ticked' }, 300);
    desk.complete(301);
    expect(typesOf(desk.released(3, 302))).toEqual(['admit', 'warm']);
  });

  it('whose manifest could not be written is in force, and done with the next one that could', () => {
    const desk = deskWithUnkeptChange();
    expect(typesOf(desk.installAll(108))).toEqual(['retire']);
    expect(desk.state).toMatchObject({ phase: 'running', members: [0, 2], durable: { members: [0, 1] } });
    desk.tell({ type: 'ticked' }, 300);
    expect(desk.complete(301)).toEqual([
      { type: 'complete', epoch: 3 },
      { type: 'answer', request: 2, error: null },
      { type: 'answer', request: 4, error: null },
    ]);
    expect(desk.state).toMatchObject({ requests: [], unkept: [], durable: { members: [0, 2] } });
  });

  it('that is in force and no manifest holds yet counts its joiner once, and refuses no move that it has made', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'add-requested', request: 2 }, 103);
    desk.tell({ type: 'move-requested', request: 3, stage: 2, key: 'c', worker: 1 }, 103);
    desk.tell({ type: 'joined', worker: 2 }, 104);
    desk.prepareAll(105);
    desk.ackAll(106);
    desk.failCommit(107);
    desk.installAll(108);
    expect(typesOf(desk.tell({ type: 'add-requested', request: 5 }, 109))).toEqual(['fork']);
    expect(desk.tell({ type: 'add-requested', request: 6 }, 109)).toMatchObject([{ type: 'answer', request: 6 }]);
    expect(desk.tell({ type: 'drain-requested', request: 7, worker: 1 }, 110)).toEqual([]);
    desk.tell({ type: 'ticked' }, 300);
    expect(desk.complete(301).filter(({ type }) => type === 'answer')).toEqual([
      { type: 'answer', request: 2, error: null },
      { type: 'answer', request: 3, error: null },
    ]);
  });
});
