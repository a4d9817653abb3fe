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
    lost: 2,
    reason: 'was killed',
    redone: 40,
  };
  at(130).told(loss as Parameters<MovementLedger['told']>[0]);
  at(140).replaces(2);
  expect(entry(kill)).toMatchObject({ phase: 'recovering', redone: 40, barrier: 6, times: { startedMs: 120 } });
});
