// The example that README and docs/CODE.md show is a program: it is described, compiled and fed here as it stands there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openProject } from '@potoroo/runtime/project';
import { expect, it, onTestFinished } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const exampleOf = (page: string): string | undefined =>
  /```ts\n([^]*?)```/.exec(readFileSync(path.join(root, page), 'utf8'))?.[1];

it('the example of the pages runs as it is printed, and is the same on both', async () => {
  const code = exampleOf('docs/CODE.md');
  expect(exampleOf('README.md')?.replaceAll(/\n+/g, '\n')).toBe(code?.replaceAll(/\n+/g, '\n'));
  const folder = mkdtempSync(path.join(tmpdir(), 'potoroo-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'app.ts'), code ?? '');
  const project = await openProject(path.join(folder, 'app.ts'));
  expect(project.errors).toEqual([]);
  const run = project.run();
  run.feed('text', 'Incomprehensible! said the incomprehensibly\nIncomprehensible! word\n');
  expect(run.lines('counts').map((line): unknown => JSON.parse(line))).toEqual([
    { word: 'Incomprehensible!', count: 1 },
    { word: 'incomprehensibly', count: 1 },
    { word: 'Incomprehensible!', count: 2 },
  ]);
  expect([...run.state('counters').keys()]).toEqual(['incomprehensible!', 'incomprehensibly']);
  expect(run.failures).toEqual([]);
});
