/** A move of many objects takes seconds: a ledger that hears of arrivals only at its end says meanwhile that none has arrived. */
import { limits } from '@potoroo/shared/limits';
import { expect, test } from 'vitest';
import { type MachineStep, type MovementProgress, MovementWatch } from './movement-progress.ts';

const change = { members: [0, 1], joining: [1], leaving: [], taken: [], solos: [], moves: [] };
const cutting = { phase: 'cutting', epoch: 7, change, requests: [], members: [0], commit: 'none' };

test('what has arrived is told while the rest is on its way, as often as numbers are, and whole at the end', () => {
  const told: MovementProgress[] = [];
  const watch = new MovementWatch((progress) => told.push(progress), { storedBytes: () => 0, unkept: () => 0 });
  const saw = (now: number, step: object): void =>
    watch.saw({
      before: cutting,
      after: cutting,
      effects: [],
      event: { type: 'tick' },
      now,
      ...step,
    } as unknown as MachineStep);
  const arrives = (now: number, slot: number): void => {
    const report = { type: 'installed', stage: 1, slot, objects: 1, bytes: 9, heldMs: 0 };
    saw(now, { event: { type: 'reported', worker: 1, report } });
  };
  const arrived = (): readonly number[][] =>
    told.flatMap((each) => (each.step === 'arrived' ? [each.arrivals.map(({ slot }) => slot)] : []));
  saw(0, { effects: [{ type: 'inject' }] });
  arrives(1, 3);
  expect(arrived(), 'so short a while is not worth telling').toEqual([]);
  arrives(limits.telemetryIntervalMs, 4);
  arrives(limits.telemetryIntervalMs + 1, 5);
  expect(arrived()).toEqual([[3, 4]]);
  saw(limits.telemetryIntervalMs + 2, { after: { ...cutting, phase: 'running', change: null } });
  expect(arrived()).toEqual([
    [3, 4],
    [3, 4, 5],
  ]);
});

test('a roll-back in which nobody is lost is told like one after a loss, with what had arrived for good', () => {
  const told: MovementProgress[] = [];
  const watch = new MovementWatch((progress) => told.push(progress), { storedBytes: () => 0, unkept: () => 40 });
  const spoilt = { type: 'reported', worker: 1, report: { type: 'spoilt', module: 3 } };
  const saw = (step: object): void =>
    watch.saw({ before: cutting, after: cutting, effects: [], ...step } as unknown as MachineStep);
  saw({ now: 0, event: { type: 'ticked' }, effects: [{ type: 'inject' }] });
  const report = { type: 'installed', stage: 1, slot: 3, objects: 1, bytes: 9, heldMs: 0 };
  saw({ now: 1, event: { type: 'reported', worker: 1, report } });
  told.length = 0;
  const after = { ...cutting, phase: 'loading', change: null, generation: 4, durable: { epoch: 7 } };
  saw({ now: 2, event: spoilt, effects: [{ type: 'roll-back' }], after });
  expect(told).toEqual([
    { step: 'arrived', at: 2, barrier: 7, arrivals: [expect.objectContaining({ slot: 3 })] },
    { step: 'rolled-back', at: 2, generation: 4, checkpoint: 7, loss: null, redone: 40 },
  ]);
});
