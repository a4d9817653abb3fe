import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { TappedRecord } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { fixtureLines, shownOf, tappedKept, timeText, withTapped } from './tap-view.ts';

const record = (n: number, fields: Partial<TappedRecord> = {}): TappedRecord => ({
  node: nodeId('n'),
  key: `k${n}`,
  atMs: n,
  worker: 'w1',
  text: `{"n":${n}}`,
  isCut: false,
  ...fields,
});

test('records of several workers are in the order of time, and the newest are kept', () => {
  expect(withTapped([record(1)], [record(4), record(2), record(3)]).map(({ atMs }) => atMs)).toEqual([1, 2, 3, 4]);
  const many = Array.from({ length: tappedKept }, (_, n) => record(n));
  expect(withTapped(many, [record(999)])).toHaveLength(tappedKept);
  expect(withTapped(many, [record(999)]).at(-1)?.atMs).toBe(999);
});

test('a filter finds keys and records, and shows the newest first', () => {
  const records = [record(1, { key: 'MSFT' }), record(2, { text: '"msft up"' }), record(3)];
  expect(shownOf(records, ' msft ').map(({ atMs }) => atMs)).toEqual([2, 1]);
  expect(shownOf(records, '')).toHaveLength(3);
});

test('a fixture has the newest whole records, oldest first', () => {
  const records = Array.from({ length: 60 }, (_, n) => record(n, { isCut: n === 59 }));
  const lines = fixtureLines(shownOf(records, '')).split('\n');
  expect(lines).toHaveLength(limits.fixtureRecordsMax);
  expect([lines[0], lines.at(-1)]).toEqual(['{"n":9}', '{"n":58}']);
});

test('a time has milliseconds', () => {
  expect(timeText(new Date(2026, 0, 2, 7, 4, 1, 9).getTime())).toBe('07:04:01.009');
});
