// What would break: an example cannot be opened where it lies, or a project of a stranger reads what lies around it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { examplesDirectory } from '../places.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { importFromDisk } from './project-folder.ts';

const examples = readdirSync(examplesDirectory, { withFileTypes: true }).filter((each) => each.isDirectory());

test.each(examples.map(({ name }) => name))('the example %s is read where it lies, with every node', (name) => {
  const folder = join(examplesDirectory, name);
  const { pipeline, diagnostics } = importFromDisk(join(folder, 'pipeline.ts'), null);
  const document = parsePipelineText(readFileSync(join(folder, 'pipeline.json'), 'utf8'));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(pipeline?.nodes.map(({ id }) => id).toSorted()).toEqual(
    document.ok ? document.value.nodes.map(({ id }) => id).toSorted() : [],
  );
});

function importOf(files: Readonly<Record<string, string>>): readonly string[] {
  const root = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const { pipeline, diagnostics } = importFromDisk(join(root, 'all/one/pipeline.ts'), null);
  const codes = pipeline?.nodes.flatMap((node) => ('code' in node ? [node.code] : [])) ?? [];
  return [...diagnostics.map(({ code, message }) => `${code} ${message}`), ...codes];
}

const app = (line: string): string => `import { file, pipeline } from '@potoroo/runtime';
${line}
const app = pipeline('Test');
app.source('text', { connector: file('in.txt') }).compute('step', step);
export default app;
`;

test('a project is its folder, or the package in which several lie; beside its own folder only code is read', () => {
  const step = 'export default (text: string): string => text;\n';
  const beside = { 'all/one/pipeline.ts': app("import step from '../two/step.ts';"), 'all/two/step.ts': step };
  expect(importOf(beside)).toEqual([expect.stringMatching(/^P508 .*"\.\.\/two\/step\.ts" lies outside/)]);
  expect(importOf({ ...beside, 'all/package.json': '{}' })).toEqual(['(text: string): string => text']);
  expect(importOf({ ...beside, 'all/one/package.json': '{}' })).toEqual([expect.stringMatching(/^P508 /)]);
  const data = { 'all/package.json': '{}', 'all/keys.json': '{"key":"secret"}' };
  const reaching = { ...data, 'all/one/pipeline.ts': app("import step from '../keys.json' with { type: 'json' };") };
  expect(importOf(reaching).join()).toMatch(/P50\d/);
  expect(importOf(reaching).join()).not.toContain('secret');
});
