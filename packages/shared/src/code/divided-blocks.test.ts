// What would break: a file with a long comment cannot be opened at all, or loses what does not fit into one text of a document.
import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import type { Pipeline } from '../pipeline/index.ts';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { filesOf } from './source-files.ts';

const around = (middle: string): string => `import { pipeline } from '@potoroo/runtime';

const app = pipeline('Long');

app.note('first', 'First');

${middle}
app.note('second', 'Second');

export default app;
`;
const importOf = (files: ReadonlyMap<string, string>) =>
  importProject(filesOf(new Map([...files].map(([name, text]) => [`/${name}`, text]))), '/pipeline.ts');
const imported = (middle: string) => importOf(new Map([['pipeline.ts', around(middle)]]));
const blocksOf = (pipeline: Pipeline | null): readonly string[] => (pipeline?.preserved ?? []).map(({ text }) => text);

const lines = (say: (index: number) => string): string =>
  Array.from({ length: 1_500 }, (_, index) => say(index)).join('\n');

test.each([
  ['comments', lines((index) => `// Line ${index} of a comment that nobody would write by hand.`)],
  [
    'comments and code',
    lines((index) => (index % 2 === 0 ? `/* ${index}\n of several lines */` : `void [\n'${'x'.repeat(60)}'];`)),
  ],
])('%s that are longer than a text of a document are kept whole, in several blocks', (_title, middle) => {
  expect(middle.length).toBeGreaterThan(limits.snippetCharsMax);
  const { pipeline } = imported(middle);
  const blocks = blocksOf(pipeline);
  expect(blocks.length).toBeGreaterThan(1);
  expect(blocks.join('\n')).toBe(middle);
  if (pipeline === null) throw new Error('It was not read.');
  expect(importOf(exportProject(pipeline)).pipeline).toEqual(pipeline);
});

test('one statement is kept whole, however long, as far as a document has room', () => {
  const long = `void '${'x'.repeat(limits.snippetCharsMax)}';`;
  const { pipeline } = imported(`${long}\nvoid 1;`);
  expect(blocksOf(pipeline)).toEqual([long, 'void 1;']);
  if (pipeline === null) throw new Error('It was not read.');
  expect(importOf(exportProject(pipeline)).pipeline).toEqual(pipeline);
  const { written, ...drawn } = pipeline;
  expect(importOf(exportProject(drawn)).pipeline).toEqual(drawn);
  expect(written).toHaveLength(1);
});

test('one statement that no document has room for stops the import with its line', () => {
  const { pipeline, diagnostics } = imported(`void '${'x'.repeat(limits.preservedCharsMax)}';`);
  expect(pipeline).toBe(null);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
    expect.stringMatching(/^\/pipeline\.ts:7:1: what begins here .* more than the 524288 characters/),
  ]);
});
