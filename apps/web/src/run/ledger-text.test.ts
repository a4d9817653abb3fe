import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { ledgerText } from './ledger-text.ts';

const ledger = { accepted: 1_200, applied: 0, released: 7, deadLetters: 1, lost: 0, doubled: 0 };
const stage = { state: nodeId('s'), placement: [], objects: [], applied: [] };

test('a pipeline without state has no count of applied records', () => {
  expect(ledgerText({ ledger, stages: [] }, { isStale: false })).toBe(
    'Ledger: 1,200 accepted, 7 released, 0 lost, 0 doubled, 1 dead letter',
  );
  expect(ledgerText({ ledger, stages: [stage] }, { isStale: false })).toContain('0 applied');
});

test('what was heard before the link was lost is called the last known', () => {
  expect(ledgerText({ ledger, stages: [] }, { isStale: true })).toMatch(/^Ledger, last known: /);
});
