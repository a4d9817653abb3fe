import { limits } from '@potoroo/shared/limits';
import { pipelineFormat, pipelineVersion } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { fileNameOf, withAddition } from './document-name.ts';

const named = (name: string) =>
  ({
    format: pipelineFormat,
    version: pipelineVersion,
    name,
    description: '',
    types: '',
    nodes: [],
    edges: [],
  }) as const;

test('a copy says so, within the longest name', () => {
  expect(withAddition(named('Orders'), 'copy').name).toBe('Orders (copy)');
  const long = withAddition(named('x'.repeat(limits.nameCharsMax)), 'copy').name;
  expect([long.length, long.endsWith('x (copy)')]).toEqual([limits.nameCharsMax, true]);
});

test.each([
  ['Market Spread', 'market-spread.json'],
  ['  ../Größe: 1/2? ', 'größe-1-2.json'],
  ['日本', '日本.json'],
  ['...', 'pipeline.json'],
])('the file of %j is called %s', (name, file) => {
  expect(fileNameOf(named(name))).toBe(file);
});
