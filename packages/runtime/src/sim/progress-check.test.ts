// A pipeline that makes megabytes of three sources takes a million steps (seed 555002749); one that gets no further would take for ever.
import { expect, it } from 'vitest';
import type { EpochLedger } from '../core/index.ts';
import { ProgressCheck } from './progress-check.ts';

const window = 300_000;
type Counts = { accepted: number; applied: number };
const ledgerOf = (counts: Counts) => ({ atCut: () => counts }) as unknown as EpochLedger;
const takeSteps = (check: ProgressCheck, counts: Counts, steps: number): void => {
  const ledger = ledgerOf(counts);
  for (let step = 0; step < steps; step++) check.stepped(ledger);
};

it('L1: lets a cluster take the steps that it needs while it accepts or applies more than ever before', () => {
  const check = new ProgressCheck();
  const counts = { accepted: 0, applied: 0 };
  for (const field of ['accepted', 'applied', 'applied'] as const) {
    counts[field]++;
    takeSteps(check, counts, window);
  }
  expect(check.steps).toBe(3 * window);
});

it('L1: ends one that goes back and comes no further than it was', () => {
  const check = new ProgressCheck();
  takeSteps(check, { accepted: 5, applied: 3 }, window);
  takeSteps(check, { accepted: 4, applied: 2 }, window - 1);
  expect(() => takeSteps(check, { accepted: 5, applied: 3 }, 1)).toThrow(
    'L1: no end after 600000 steps, and no record more than 300000 steps before',
  );
});

it('waits while there is no coordinator', () => {
  const check = new ProgressCheck();
  for (let step = 0; step < 2 * window; step++) check.stepped(undefined);
  expect(check.steps).toBe(2 * window);
});
