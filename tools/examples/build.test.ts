import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe as describePipeline, filesOnDisk } from '@potoroo/runtime/project';
import { exportProject, importProject } from '@potoroo/shared/code';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describedExample, examplesDirectory, documentPath, documentText, exampleNames } from './examples.ts';

const names = exampleNames();

test('the examples are those of the reference applications', () => {
  expect(names).toEqual([
    'alerts-stateful',
    'alerts-stateless',
    'alphabet',
    'celsius',
    'market-spread',
    'market-spread-layout',
    'market-spread-merged',
    'reverse',
    'sequence-window',
    'word-count',
  ]);
});

// Each is described by a process of its own, as the command line does it: a description runs nothing but itself.
describe.each(names)('the document of %s', (name) => {
  test('is what its description says, and what its export says; run `node tools/examples/build.ts` when it is not', async () => {
    const committed = readFileSync(documentPath(name), 'utf8');
    const [document, exported] = await Promise.all([describedExample(name), describedExport(committed)]);
    const text = documentText(document);
    expect(committed).toBe(text);
    expect(exported).toEqual({
      ok: true,
      value: { pipeline: document, diagnostics: [], placeOf: expect.any(Function) },
    });
    expect(parsePipelineText(text)).toEqual({ ok: true, value: document });
    // Read without being run, it says the same; what is not drawn, such as its first comment, is preserved beside it.
    const { pipeline } = importProject(
      filesOnDisk,
      join(examplesDirectory, name, 'pipeline.ts'),
      resolve(examplesDirectory),
    );
    const { preserved: _preserved, written: _written, ...drawn } = pipeline ?? document;
    expect(drawn).toEqual(document);
    // And exported again, every file is what it was; modules that it shares with another example come into its folder.
    const again = pipeline === null ? new Map<string, string>() : exportProject(pipeline);
    const own = (file: string): string =>
      readFileSync(join(examplesDirectory, name, file), 'utf8').replaceAll("from '../", "from './");
    expect(again.get('pipeline.ts')).toBe(own('pipeline.ts'));
    for (const { file } of pipeline?.written ?? [])
      if (existsSync(join(examplesDirectory, name, file))) expect(again.get(file)).toBe(own(file));
    // Nothing stands beside a document.
    expect(text).not.toMatch(/(^|\\n)import /);
  });
});

/** What the project of a document describes when it runs. */
async function describedExport(text: string) {
  const parsed = parsePipelineText(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const folder = mkdtempSync(join(tmpdir(), 'potoroo-project-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, content] of exportProject(parsed.value)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return describePipeline(join(folder, 'pipeline.ts'));
}
