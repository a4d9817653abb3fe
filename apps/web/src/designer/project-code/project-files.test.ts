// What is brought in comes from anywhere. What would break: a small archive fills the window's memory, or a project is opened
// by the wrong file.
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fileOfProject, filesOfZip } from './project-files.ts';

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

  it('are whole, however long, whatever lies between them', () => {
    const long = Array.from({ length: 30_000 }, (_, index) => `const é${index * 7_919} = ${index};`).join('\n');
    const archive = Uint8Array.from({ length: 300_000 }, (_, index) => (index * index * 31) % 251);
    const zip = zipSync({
      'a.ts': strToU8(long),
      'vendor/potoroo-runtime.tgz': [archive, { level: 0 }],
      'b.ts': [strToU8(long), { level: 0 }],
      'pipeline.ts': strToU8('app'),
    });
    expect(filesOfZip(zip)).toEqual({
      ok: true,
      value: {
        entry: '/pipeline.ts',
        files: new Map([
          ['/a.ts', long],
          ['/b.ts', long],
          ['/pipeline.ts', 'app'],
        ]),
      },
    });
  });

  it('are there in an archive of a Mac, which says more of each file beside it, and of a Windows that knows no slash', () => {
    const aside = Uint8Array.of(0x00, 0x05, 0x16, 0x07, 0xb0, 0xff);
    const mac = { 'words/pipeline.ts': strToU8('app'), '__MACOSX/words/._pipeline.ts': aside, 'words/._a.ts': aside };
    const windows = { 'words\\pipeline.ts': strToU8('app'), 'words\\node_modules\\x\\pipeline.ts': aside };
    const value = { entry: '/words/pipeline.ts', files: new Map([['/words/pipeline.ts', 'app']]) };
    expect(filesOfZip(zipSync(mac))).toEqual({ ok: true, value });
    expect(filesOfZip(zipSync(windows))).toEqual({ ok: true, value });
  });

  it('are described by what is nearest to the top, however long its name', () => {
    const zip = zipOf({ 'a/b/pipeline.ts': 'deep', 'a-folder-with-a-long-name/pipeline.ts': 'top' });
    expect(filesOfZip(zip)).toMatchObject({ ok: true, value: { entry: '/a-folder-with-a-long-name/pipeline.ts' } });
  });

  it('keep a byte order mark and the ends of their lines, as every character of a person', () => {
    const text = '\uFEFFconst app = 1;\r\n';
    expect(filesOfZip(zipOf({ 'pipeline.ts': text }))).toMatchObject({
      ok: true,
      value: { files: new Map([['/pipeline.ts', text]]) },
    });
    expect(fileOfProject('app.ts', strToU8(text))).toMatchObject({
      ok: true,
      value: { files: new Map([['/app.ts', text]]), entry: '/app.ts' },
    });
  });

  it('are refused by name where they are no text, which would come back as another one', () => {
    const bytes = Uint8Array.of(0x2f, 0x2f, 0xe9, 0x0a);
    const error = expect.stringContaining('a.ts is no text in UTF-8');
    expect(filesOfZip(zipSync({ 'pipeline.ts': strToU8('app'), 'lib/a.ts': bytes }))).toEqual({ ok: false, error });
    expect(fileOfProject('a.ts', bytes)).toEqual({ ok: false, error });
  });

  it('are counted as they come, whatever the zip says of their size', () => {
    const zip = zipOf({ 'pipeline.ts': ' '.repeat(5_000_000) });
    const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
    const listed = zip.findLastIndex((_, at) => at + 4 <= zip.length && view.getUint32(at, true) === 0x02_01_4b_50);
    view.setUint32(listed + 24, 10, true);
    expect(filesOfZip(zip)).toEqual({
      ok: false,
      error: expect.stringContaining('more text than a pipeline may have'),
    });
  });

  it('are not those of crowds: thousands of little files are refused too', () => {
    const crowd = Object.fromEntries(Array.from({ length: 3_001 }, (_, index) => [`${index}.ts`, '']));
    expect(filesOfZip(zipOf(crowd))).toMatchObject({ ok: false });
  });
});
