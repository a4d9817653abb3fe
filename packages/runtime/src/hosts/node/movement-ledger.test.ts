/** An entry that waits for ever for a loss which was noticed long ago makes one doubt all others. */
import type { Movement } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { expect, test } from 'vitest';
import { MovementLedger } from './movement-ledger.ts';

function ledger() {
  const entries = new Map<number, Movement>();
  let now = 0;
  const made = new MovementLedger(
    { stages: [] } as unknown as Topology,
    { clock: () => now, deployedAt: 0 },
    (entry) => void entries.set(entry.id, entry),
  );
  const at = (then: number): MovementLedger => {
    now = then;
    return made;
  };
  return { at, entry: (id: number) => entries.get(id) };
}

test('the kill of a worker comes to its end also where the coordinator is lost before it has told of the loss', () => {
  const { at, entry } = ledger();
  const kill = at(100).open({ type: 'kill', process: 'w3' });
  at(101).killed(kill);
  at(250).coordinatorLost('was killed');
  expect(entry(kill)).toMatchObject({ phase: 'queued' });
  at(300).replaces(1);
  expect(entry(kill), 'of another worker').toMatchObject({ phase: 'queued' });
  at(310).replaces(2);
  expect(entry(kill)).toMatchObject({ phase: 'recovering', times: { startedMs: 310 } });
  at(900).told({ step: 'flowing', at: 900, generation: 4, checkpoint: 7 });
  expect(entry(kill)).toMatchObject({ phase: 'done', barrier: 7, generation: 4, times: { endedMs: 900 } });
});

test('one whose loss was told of is left as it was told', () => {
  const { at, entry } = ledger();
  const kill = at(100).open({ type: 'kill', process: 'w3' });
  at(101).killed(kill);
  const loss = {
    step: 'rolled-back',
    at: 120,
    generation: 3,
    checkpoint: 6,
    loss: { worker: 2, reason: 'was killed' },
    redone: 40,
  };
  at(130).told(loss as Parameters<MovementLedger['told']>[0]);
  at(140).replaces(2);
  expect(entry(kill)).toMatchObject({ phase: 'recovering', redone: 40, barrier: 6, times: { startedMs: 120 } });
});

test('what is on its way waits again where everything goes back and nobody is lost, and no loss is told', () => {
  const { at, entry } = ledger();
  const drain = at(100).open({ type: 'drain', worker: 'w2' });
  const taker = { request: drain, kind: 'drain', worker: 1, solo: null } as const;
  at(110).told({ step: 'moving', at: 110, barrier: 7, takers: [taker], moves: [], members: [0] });
  expect(entry(drain)).toMatchObject({ phase: 'moving', barrier: 7 });
  at(120).told({ step: 'rolled-back', at: 120, generation: 3, checkpoint: 6, loss: null, redone: 40 });
  expect(entry(drain)).toMatchObject({ phase: 'queued', barrier: null });
  expect(at(130).openEntries).toBe(1);
});

test('what is open when the coordinator is lost waits for the next one, which is told whether it was taken up, and begins anew', () => {
  const { at, entry } = ledger();
  const [add, drain] = [at(100).open({ type: 'add', worker: '' }), at(101).open({ type: 'drain', worker: 'w1' })];
  const taker = { request: add, kind: 'add', worker: 2, solo: null } as const;
  const told = at(110);
  expect([told.takenUp(add), told.takenUp(drain)]).toEqual([null, null]);
  told.told({ step: 'queued', at: 110, taker });
  told.told({ step: 'preparing', at: 115, takers: [taker] });
  told.told({ step: 'moving', at: 120, barrier: 7, takers: [taker], moves: [], members: [0, 1, 2] });
  const alone = at(130);
  alone.coordinatorLost('was killed');
  expect([alone.takenUp(add), alone.takenUp(drain)]).toEqual([{ joiner: 2 }, null]);
  expect(entry(add), 'it may be in force').toMatchObject({ phase: 'queued', barrier: 7, times: { cutMs: 120 } });
  expect(entry(drain)).toMatchObject({ phase: 'asked' });
  at(140).told({ step: 'queued', at: 140, taker: { ...taker, worker: 3 } });
  const times = { askedMs: 100, startedMs: null, cutMs: null, keptMs: null, endedMs: null };
  expect(entry(add)).toMatchObject({ phase: 'queued', barrier: null, times, cause: { type: 'add', worker: 'w4' } });
});
