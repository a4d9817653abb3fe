// What would break: a moment of the evening reads like one of the morning, or has a leading zero and a PM.
import { expect, test } from 'vitest';
import { savedText } from './times.ts';

test('a moment is told by the clock of 24 hours, whatever the language', () => {
  const evening = new Date();
  evening.setHours(21, 39, 22, 0);
  expect(savedText(evening.getTime())).toBe('today at 21:39');
  expect(savedText(evening.getTime(), 'seconds')).toBe('today at 21:39:22');
  evening.setHours(0, 5, 0, 0);
  expect(savedText(evening.getTime())).toBe('today at 00:05');
});
