import { expect, test } from 'vitest';
import { firstSteps, parseTaken, takenText } from './first-steps-list.ts';

test('the steps that were taken come back, and what is no step is forgotten', () => {
  const taken = new Set(['run', 'draw'] as const);
  expect(parseTaken(takenText(taken))).toEqual(taken);
  expect(parseTaken('run nonsense')).toEqual(new Set(['run']));
  expect(parseTaken('')).toEqual(new Set());
  expect(new Set(firstSteps.map(({ id }) => id)).size).toBe(firstSteps.length);
});
