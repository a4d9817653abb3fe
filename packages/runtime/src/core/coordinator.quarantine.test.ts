// A record with which user code comes to no end must be found without a human, and no other record may be taken for it: one
// that is skipped without being to blame is lost. The titles are the rules of SPEC.md.
import { moduleId, stageId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { describe, expect, it } from 'vitest';
import type { Quarantined } from '../api/index.ts';
import type { CoordinatorEffect } from './coordinator-messages.ts';
import { firstState, freshStart } from './coordinator-state.ts';
import { Desk, establishedDesk, placement, plan } from './testing/coordinator-desk.ts';

const record = (offset: number): Quarantined => ({
  source: stageId(0),
  intake: 0,
  offset,
  module: moduleId(3),
  why: 'looped for 10 s',
});

type Loss = { readonly byItself?: boolean; readonly suspect?: Quarantined | null };

/** Worker 1 is lost, and everything is up again. */
function lose(desk: Desk, { byItself = true, suspect = null }: Loss): readonly CoordinatorEffect[] {
  const effects = desk.tell({ type: 'worker-lost', worker: 1, reason: 'lost', byItself, suspect }, 150);
  if (desk.state.phase === 'over') return effects;
  desk.tell({ type: 'joined', worker: 1 }, 151);
  desk.readyAll(152);
  return effects;
}

/** One more epoch is complete, and has left. */
function epoch(desk: Desk): readonly CoordinatorEffect[] {
  const { epoch: last } = desk.state;
  if ((desk.state.released.get(3) ?? 0) < last) desk.released(last, 160);
  desk.tell({ type: 'checkpoint-requested', request: 7 }, 161);
  desk.complete(162);
  return desk.released(last + 1, 163);
}
const skippedBy = (desk: Desk): readonly number[] => desk.state.quarantine.map(({ offset }) => offset);

describe('a state computation that throws', () => {
  it('leads everything back to the last manifest, and is guarded in every generation from then on', () => {
    for (const phase of ['running', 'cutting'] as const) {
      const desk = establishedDesk();
      if (phase === 'cutting') desk.tell({ type: 'checkpoint-requested', request: 9 }, 149);
      const { generation, durable } = desk.state;
      expect(desk.state.phase).toBe(phase);
      const effects = desk.report(0, { type: 'spoilt', module: moduleId(3) }, 150);
      expect(effects).toEqual([
        { type: 'roll-back', generation: generation + 1, lost: [] },
        { type: 'assign', generation: generation + 1, from: durable },
      ]);
      expect(desk.state).toMatchObject({ phase: 'loading', guarded: [moduleId(3)], recoveries: 0, safeUntil: null });
      desk.readyAll(151);
      lose(desk, { byItself: false });
      expect(desk.state.guarded, 'whoever is lost').toEqual([moduleId(3)]);
    }
  });
});

describe('safe mode', () => {
  it('follows a loss that nobody else is known to have caused, and the second one of any kind without a complete epoch between', () => {
    const [alone, killed] = [establishedDesk(), establishedDesk()];
    lose(alone, { byItself: true });
    expect(alone.state.safeUntil).not.toBeNull();
    lose(killed, { byItself: false });
    expect(killed.state.safeUntil).toBeNull();
    epoch(killed);
    lose(killed, { byItself: false });
    expect(killed.state.safeUntil, 'an epoch was complete between').toBeNull();
    lose(killed, { byItself: false });
    expect(killed.state.safeUntil).not.toBeNull();
  });

  it('takes a record for the cause where workers that ended by themselves were busy with it twice in a row', () => {
    const desk = establishedDesk();
    lose(desk, {});
    lose(desk, { suspect: record(40) });
    epoch(desk);
    expect(skippedBy(desk)).toEqual([]);
    lose(desk, { suspect: record(40) });
    expect(skippedBy(desk)).toEqual([40]);
    for (const offset of [50, 60, 50, 60]) lose(desk, { suspect: record(offset) });
    expect(skippedBy(desk), 'each time another one').toEqual([40]);
    lose(desk, { suspect: record(60) });
    expect(skippedBy(desk)).toEqual([40, 60]);
  });

  it('takes a record for the cause where workers that were killed were busy with it four times in a row', () => {
    const desk = establishedDesk();
    for (let time = 0; time < 2; time++) lose(desk, { byItself: false });
    for (let time = 0; time < 3; time++) lose(desk, { byItself: false, suspect: record(40) });
    expect(skippedBy(desk)).toEqual([]);
    lose(desk, { byItself: false, suspect: record(40) });
    expect(skippedBy(desk)).toEqual([40]);
  });

  it('counts the losses anew once a record is found', () => {
    const desk = establishedDesk();
    for (let found = 0; found < 20; found++)
      for (let time = 0; time < 2; time++) lose(desk, { suspect: record(found) });
    expect(skippedBy(desk)).toHaveLength(20);
    expect([desk.state.phase, desk.state.recoveries]).toEqual(['running', 1]);
  });

  it('fails the run where records are found that are no accident any more', () => {
    const desk = establishedDesk();
    let effects: readonly CoordinatorEffect[] = [];
    for (let found = 0; found <= limits.quarantineMax; found++)
      for (let time = 0; time < 2; time++) effects = lose(desk, { suspect: record(found) });
    expect(effects).toEqual([
      { type: 'fail', reason: 'lost; it is record 101 with which the snippets come to no end' },
    ]);
  });

  it('lets members come and go only when it is over', () => {
    const desk = establishedDesk();
    lose(desk, {});
    desk.tell({ type: 'drain-requested', request: 4, worker: 1 }, 155);
    for (let left = 9; left > 0; left--) epoch(desk);
    expect([desk.state.phase, desk.state.safeUntil]).toEqual(['running', 11]);
    expect(epoch(desk).map(({ type }) => type)).toEqual(['roll-back', 'assign']);
    desk.readyAll(170);
    expect(desk.released(11, 171).map(({ type }) => type)).toEqual(['warm']);
  });

  it('is over once its epochs are complete and have left, by a roll-back in which nobody is lost', () => {
    const desk = establishedDesk();
    for (let time = 0; time < 2; time++) lose(desk, { byItself: false });
    desk.tell({ type: 'checkpoint-requested', request: 7 }, 160);
    desk.complete(161);
    expect(desk.state.phase, 'the epoch has not left').toBe('running');
    expect(desk.released(2, 162)).toMatchObject([
      { type: 'roll-back', generation: 4, lost: [] },
      { type: 'assign', generation: 4, from: { epoch: 2 } },
    ]);
    expect(desk.state.safeUntil).toBeNull();
  });

  it('I21: leaves what it found to every later generation and to a coordinator that starts again', () => {
    const desk = establishedDesk();
    for (let time = 0; time < 2; time++) lose(desk, { suspect: record(40) });
    for (let left = 9; left > 0; left--) epoch(desk);
    epoch(desk);
    expect(desk.state.safeUntil).toBeNull();
    desk.readyAll(165);
    lose(desk, { byItself: false });
    expect(skippedBy(desk)).toEqual([40]);
    const state = firstState(freshStart([0, 1], placement), 9, desk.state.quarantine);
    expect(skippedBy(new Desk(plan, state))).toEqual([40]);
  });
});
