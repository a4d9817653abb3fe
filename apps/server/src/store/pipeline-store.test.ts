import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { isPipelineId, newPipelineId } from './pipeline-id.ts';
import { PipelineStore } from './pipeline-store.ts';
import { plantSeeds } from './seed.ts';

const document = samplePipeline();
const renamed = (name: string): typeof document => ({ ...document, name });

async function openStore(
  directory = join(temporaryDirectory(), 'pipelines'),
): Promise<{ readonly store: PipelineStore; readonly directory: string }> {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const store = new PipelineStore({ directory, now: () => new Date((time += 1_000)) });
  await store.open();
  return { store, directory };
}

describe('the pipeline store', () => {
  test('gives back what it was given, also to the next start', async () => {
    const { store, directory } = await openStore();
    const created = await store.create(document);
    expect(created).toMatchObject({ name: 'Counters', revision: 1, document });
    const { store: next } = await openStore(directory);
    expect(await next.read(created?.id ?? '')).toEqual({ type: 'found', pipeline: created });
    expect(await next.list()).toEqual([{ id: created?.id, name: 'Counters', revision: 1, savedAt: created?.savedAt }]);
  });

  test('S2: refuses a change of an older revision with the newest', async () => {
    const { store } = await openStore();
    await store.plant('mine', document);
    expect(await store.update('mine', { document: renamed('B'), revision: 1 })).toMatchObject({
      type: 'found',
      pipeline: { revision: 2 },
    });
    expect(await store.update('mine', { document: renamed('C'), revision: 1 })).toMatchObject({
      type: 'conflict',
      newest: { revision: 2, name: 'B' },
    });
  });

  test('S3: of many changes from one revision exactly one wins', async () => {
    const { store } = await openStore();
    await store.plant('mine', document);
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.update('mine', { document: renamed(`n${index}`), revision: 1 })),
    );
    expect(saved.filter(({ type }) => type === 'found')).toHaveLength(1);
    expect(saved.filter(({ type }) => type === 'conflict')).toHaveLength(19);
  });

  test('S4: keeps the last twenty earlier revisions', async () => {
    const { store, directory } = await openStore();
    await store.plant('mine', document);
    for (let revision = 1; revision <= 25; revision += 1)
      await store.update('mine', { document: renamed(`n${revision}`), revision });
    const kept = readdirSync(join(directory, 'mine.history')).map((name) => Number.parseInt(name, 10));
    expect(kept.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 6));
    expect(JSON.parse(readFileSync(join(directory, 'mine.history', '25.json'), 'utf8'))).toMatchObject({
      revision: 25,
      document: { name: 'n24' },
    });
    expect(await store.read('mine')).toMatchObject({ pipeline: { revision: 26, name: 'n25' } });
  });

  test('S4: what is deleted can be found in the history', async () => {
    const { store, directory } = await openStore();
    await store.plant('mine', document);
    expect([await store.remove('mine'), await store.remove('mine')]).toEqual([true, false]);
    expect(await store.list()).toEqual([]);
    expect(readdirSync(join(directory, 'mine.history'))).toHaveLength(1);
  });

  test.each([
    ['half a file', '{ "revision": 1, "docum'],
    ['an empty file', ''],
    ['another JSON', '[1, 2]'],
    ['no pipeline inside', '{ "revision": 1, "savedAt": "x", "document": { "format": "other" } }'],
    ['a prototype', '{ "revision": 1, "savedAt": "x", "document": { "__proto__": { "a": 1 } } }'],
  ])('S5: %s is listed with a reason and hurts nobody else', async (_name, text) => {
    const { store, directory } = await openStore();
    await store.plant('good', document);
    writeFileSync(join(directory, 'bad.json'), text);
    mkdirSync(join(directory, 'folder.json'));
    execFileSync('mkfifo', [join(directory, 'pipe.json')]);
    const entries = await store.list();
    expect(entries.map(({ id, damaged }) => [id, damaged === undefined])).toEqual([
      ['good', true],
      ['bad', false],
      ['folder', false],
      ['pipe', false],
    ]);
    expect(await store.read('bad')).toMatchObject({ type: 'damaged' });
    expect(await store.update('bad', { document, revision: 1 })).toMatchObject({ type: 'damaged' });
    expect(await store.remove('bad')).toBe(true);
    expect(existsSync(join(directory, 'bad.json'))).toBe(false);
  });

  test('S1: clears at its start what a crash left half written', async () => {
    const { store, directory } = await openStore();
    await store.plant('mine', document);
    writeFileSync(join(directory, '.writing-mine.json-abc'), '{ "half');
    const { store: next } = await openStore(directory);
    expect(readdirSync(directory)).toEqual(['mine.json']);
    expect(await next.read('mine')).toMatchObject({ type: 'found' });
  });

  test.each(['..', '../x', 'a/b', 'a\\b', '.hidden', 'A', '', 'a\0', '%2e%2e', 'con', 'x'.repeat(65), '-a', 'a.b'])(
    'takes %j for no id',
    async (id) => {
      const { store, directory } = await openStore();
      expect(isPipelineId(id)).toBe(false);
      expect(await store.read(id)).toEqual({ type: 'missing' });
      expect(await store.plant(id, document)).toBe(null);
      expect(await store.remove(id)).toBe(false);
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  test.each(['Market Spread', '../../etc/passwd', '日本', '', 'Ünïcode — dash', 'x'.repeat(120), '-'])(
    'makes an id of the name %j',
    (name) => {
      expect(isPipelineId(newPipelineId(name, () => 'a1b2c3d4'))).toBe(true);
    },
  );
});

describe('the seed', () => {
  const examples = [
    { name: 'market-spread', document: renamed('Market Spread') },
    { name: 'word-count', document },
  ];

  test('is Market Spread, planted once, and not again after its deletion', async () => {
    const dataDirectory = temporaryDirectory();
    const { store } = await openStore(join(dataDirectory, 'pipelines'));
    await plantSeeds({ store, dataDirectory, examples });
    await plantSeeds({ store, dataDirectory, examples });
    expect((await store.list()).map(({ id }) => id)).toEqual(['market-spread']);
    await store.remove('market-spread');
    await plantSeeds({ store, dataDirectory, examples });
    expect(await store.list()).toEqual([]);
  });

  test('does not replace a pipeline that is there already', async () => {
    const dataDirectory = temporaryDirectory();
    const { store } = await openStore(join(dataDirectory, 'pipelines'));
    await store.plant('market-spread', renamed('Mine'));
    await plantSeeds({ store, dataDirectory, examples });
    expect(await store.list()).toMatchObject([{ name: 'Mine' }]);
  });
});
