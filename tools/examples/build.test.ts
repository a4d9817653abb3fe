import { readFileSync } from 'node:fs';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import { describe, expect, test } from 'vitest';
import { buildDocument, documentText } from './build-document.ts';
import { documentPath, exampleNames, loadExample } from './examples.ts';

const names = exampleNames();

test('the examples are those of the reference applications', () => {
  expect(names).toEqual([
    'alerts-stateful',
    'alerts-stateless',
    'alphabet',
    'celsius',
    'market-spread',
    'market-spread-merged',
    'reverse',
    'sequence-window',
    'word-count',
  ]);
});

describe.each(names)('the document of %s', (name) => {
  test('is what its snippet files say; run `node tools/examples/build.ts` when it is not', async () => {
    const built = documentText(buildDocument(await loadExample(name)));
    expect(readFileSync(documentPath(name), 'utf8')).toBe(built);
  });

  test('is accepted by the parser, and is a document that round-trips', async () => {
    const document = buildDocument(await loadExample(name));
    const parsed = parsePipelineText(documentText(document));
    expect(parsed).toEqual({ ok: true, value: document });
  });

  test('holds no import, because nothing stands beside a document', async () => {
    const document = buildDocument(await loadExample(name));
    expect(documentText(document)).not.toMatch(/(^|\\n)import /);
  });
});
