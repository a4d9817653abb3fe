// The examples that README and docs/CODE.md show are programs: they are described, compiled and fed here as they stand there.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openProject } from '@potoroo/runtime/project';
import { expect, it, onTestFinished } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const examplesOf = (page: string): readonly (string | undefined)[] =>
  Array.from(readFileSync(path.join(root, page), 'utf8').matchAll(/```ts\n([^]*?)```/g), ([, code]) => code);

async function opened(code: string | undefined) {
  const folder = mkdtempSync(path.join(tmpdir(), 'potoroo-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'app.ts'), code ?? '');
  const project = await openProject(path.join(folder, 'app.ts'));
  expect(project.errors).toEqual([]);
  return project.run();
}

it('the example of the pages runs as it is printed, and is the same on both', async () => {
  const [code] = examplesOf('docs/CODE.md');
  expect(examplesOf('README.md')[0]?.replaceAll(/\n+/g, '\n')).toBe(code?.replaceAll(/\n+/g, '\n'));
  const run = await opened(code);
  run.feed('text', 'Incomprehensible! said the incomprehensibly\nIncomprehensible! word\n');
  expect(run.lines('counts').map((line): unknown => JSON.parse(line))).toEqual([
    { word: 'Incomprehensible!', count: 1 },
    { word: 'incomprehensibly', count: 1 },
    { word: 'Incomprehensible!', count: 2 },
  ]);
  expect([...run.state('counters').keys()]).toEqual(['incomprehensible!', 'incomprehensibly']);
  expect(run.failures).toEqual([]);
});

it('the record layout of the page reads the bytes that it says', async () => {
  const run = await opened(examplesOf('docs/CODE.md').find((code) => code?.includes('recordLayout(')));
  const trade = (kind: number, symbol: string, price: number, size: number): Buffer => {
    const bytes = Buffer.alloc(24);
    bytes.writeUInt32BE(20);
    bytes[4] = kind;
    bytes.write(symbol.padEnd(4), 6);
    bytes.writeDoubleLE(price, 12);
    bytes.writeUInt32LE(size, 20);
    return bytes;
  };
  run.feed('trades', Buffer.concat([trade(1, 'AB', 1.5, 70_000), trade(2, 'CD', 1, 1), trade(1, 'AB', 2, 1)]));
  expect(run.lines('traded').map((line): unknown => JSON.parse(line))).toEqual([
    { symbol: 'AB', price: 1.5, size: 70_000 },
    { symbol: 'AB', price: 2, size: 70_001 },
  ]);
  expect(run.failures.map(({ error }) => String(error))).toEqual([expect.stringContaining('field kind is 2')]);
});
