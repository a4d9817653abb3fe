// What is brought in comes from anywhere. What would break: a small archive fills the window's memory, or a project is opened
// by the wrong file.
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { filesOfZip } from './project-files.ts';

const zipOf = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

describe('the files of a project in a zip', () => {
  it('are its texts, and the description is the pipeline.ts nearest to the top', () => {
    const zip = zipOf({
      'words/deep/pipeline.ts': 'deep',
      'words/pipeline.ts': 'top',
      'words/snippets/split.ts': 'split',
      'words/pipeline.layout.json': '{}',
      'words/node_modules/x/pipeline.ts': 'package',
      'words/vendor/potoroo-runtime.tgz': 'archive',
    });
    expect(filesOfZip(zip)).toEqual({
      ok: true,
      value: {
        entry: '/words/pipeline.ts',
        files: new Map([
          ['/words/deep/pipeline.ts', 'deep'],
          ['/words/pipeline.ts', 'top'],
          ['/words/snippets/split.ts', 'split'],
          ['/words/pipeline.layout.json', '{}'],
        ]),
      },
    });
  });

  it.each([
    ['no zip', strToU8('not a zip'), 'cannot be unpacked'],
    ['an empty file', new Uint8Array(), 'cannot be unpacked'],
    ['no description', zipOf({ 'a.ts': '' }), 'no pipeline.ts'],
    ['a bomb', zipOf({ 'pipeline.ts': ' '.repeat(5_000_000) }), 'more text than a pipeline may have'],
    ['a zip cut short', zipOf({ 'pipeline.ts': 'const app = 1;' }).slice(0, 60), 'cannot be unpacked'],
  ])('are refused: %s', (_title, zip, reason) => {
    expect(filesOfZip(zip)).toEqual({ ok: false, error: expect.stringContaining(reason) });
  });

  it('are not those of crowds: thousands of little files are refused too', () => {
    const crowd = Object.fromEntries(Array.from({ length: 3_001 }, (_, index) => [`${index}.ts`, '']));
    expect(filesOfZip(zipOf(crowd))).toMatchObject({ ok: false });
  });
});
