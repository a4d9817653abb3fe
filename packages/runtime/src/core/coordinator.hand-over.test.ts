// A run is handed over to another version of its pipeline. A coordinator that lets a source go on behind the last barrier loses
// what it takes; one that hands over before everything has left loses that. The titles are rules of SPEC.md.
import { describe, expect, it } from 'vitest';
import { handOverOf } from './coordinator-state.ts';
import { deskIn, establishedDesk, plan } from './testing/coordinator-desk.ts';

const asked = { type: 'hand-over-requested', request: 7 } as const;
const until = 103 + 30_000;

describe('a hand-over', () => {
  it('holds the sources, takes one last barrier, and comes when its epoch has left', () => {
    const desk = establishedDesk();
    const effects = desk.tell(asked, 103);
    expect(effects.map(({ type }) => type)).toEqual(['hold-sources', 'inject']);
    expect(effects[0]).toEqual({ type: 'hold-sources', held: true });
    desk.complete(104);
    // No other barrier, however long the sink takes.
    expect(desk.types({ type: 'ticked' }, 1_000)).toEqual([]);
    expect(desk.released(2, 1_001)).toEqual([{ type: 'hand-over', epoch: 2 }]);
    expect(desk.state.phase).toBe('over');
  });

  it('during a cut waits for the barrier behind it, because the one in flight covers less', () => {
    const desk = deskIn('cutting');
    expect(desk.types(asked, 202)).toEqual(['hold-sources']);
    desk.commit(203);
    expect(desk.state.phase).toBe('cutting');
    expect(desk.state.epoch).toBe(3);
    desk.complete(204);
    desk.released(2, 205);
    expect(desk.released(3, 206)).toEqual([{ type: 'hand-over', epoch: 3 }]);
  });

  it('goes on when a worker is lost, and no source takes anything before', () => {
    const desk = establishedDesk();
    desk.tell(asked, 103);
    desk.tell({ type: 'worker-lost', worker: 1, reason: 'killed', byItself: false, suspect: null }, 104);
    desk.tell({ type: 'joined', worker: 1 }, 105);
    const effects = desk.readyAll(106);
    expect(effects.map(({ type }) => type)).toEqual(['hold-sources', 'start-sources']);
    expect(desk.types({ type: 'ticked' }, 107)).toEqual(['inject']);
    desk.complete(108);
    expect(desk.released(2, 109)).toEqual([{ type: 'hand-over', epoch: 2 }]);
  });

  it('takes its barrier again at the next interval where it could not be kept', () => {
    const desk = establishedDesk();
    desk.tell(asked, 103);
    desk.ackAll(104);
    desk.tell({ type: 'commit-failed', generation: 1, epoch: 2, reason: 'no space is left' }, 105);
    expect(desk.types({ type: 'ticked' }, 110)).toEqual([]);
    expect(desk.types({ type: 'ticked' }, 203)).toEqual(['inject']);
    desk.complete(204);
    expect(desk.released(3, 205)).toEqual([{ type: 'hand-over', epoch: 3 }]);
  });

  it('is given up where outputs do not leave in time, and the run goes on', () => {
    const desk = establishedDesk();
    desk.tell(asked, 103);
    desk.complete(104);
    expect(desk.types({ type: 'ticked' }, until - 1)).toEqual([]);
    const effects = desk.tell({ type: 'ticked' }, until);
    expect(effects.map(({ type }) => type)).toEqual(['answer', 'hold-sources', 'inject']);
    expect(effects[1]).toEqual({ type: 'hold-sources', held: false });
    expect(handOverOf(desk.state)).toBeNull();
  });

  // A preview in a file tells of its cut only when it is there: where the disk is full, that may take for ever.
  it('is given up, too, where its barrier does not come to its end in time', () => {
    const desk = establishedDesk();
    desk.tell(asked, 103);
    expect(desk.types({ type: 'ticked' }, until - 1)).toEqual([]);
    const effects = desk.tell({ type: 'ticked' }, until);
    expect(effects).toMatchObject([
      { type: 'answer', request: 7, error: expect.stringMatching('its disk full') },
      { type: 'hold-sources', held: false },
    ]);
    desk.complete(until + 1);
    desk.released(2, until + 2);
    expect([desk.state.epoch, handOverOf(desk.state)], 'it goes on with the next').toEqual([3, null]);
  });

  it('is refused where nothing is kept, while the run is stopping, and while there is another one', () => {
    const unkept = establishedDesk({ ...plan, keeps: false });
    expect(unkept.tell(asked, 103)).toMatchObject([
      { type: 'answer', request: 7, error: expect.stringMatching('cannot be read again') },
    ]);
    const stopping = establishedDesk();
    stopping.tell({ type: 'stop-requested' }, 103);
    expect(stopping.tell(asked, 103)).toMatchObject([{ type: 'answer', error: 'the run is stopping' }]);
    const twice = establishedDesk();
    twice.tell(asked, 103);
    expect(twice.tell({ ...asked, request: 8 }, 103)).toMatchObject([{ type: 'answer', request: 8 }]);
  });

  it('gives way to a stop, and goes before whatever else was asked for', () => {
    const desk = establishedDesk();
    desk.tell(asked, 103);
    const stop = desk.tell({ type: 'stop-requested' }, 104);
    expect(stop).toContainEqual({ type: 'answer', request: 7, error: 'the run is being stopped' });
    const busy = establishedDesk();
    busy.tell(asked, 103);
    busy.tell({ type: 'drain-requested', request: 8, worker: 1 }, 103);
    busy.complete(104);
    expect(busy.released(2, 105).map(({ type }) => type)).toEqual(['answer', 'hand-over']);
  });
});
