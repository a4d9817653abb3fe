import { limits } from '@potoroo/shared/limits';
import { emptyPipeline } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { fileNameOf, withAddition } from './document-name.ts';

test('a copy says so, within the longest name', () => {
  expect(withAddition(emptyPipeline('Orders'), 'copy').name).toBe('Orders (copy)');
  const long = withAddition(emptyPipeline('x'.repeat(limits.nameCharsMax)), 'copy').name;
  expect([long.length, long.endsWith('x (copy)')]).toEqual([limits.nameCharsMax, true]);
});

test.each([
  ['Market Spread', 'market-spread.json'],
  ['  ../Größe: 1/2? ', 'größe-1-2.json'],
  ['日本', '日本.json'],
  ['...', 'pipeline.json'],
])('the file of %j is called %s', (name, file) => {
  expect(fileNameOf(emptyPipeline(name))).toBe(file);
});
