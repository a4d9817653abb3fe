// Forms in which people write what can be drawn. What would break: a function that is exported, or a package under a name of its
// own, is refused; or a file is refused without a reason.
import { expect, it } from 'vitest';
import type { Pipeline } from '../pipeline/index.ts';
import { exportFile } from './export-file.ts';
import { exportProject } from './export-project.ts';
import { importProject } from './import-project.ts';
import { isModuleFree } from './plain-project.ts';
import { filesOf } from './source-files.ts';

const read = (files: Readonly<Record<string, string>>) =>
  importProject(filesOf(new Map(Object.entries(files).map(([name, text]) => [`/${name}`, text]))), '/pipeline.ts');

function pipelineOf(files: Readonly<Record<string, string>>): Pipeline {
  const { pipeline, diagnostics } = read(files);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return pipeline;
}

/** What it draws, whoever wrote it. */
const graphOf = ({ written: _written, ...graph }: Pipeline) => graph;

const snippetsOf = ({ nodes }: Pipeline) =>
  Object.fromEntries(nodes.map((node) => [node.id, 'code' in node ? node.code : null]));

const head = `import { file, live, pipeline } from '@potoroo/runtime';\nconst app = pipeline("Test")\n`;

it('takes a function that is exported too, here or by a module, and says that its export is left out', () => {
  const { pipeline, diagnostics } = read({
    'pipeline.ts': `${head}import { twice } from './twice.ts';
export function countdown(line: string): number { return line === '' ? 0 : 1 + countdown(line.slice(1)); }
app.source('lines', { connector: file('in.txt') }).compute('twice', twice).compute('count', countdown).sink('out', live());
`,
    'twice.ts': 'export function twice(line: string) { return line + line; }\n',
  });
  expect(pipeline === null ? null : snippetsOf(pipeline)).toMatchObject({
    twice: 'function twice(line: string) { return line + line; }',
    count: "function countdown(line: string): number { return line === '' ? 0 : 1 + countdown(line.slice(1)); }",
  });
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'P507 /pipeline.ts:4:1: the export of "countdown" is left out.',
  ]);
});

it('may have the package under a name of its own, also in code that cannot be drawn', () => {
  const pipeline = pipelineOf({
    'pipeline.ts': `import * as potoroo from '@potoroo/runtime';
const app = potoroo.pipeline('Test');
const lines = app.source('lines', { connector: potoroo.file('in.txt') });
for (const name of ['a', 'b']) lines.sink(name, potoroo.live());
export default app;
`,
  });
  expect(pipeline.nodes).toMatchObject([{ id: 'lines', connector: { path: 'in.txt' } }]);
  expect(exportProject(pipeline).get('pipeline.ts')).toMatch(
    /import \* as potoroo from [^]*lines\.sink\(name, potoroo\.live\(\)\)/,
  );
});

it('asks for the packages that preserved code imports, in the versions that it came with and from a registry only', () => {
  const files = {
    'pipeline.ts': `${head}import chunk from 'lodash/chunk.js';
import { z } from 'zod';
import fs from 'fs/promises';
import own from './own.ts';
import evil from 'https://127.0.0.1/evil.js';
console.log(chunk, z, fs, own, evil);
`,
    'own.ts': "import '@scope/git';\nimport 'constructor';\nexport default 1;\n",
    'package.json': JSON.stringify({
      dependencies: { lodash: '^4.17.21', '@scope/git': 'git+ssh://127.0.0.1/x', unused: '1.0.0' },
      devDependencies: { zod: '4 || 5', node: '1' },
    }),
  };
  const pipeline = pipelineOf(files);
  const exported = exportProject(pipeline);
  expect(JSON.parse(exported.get('package.json') ?? '')).toMatchObject({
    dependencies: {
      '@potoroo/runtime': expect.stringMatching(/^file:/),
      node: expect.stringMatching(/^\^26/),
      '@scope/git': '*',
      constructor: '*',
      lodash: '^4.17.21',
      zod: '4 || 5',
    },
  });
  expect(exported.get('package.json')).not.toContain('unused');
  expect(pipelineOf(Object.fromEntries(exported))).toEqual(pipeline);
  expect(pipelineOf({ 'pipeline.ts': exportFile(pipeline) })).toEqual(graphOf(pipeline));
  const plain = exportProject(graphOf(pipeline));
  expect(plain.get('package.json')).toBe(exported.get('package.json'));
  expect(pipelineOf(Object.fromEntries(plain))).toEqual(graphOf(pipeline));
  const said = read(files).diagnostics.filter(({ code }) => code === 'P507');
  expect(said.map(({ message }) => message)).toEqual([
    expect.stringContaining('"https://127.0.0.1/evil.js" in code that is preserved, and an export does not bring it'),
    expect.stringContaining('"@scope/git" in code that is preserved, and nothing says in which version'),
    expect.stringContaining('"constructor" in code that is preserved, and nothing says in which version'),
  ]);
});

it('writes no manifest that somebody has put into a document', () => {
  const pipeline = pipelineOf({ 'pipeline.ts': `${head}import 'lodash';\napp.note('a', 'b');\n` });
  const manifest = (dependencies: object) => ({
    text: `${JSON.stringify({ dependencies }, null, 2)}\n`,
    reason: '',
    place: 'module' as const,
    node: null,
    file: 'package.json',
  });
  for (const asked of [
    { lodash: '..' },
    { lodash: 'evil.tgz' },
    { lodash: 'file:../evil' },
    { '@potoroo/runtime': '1.0.0' },
    { unused: '1.0.0' },
  ]) {
    const changed = { ...pipeline, preserved: [...(pipeline.preserved ?? []), manifest(asked)] };
    const exported = exportProject(changed);
    const dependencies: unknown = JSON.parse(exported.get('package.json') ?? '').dependencies;
    expect(dependencies).toMatchObject({ '@potoroo/runtime': expect.stringMatching(/^file:vendor/) });
    expect(JSON.stringify(dependencies)).not.toMatch(/evil|1\.0\.0/);
    expect(pipelineOf(Object.fromEntries(exported))).toEqual(graphOf(changed));
  }
});

it.each([
  ['package-lock.json', false],
  ['npm-shrinkwrap.json', false],
  ['lib/package.json', false],
  ['lib/Pac\u212aage-Lock.json', false],
  ['lib/node_modules/x.ts', false],
  ['Node_Modules./x.ts', false],
  ['VENDOR/x.ts', false],
  ['tsconfig.build.json', false],
  ['evil.test.ts', false],
  ['Pipeline.ts', false],
  ['types.ts', false],
  ['lib/types.ts', true],
  ['words.json', true],
  ['lib/node.ts', true],
])('a preserved module has the name %s: %s', (file, isFree) => {
  expect(isModuleFree(file)).toBe(isFree);
});

it.each(['`Test ${1 + 1}`', "'Te' + 'st'", 'words.name'])('says why a pipeline of the name %s is none', (name) => {
  const { diagnostics } = read({
    'pipeline.ts': `import { pipeline } from '@potoroo/runtime';\nconst a = 1;\nconst app = pipeline(${name});\n`,
  });
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(/^P502 \/pipeline\.ts:3:1: this .*can be read: a .* expression cannot be drawn\.$/),
  ]);
});
