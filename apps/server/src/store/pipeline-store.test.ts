import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { isPipelineId, newPipelineId } from './pipeline-id.ts';
import { PipelineStore } from './pipeline-store.ts';
import type { Change } from './pipeline-store.ts';
import { plantSeeds } from './seed.ts';

const document = samplePipeline();
const renamed = (name: string): typeof document => ({ ...document, name });
const change = (name: string, revision: number): Change => ({ document: renamed(name), revision, savedBy: null });

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
    expect(await store.update('mine', change('B', 1))).toMatchObject({
      type: 'found',
      pipeline: { revision: 2 },
    });
    expect(await store.update('mine', change('C', 1))).toMatchObject({
      type: 'conflict',
      newest: { revision: 2, name: 'B' },
    });
  });

  test('S3: of many changes from one revision exactly one wins', async () => {
    const { store } = await openStore();
    await store.plant('mine', document);
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.update('mine', change(`n${index}`, 1))),
    );
    expect(saved.filter(({ type }) => type === 'found')).toHaveLength(1);
    expect(saved.filter(({ type }) => type === 'conflict')).toHaveLength(19);
  });

  test('S4: keeps what changes replace, and tells of each version when it was saved and what it changed', async () => {
    const { store, directory } = await openStore();
    await store.plant('mine', document);
    await store.update('mine', change('B', 1));
    await store.update('mine', {
      document: { ...renamed('B'), types: 'type A = 1;' },
      revision: 2,
      savedBy: 'window-1',
    });
    const versions = await store.versions('mine');
    expect(versions).toEqual([
      {
        revision: 3,
        savedAt: '2026-01-01T00:00:04.000Z',
        name: 'B',
        changes: expect.stringMatching(/types$/),
        isReadable: true,
      },
      {
        revision: 2,
        savedAt: expect.any(String),
        name: 'B',
        changes: expect.stringMatching(/name$/),
        isReadable: true,
      },
      { revision: 1, savedAt: expect.any(String), name: 'Counters', changes: '', isReadable: true },
    ]);
    expect(await store.versions('mine')).toEqual(versions);
    expect(await store.version('mine', 1)).toMatchObject({ revision: 1, document, savedBy: null });
    expect(await store.version('mine', 3)).toMatchObject({ revision: 3, savedBy: 'window-1' });
    expect([await store.version('mine', 4), await store.version('other', 1), await store.versions('other')]).toEqual([
      null,
      null,
      [],
    ]);
    const [kept] = readdirSync(join(directory, 'mine.history')).toSorted();
    writeFileSync(join(directory, 'mine.history', kept ?? ''), '{ "half');
    const { store: next } = await openStore(directory);
    expect((await next.versions('mine')).map(({ isReadable }) => isReadable)).toEqual([true, true, false]);
    expect(await next.version('mine', 1)).toBe(null);
  });

  test('S4: the history is thinned with age, and versions from before times were in the names count', async () => {
    const { store, directory } = await openStore();
    await store.plant('mine', document);
    mkdirSync(join(directory, 'mine.history'));
    writeFileSync(join(directory, 'mine.history', '0.json'), 'old');
    writeFileSync(join(directory, 'mine.history', 'notes.txt'), 'of a person');
    for (let revision = 1; revision <= 130; revision += 1) await store.update('mine', change(`n${revision}`, revision));
    const kept = (await store.versions('mine')).map(({ revision }) => revision);
    expect(kept.slice(0, 21)).toEqual(Array.from({ length: 21 }, (_, index) => 131 - index));
    expect(kept.length).toBeLessThan(26);
    expect(readdirSync(join(directory, 'mine.history'))).toEqual(expect.arrayContaining(['0.json', 'notes.txt']));
  });

  test('S4: what was deleted can be brought back with its versions, as often as one likes', async () => {
    const { store } = await openStore();
    await store.plant('mine', document);
    await store.update('mine', change('B', 1));
    expect([await store.remove('mine'), await store.remove('mine')]).toEqual([true, false]);
    expect(await store.list()).toEqual([]);
    expect(await store.deleted()).toMatchObject([{ id: 'mine', name: 'B', revision: 2 }]);
    expect(await store.restore('mine')).toMatchObject({ type: 'found', pipeline: { revision: 3, name: 'B' } });
    expect(await store.deleted()).toEqual([]);
    expect(await store.restore('mine'), 'what is there stays').toMatchObject({ pipeline: { revision: 3 } });
    expect((await store.versions('mine')).map(({ revision }) => revision)).toEqual([3, 2, 1]);
    await store.remove('mine');
    expect(await store.restore('mine')).toMatchObject({ pipeline: { revision: 4, name: 'B' } });
    expect([await store.restore('never'), await store.restore('../x')]).toEqual([
      { type: 'missing' },
      { type: 'missing' },
    ]);
  });

  test('S4: a damaged file gives way to the newest version that can be read', async () => {
    const { store, directory } = await openStore();
    await store.plant('mine', document);
    await store.update('mine', change('B', 1));
    await store.update('mine', change('C', 2));
    const [, second = ''] = readdirSync(join(directory, 'mine.history')).toSorted();
    writeFileSync(join(directory, 'mine.history', second), '');
    writeFileSync(join(directory, 'mine.json'), '{ "half');
    expect(await store.restore('mine')).toMatchObject({ type: 'found', pipeline: { revision: 3, name: 'Counters' } });
    expect(readdirSync(join(directory, 'mine.history')).some((name) => name.startsWith('damaged-'))).toBe(true);
    writeFileSync(join(directory, 'lone.json'), '{ "half');
    expect(await store.restore('lone')).toMatchObject({ type: 'damaged' });
    expect(existsSync(join(directory, 'lone.json')), 'without a version to come back, nothing is moved').toBe(true);
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
    expect(await store.update('bad', change('X', 1))).toMatchObject({ type: 'damaged' });
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
