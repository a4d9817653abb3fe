// The judges of the fault scripts lean on this: a ledger that is uneven must not pass for one that is even.
import type { RunSummary } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { ledgerFault } from './ledger-fault.ts';

const ledger = { accepted: 9, applied: 9, released: 12, deadLetters: 1, lost: 0, doubled: 0 };
const summary: RunSummary = {
  ok: true,
  error: null,
  sources: { orders: 5, nbbo: 4 },
  sinks: { out: 12 },
  deadLetters: 1,
  deadLetterSamples: [],
  ledger,
  stateObjects: 0,
  seconds: 1,
  recordsPerSecond: 9,
  workers: [],
  listening: {},
};

test('an even ledger has no fault, an uneven one is told', () => {
  expect(ledgerFault(summary)).toBeNull();
  for (const name of ['accepted', 'released', 'deadLetters', 'lost', 'doubled'] as const)
    expect(ledgerFault({ ...summary, ledger: { ...ledger, [name]: ledger[name] + 3 } })).toBe(
      `the ledger says ${ledger[name] + 3} ${name}, where ${ledger[name]} is right`,
    );
});
