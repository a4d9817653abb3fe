// What is typed on the Code screen. What would break: half-written code becomes the graph, a fault is told at the wrong place, or
// pointing at a line lights another node.
import { expect, test } from 'vitest';
import { exportProject, projectCode } from './export-project.ts';
import { readProject } from './read-project.ts';

const description = `import { file, live, pipeline } from '@potoroo/runtime';

const app = pipeline('Chained');
const totals = app.state('totals', () => ({ sum: 0 }));
app
  .source('text', { connector: file('in.txt') })
  .keyBy('first', (line) =>
    line.charAt(0))
  .compute('sum', totals, (line, total) => (total.sum += line.length))
  .sink('out', live());
export default app;
`;

test('each node is where its call is, also in a chain over several lines', () => {
  const { pipeline, faults, places } = readProject(new Map([['pipeline.ts', description]]));
  expect(faults).toEqual([]);
  expect(pipeline?.edges.map(({ id }) => id)).toEqual(['text--first', 'first--sum', 'sum--out']);
  expect(places.map(({ node, fromLine, toLine }) => [node, fromLine, toLine])).toEqual([
    ['totals', 4, 4],
    ['text', 5, 6],
    ['first', 7, 8],
    ['sum', 9, 9],
    ['out', 10, 10],
  ]);
});

test('of a project that was written, reading finds the nodes where writing has put them', () => {
  const pipeline = readProject(new Map([['pipeline.ts', description]])).pipeline;
  if (pipeline === null) throw new Error('it is a pipeline');
  const { files, places } = projectCode(pipeline);
  const key = ({ node, file, fromLine, toLine }: (typeof places)[number]): string =>
    `${node} ${file} ${fromLine} ${toLine}`;
  expect(readProject(files).places.map(key).toSorted()).toEqual(places.map(key).toSorted());
});

test('code that cannot be read is no document, and says where in which file', () => {
  const described = readProject(new Map([['pipeline.ts', description]])).pipeline;
  const files = new Map(described === null ? [] : exportProject(described));
  files.set('snippets/sum.ts', 'export default (line, total) =>\n  total.sum +;\n');
  expect(readProject(new Map([['pipeline.ts', 'const = ;']])).faults).toHaveLength(1);
  const { pipeline, faults } = readProject(files);
  expect(pipeline).toBeNull();
  expect(faults).toMatchObject([{ file: 'snippets/sum.ts', line: 2, column: 14, severity: 'error' }]);
});

test.each([
  ["app.source('text', { connector: file('x') });", { line: 11, severity: 'error' }],
  ['for (;;) break;', { line: 11, column: 1, severity: 'warning' }],
  ["import gone from './gone.ts';", { file: 'pipeline.ts', line: null, severity: 'error' }],
])('what is wrong with %s is told with its place', (line, fault) => {
  const text = description.replace('export default app;', `${line}\nexport default app;`);
  const { pipeline, faults } = readProject(new Map([['pipeline.ts', text]]));
  expect(faults).toContainEqual(expect.objectContaining({ file: 'pipeline.ts', ...fault }));
  expect(pipeline === null).toBe(fault.severity === 'error');
});
