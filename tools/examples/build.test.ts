import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOnDisk } from '@potoroo/runtime/project';
import { importProject } from '@potoroo/shared/code';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import { describe, expect, test } from 'vitest';
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
  test('is what its description says, and what the parser accepts; run `node tools/examples/build.ts` when it is not', async () => {
    const document = await describedExample(name);
    const text = documentText(document);
    expect(readFileSync(documentPath(name), 'utf8')).toBe(text);
    expect(parsePipelineText(text)).toEqual({ ok: true, value: document });
    // Read without being run, it says the same; what is not drawn, such as its first comment, is preserved beside it.
    const { pipeline } = importProject(filesOnDisk, join(examplesDirectory, name, 'pipeline.ts'));
    expect({ ...pipeline, preserved: undefined }).toEqual({ ...document, preserved: undefined });
    // Nothing stands beside a document.
    expect(text).not.toMatch(/(^|\\n)import /);
  });
});
