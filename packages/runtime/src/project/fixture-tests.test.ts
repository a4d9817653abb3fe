// What would break: an exported project's tests pass whatever its code does, or judge it otherwise than the studio.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProject } from './open-project.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'potoroo-fixtures-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const description = `import { file, live, pipeline, snippet } from '@potoroo/runtime';
const app = pipeline('Fixtures');
const totals = app.state('totals', () => ({ sum: 0 }));
const add = snippet(() => {
  const step = 2;
  function add(line: string, total: { sum: number }) {
    if (line === 'bad') throw new Error('a bad line');
    total.sum += step;
    return total.sum;
  }

  return add;
});
app
  .source('text', { connector: file('in.txt'), decode: (bytes: Uint8Array): string => String(bytes.length) })
  .keyBy('first', (line) => line.charAt(0))
  .compute('sum', totals, add)
  .sink('out', live());
app.fixtures({
  sum: [
    {
      name: 'adds up by key',
      origin: 'pasted',
      records: ['"a"', '"b"', '"a"'],
      expected: [
        { outputs: ['2'], state: '{"sum":2}' },
        { outputs: ['2'], state: '{"sum":2}' },
        { outputs: ['4'], state: '{"sum":4}' },
      ],
    },
    { name: 'is wrong', origin: 'pasted', records: ['"a"'], expected: [{ outputs: ['3'], state: '{"sum":2}' }] },
    { name: 'throws', origin: 'pasted', records: ['"bad"'] },
    { name: 'is no JSON', origin: 'pasted', records: ['oops'] },
  ],
  text: [{ name: 'counts bytes', origin: 'pasted', records: ['abc', 'ab'], expected: [{ outputs: ['"3"'] }, { outputs: ['"2"'] }] }],
});
export default app;
`;

test('a fixture passes where its node makes of the records what it should, and else says how it does not', async () => {
  const path = join(directory, 'pipeline.ts');
  writeFileSync(path, description);
  const project = await openProject(path);
  expect(project.errors).toEqual([]);
  expect(project.fixtures.map(({ node, name, run }) => [node, name, run().passed, run().text])).toEqual([
    ['text', 'counts bytes', true, '2 records as expected.'],
    ['sum', 'adds up by key', true, '3 records as expected.'],
    ['sum', 'is wrong', false, 'Record 1 gives 2, not 3.'],
    ['sum', 'throws', false, 'Record 1 threw: Error: a bad line'],
    ['sum', 'is no JSON', false, expect.stringContaining('Line 1 is not JSON')],
  ]);
});

test('where the compiler refuses the pipeline, no code of it is run', async () => {
  const path = join(directory, 'refused.ts');
  const escape = `(line: string) => { import('node:fs'); return line; }`;
  writeFileSync(path, description.replace('(line) => line.charAt(0)', escape));
  const project = await openProject(path);
  expect(project.errors).not.toEqual([]);
  expect(project.fixtures.map(({ run }) => run().text)).toEqual(
    project.fixtures.map(() => expect.stringContaining('none of its code is run')),
  );
});
