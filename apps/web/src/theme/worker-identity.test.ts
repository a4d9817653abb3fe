import { limits } from '@potoroo/shared/limits';
import { expect, test } from 'vitest';
import { workerIdentity } from './worker-identity.ts';

test('the first workers are A, B, C and after Z comes AA', () => {
  expect([0, 1, 2, 25, 26, 27].map((index) => workerIdentity(index).letter)).toEqual(['A', 'B', 'C', 'Z', 'AA', 'AB']);
});

test('a worker is named as the runtime names it', () => {
  expect([workerIdentity(0).name, workerIdentity(11).name]).toEqual(['w1', 'w12']);
});

test('no two of the most workers a run may have share both colour and pattern, nor a letter', () => {
  const all = Array.from({ length: limits.workersMax }, (_, index) => workerIdentity(index));
  expect(new Set(all.map(({ colour, pattern }) => `${colour} ${pattern}`)).size).toBe(limits.workersMax);
  expect(new Set(all.map(({ letter }) => letter)).size).toBe(limits.workersMax);
});
