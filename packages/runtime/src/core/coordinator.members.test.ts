// Who takes part, what a change of members moves, and what a loss undoes. A coordinator that forgets a slot, a joiner or a
// request here loses records or leaves somebody waiting. The titles are the rules of SPEC.md.
import { describe, expect, it } from 'vitest';
import type { CoordinatorEffect } from './coordinator-messages.ts';
import { firstState, freshStart } from './coordinator-state.ts';
import { deskIn, Desk, establishedDesk, placement, plan } from './testing/coordinator-desk.ts';

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
const add = (desk: Desk, worker: number, now = 103): readonly CoordinatorEffect[] => {
  desk.tell({ type: 'add-requested', request: worker }, now);
  return desk.tell({ type: 'joined', worker }, now);
};
/** Everything that moves has arrived. */
const installAll = (desk: Desk, now = 120): readonly CoordinatorEffect[] => {
  let effects: readonly CoordinatorEffect[] = [];
  for (const name of desk.state.moving) {
    const [stage = 0, slot = 0] = name.split('.').map(Number);
    const arrived = { epoch: desk.state.epoch, stage, slot, objects: 0, bytes: 0, heldMs: 0 };
    effects = desk.report(0, { type: 'installed', ...arrived }, now);
  }
  return effects;
};

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
      add(desk, 2);
      desk.prepareAll(105);
      if (first === 'slots') expect(installAll(desk)).toEqual([]);
      const completed = desk.complete(110);
      if (first === 'manifest') {
        expect(completed).toEqual([{ type: 'complete', epoch: 2 }]);
        expect(desk.tell({ type: 'ticked' }, 1_000), 'no barrier before the slots are there').toEqual([]);
        expect(installAll(desk)).toEqual([{ type: 'answer', request: 2, error: null }]);
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
    expect(typesOf(add(desk, 2, 1))).toEqual(['admit']);
    expect(movesOf(desk.prepareAll(2))).toEqual(['2.0 0>2']);
  });

  it('during a cut is part of the next barrier', () => {
    const desk = deskIn('cutting');
    expect(add(desk, 2, 210)).toEqual([]);
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

  it('is refused beyond the most workers that a run may have, counting those on their way', () => {
    const desk = establishedDesk();
    for (const request of [1, 2]) expect(typesOf(desk.tell({ type: 'add-requested', request }))).toEqual(['fork']);
    expect(desk.tell({ type: 'add-requested', request: 3 })).toEqual([
      { type: 'answer', request: 3, error: 'a deployment has at most 4 workers; drain one first' },
    ]);
  });

  it('is told again to hold its sources where the others hold theirs', () => {
    const desk = establishedDesk();
    add(desk, 2);
    desk.prepareAll(105);
    desk.outbox(0, 3, true);
    desk.complete(110);
    expect(installAll(desk)).toEqual([
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
    expect(installAll(desk)).toEqual([
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
    const answered = installAll(desk).filter(({ type }) => type === 'answer');
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
    add(desk, 2, 201);
    expect(typesOf(desk.complete(500)), 'the next barrier is overdue').toEqual(['complete']);
    expect(desk.tell({ type: 'ticked' }, 600)).toEqual([]);
    expect(typesOf(desk.released(2, 601))).toEqual(['admit', 'warm']);
  });

  it('does not put off a barrier for a joiner that is not there any more', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'ticked' }, 200);
    add(desk, 2, 201);
    desk.complete(500);
    desk.tell({ type: 'worker-lost', worker: 2, reason: 'killed', byItself: false, suspect: null }, 501);
    expect(typesOf(desk.tell({ type: 'ticked' }, 502))).toEqual(['inject']);
  });

  it('waits until a manifest is written again', () => {
    const desk = establishedDesk();
    desk.tell({ type: 'ticked' }, 200);
    desk.ackAll(201);
    desk.tell({ type: 'commit-failed', generation: 1, epoch: 2, reason: 'full' }, 202);
    expect(add(desk, 2, 203)).toEqual([]);
    desk.tell({ type: 'ticked' }, 300);
    desk.complete(301);
    expect(typesOf(desk.released(3, 302))).toEqual(['admit', 'warm']);
  });
});

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
    installAll(desk);
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
    installAll(desk, 106);
    desk.tell({ type: 'commit-failed', generation: 1, epoch: 2, reason: 'full' }, 107);
    expect(desk.state.members).toEqual([0]);
    expect(lost(desk, 0)).toEqual([{ type: 'roll-back', generation: 2, lost: [0, 1] }]);
    expect(lost(desk, 0), 'worker 1 is being started').toEqual([{ type: 'roll-back', generation: 3, lost: [0] }]);
  });

  it('has whoever joined by a change that no manifest holds begin anew, so that what they still write meets nothing', () => {
    const desk = establishedDesk();
    add(desk, 2);
    desk.prepareAll(105);
    expect(lost(desk, 1)).toEqual([
      { type: 'roll-back', generation: 2, lost: [1] },
      { type: 'fork', worker: 2 },
    ]);
    expect(desk.tell({ type: 'joined', worker: 1 }, 151)).toMatchObject([{ type: 'assign', generation: 2 }]);
    expect(lost(desk, 1), 'worker 2 is being started').toEqual([{ type: 'roll-back', generation: 3, lost: [1] }]);
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

  it('gives a joiner a name that nobody had in the manifest', () => {
    const durable = { ...freshStart([0, 6], placement), epoch: 1 };
    expect(new Desk(plan, firstState(durable, 2)).tell({ type: 'add-requested', request: 1 })).toEqual([
      { type: 'fork', worker: 7 },
    ]);
  });
});
