/** A green light over a loss, or a red one over a moment's disagreement: both teach people not to look. */
import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { lightsOf } from './invariants.ts';

const stage = (contested: number) => ({
  state: nodeId('s'),
  placement: [0, 1],
  objects: [1, 1],
  applied: [1, 1],
  contested,
});
const ledger = { accepted: 1_000, applied: 900, released: 9, deadLetters: 0, lost: 0, doubled: 0 };
const told = (parts: Partial<Parameters<typeof lightsOf>[0]>) =>
  lightsOf({ ledger, stages: [stage(0)], recent: [], ...parts }).map(({ title, state }) => `${title}: ${state}`);

test('all is well', () => {
  expect(told({})).toEqual([
    'One owner per key: good',
    'Nothing lost: good',
    'Nothing doubled: good',
    'Order kept per key: given',
  ]);
  expect(lightsOf({ ledger, stages: [stage(0)], recent: [] })[1]?.detail).toBe('1,000 accepted, accounted for');
  expect(told({ stages: [] })[0], 'no state, no owners').toBe('Nothing lost: good');
});

test('a loss and a doubled record are red at once', () => {
  expect(told({ ledger: { ...ledger, lost: 3 } })[1]).toBe('Nothing lost: bad');
  expect(told({ ledger: { ...ledger, doubled: 1 } })[2]).toBe('Nothing doubled: bad');
  expect(told({ ledger: { accepted: 1 } })[1], 'what is not counted is no green light').toBe('Nothing lost: given');
});

test('two workers with one slot are a doubt for a moment, and a fault when it lasts', () => {
  const seen = [stage(2)];
  expect(told({ stages: seen, recent: [[stage(0)], seen] })[0]).toBe('One owner per key: unsure');
  expect(told({ stages: seen, recent: [seen, seen] })[0]).toBe('One owner per key: bad');
});
