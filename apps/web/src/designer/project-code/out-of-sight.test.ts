// What would break: code of a stranger's document is in the project, and nothing on the Code screen says so.
import { exportProject, importProject, readProject } from '@potoroo/shared/code';
import { type Pipeline, type PreservedBlock, emptyPipeline } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { outOfSight } from './out-of-sight.ts';

const block = (text: string): PreservedBlock => ({ text, reason: 'Because.', place: 'end', node: null });
const withBlocks = (preserved: readonly PreservedBlock[]): Pipeline => ({ ...emptyPipeline('Hidden'), preserved });

const app = `import { pipeline } from '@potoroo/runtime';
import { said } from './lib/said.ts';
const app = pipeline('Hidden');
app.note('note', '');
for (;;) console.log(said);
export default app;
`;

test('a module that only preserved code imports is named, and a statement that a reading names is not again', () => {
  const texts: Record<string, string> = { '/pipeline.ts': app, '/lib/said.ts': 'export const said = 1;\n' };
  const { pipeline } = importProject({ read: (path) => texts[path] ?? null }, '/pipeline.ts');
  if (pipeline === null) throw new Error('It was not read.');
  const files = exportProject(pipeline);
  expect(outOfSight(pipeline.preserved ?? [], files)).toMatchObject([{ file: 'lib/said.ts', line: null }]);
  const lines = (files.get('pipeline.ts') ?? '').split('\n');
  expect(readProject(files).faults.map(({ line }) => lines[(line ?? 0) - 1])).toContain('for (;;) console.log(said);');
});

test('a block that is no code where it would stand is named by the line of its mark', () => {
  const preserved = [block('half (')];
  const files = exportProject(withBlocks(preserved));
  const lines = (files.get('pipeline.ts') ?? '').split('\n');
  const [fault, ...more] = outOfSight(preserved, files);
  expect([lines[(fault?.line ?? 0) - 1], fault?.remedy, more]).toEqual([
    expect.stringContaining('half ('),
    'Because.',
    [],
  ]);
  expect(readProject(files).faults).toEqual([]);
  expect(outOfSight([], files)).toEqual([]);
});
