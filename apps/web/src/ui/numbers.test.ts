import { expect, test } from 'vitest';
import { bytes, compact, compactRate, counted, duration, microseconds, percent, rate } from './numbers.ts';

test('rates are grouped, and a trickle keeps a decimal', () => {
  expect([0, 0.4, 9.9, 9.96, 206_411.4].map(rate)).toEqual(['0/s', '0.4/s', '9.9/s', '10/s', '206,411/s']);
  expect([0, 0.999, 9.94, 14].map(compactRate)).toEqual(['0/s', '1.0/s', '9.9/s', '14/s']);
  expect([compactRate(206_411), compact(9_999), compact(119_652)]).toEqual(['206K/s', '9,999', '120K']);
});

test('a count agrees with its noun', () => {
  expect([counted(1, 'object'), counted(0, 'object'), counted(1_200, 'entry', 'entries')]).toEqual([
    '1 object',
    '0 objects',
    '1,200 entries',
  ]);
});

test('times and sizes change unit where they would grow long', () => {
  expect([310, 1_900, 14_000, 2_300_000].map(microseconds)).toEqual(['310 µs', '1.9 ms', '14 ms', '2.3 s']);
  expect([12, 2_048, 212_000_000, 3_100_000_000].map(bytes)).toEqual(['12 B', '2.0 kB', '212 MB', '3.1 GB']);
  expect([999, 42_000, 725_000, 3_723_000].map(duration)).toEqual(['0:00', '0:42', '12:05', '1:02:03']);
});

test('a share is a whole percent', () => {
  expect(percent(0.617)).toBe('62%');
});
