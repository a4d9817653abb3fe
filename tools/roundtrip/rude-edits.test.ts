// Exported examples, edited without mercy, imported by what the command line and the Code screen read with. What would break:
// something that a person wrote is gone, stands there without a reason, or comes back otherwise.
import { readFileSync } from 'node:fs';
import { exportProject, filesOf, importProject, projectCode, readProject } from '@potoroo/shared/code';
import { parsePipelineText, type Pipeline } from '@potoroo/shared/pipeline';
import { describe, expect, it } from 'vitest';
import { documentPath } from '../examples/examples.ts';
import { brokenEdits, rudeEdits } from './rude-edits.ts';

type Files = ReadonlyMap<string, string>;

function exampleCode(name: string): Files {
  const parsed = parsePipelineText(readFileSync(documentPath(name), 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const isCode = (file: string): boolean => /\.(?:ts|json)$/.test(file) && !file.endsWith('.test.ts');
  return new Map([...exportProject(parsed.value)].filter(([file]) => isCode(file)));
}

const read = (files: Files) =>
  importProject(filesOf(new Map([...files].map(([name, text]) => [`/p/${name}`, text]))), '/p/pipeline.ts');

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** All that has to hold of what was edited. */
function expectKept(files: Files): void {
  const { pipeline, diagnostics } = read(files);
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  const left = diagnostics.filter(({ code }) => code !== 'P507');
  for (const { message } of left) expect(message).toMatch(/^\/p\/\S+:\d+:\d+/);
  expect((pipeline.preserved ?? []).filter(({ reason }) => reason === '')).toEqual([]);
  const again = projectCode(pipeline).files;
  const code = [...files].filter(([file]) => file.endsWith('.ts'));
  expect(code.map(([file]) => [file, again.get(file)])).toEqual(code);
  expectKeptAnew(pipeline);
  const shown = readProject(files);
  expect(shown.pipeline).toEqual(pipeline);
  expect(shown.faults.length).toBe(diagnostics.length);
}

/** Where the document has forgotten the words, its blocks are there all the same, and say the same when they are read. */
function expectKeptAnew({ written: _written, ...pipeline }: Pipeline): void {
  const files = projectCode(pipeline).files;
  const all = [...files.values()].join('\n');
  const lines = (pipeline.preserved ?? []).flatMap(({ text }) => linesOf(text));
  expect(lines.filter((line) => !all.includes(line) && !all.includes(JSON.stringify(line).slice(1, -1)))).toEqual([]);
  const { written: _words, ...back } = read(files).pipeline ?? { written: null };
  expect(back).toEqual(pipeline);
}

const changed = (files: Files, file: string, edit: (text: string) => string): Files =>
  new Map([...files, [file, edit(files.get(file) ?? '')]]);

const names = ['word-count', 'alerts-stateless', 'sequence-window'];

describe.each(names)('%s', (name) => {
  const files = exampleCode(name);
  // Each in one of them: what an edit says does not depend on the nodes around it.
  const own = rudeEdits.filter((_edit, index) => names[index % names.length] === name);

  it.each(own)('keeps in its description: %s', (_what, edit) => {
    const edited = changed(files, 'pipeline.ts', edit);
    expect(edited.get('pipeline.ts')).not.toBe(files.get('pipeline.ts'));
    expectKept(edited);
  });

  it.each(brokenEdits)('names the place of %s', (_what, edit) => {
    const { pipeline, diagnostics } = read(changed(files, 'pipeline.ts', edit));
    expect(pipeline).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toContain('P506');
    for (const { message } of diagnostics) expect(message).toMatch(/^\/p\/pipeline\.ts:\d+:\d+: /);
  });
});

describe.each(['snippets/split.ts', 'types.ts'])('%s of word-count', (file) => {
  const files = exampleCode('word-count');
  // Lines that end otherwise are all that differs of a few, and those of a checkout are none of the document.
  const inModules = rudeEdits.filter(([what]) => !what.startsWith('lines that end in two'));
  const own = inModules.filter((_edit, index) => index % 2 === (file === 'types.ts' ? 0 : 1));
  it.each(own)('keeps %s', (_what, edit) => {
    expectKept(changed(files, file, edit));
  });
});

it('every file may begin with a byte order mark, its data too', () => {
  expectKept(new Map([...exampleCode('word-count')].map(([file, text]) => [file, `\uFEFF${text}`])));
});

it('code beside types that other code needs is there with that code when the words are forgotten', () => {
  const files = exampleCode('word-count');
  const types = changed(files, 'types.ts', (text) => `${text}export enum Colour { Red }\n`);
  const edited = changed(
    types,
    'pipeline.ts',
    (text) => `import { Colour } from './types.ts';\n${text}\nconsole.log(Colour.Red);\n`,
  );
  expectKept(edited);
  const { written: _written, ...pipeline } = read(edited).pipeline ?? { written: null };
  const anew = projectCode(pipeline as Pipeline).files;
  expect(anew.get('types.ts')).not.toContain('Colour');
  // What would not load beside types that have it no more is a comment.
  expect(anew.get('pipeline.ts')).not.toMatch(/^import \{ Colour/m);
});
