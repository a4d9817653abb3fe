// Controlling a running deployment from a terminal: the real command line against a real studio that runs Market Spread on
// real worker processes, found by its data directory alone.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startStudioProcess } from '../studio-process.ts';
import type { StudioProcess } from '../studio-process.ts';
import { root, runPotoroo } from './potoroo.ts';
import type { Finished } from './potoroo.ts';

// Each command is a process of its own, beside the run that it asks.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
let studio: StudioProcess;
beforeAll(async () => {
  studio = await startStudioProcess();
});
afterAll(() => studio.stop());

const at = (...words: readonly string[]): Promise<Finished> => runPotoroo([...words, '--data', studio.dataDirectory]);
async function told(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await at(...words, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function startMarketSpread(workers: number): Promise<void> {
  const file = readdirSync(studio.dataDirectory).find((name) => name.endsWith('.key')) ?? '';
  const response = await fetch(`${studio.origin}/api/deployment`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${readFileSync(join(studio.dataDirectory, file), 'utf8').trim()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ pipelineId: 'market-spread', workers }),
  });
  expect(response.status).toBe(202);
}

describe('a studio that runs nothing', () => {
  test('says so, and what to do', async () => {
    expect(await at('status')).toEqual({ code: 0, stdout: 'nothing has run yet\n', stderr: '' });
    const refused = await at('worker', 'add');
    expect(refused).toEqual({ code: 1, stdout: '', stderr: 'potoroo: Nothing runs.\n  Start a run first.\n' });
  });

  test('is not found where there is none', async () => {
    const otherPort = await at('status', '--port', '1');
    expect([otherPort.code, otherPort.stderr]).toEqual([1, expect.stringContaining('No studio answers')]);
  });
});

describe('a studio that runs Market Spread', () => {
  beforeAll(() => startMarketSpread(2));

  test('adds a worker, moves no more than its share, and says who has what', async () => {
    const added = await told('worker', 'add');
    expect(added).toMatchObject({ phase: 'done', cause: { type: 'add', worker: 'w3' }, moved: 85, minimum: 85 });
    const { workers, states } = await told('placement');
    const ownerNames = expect.arrayContaining(['w1', 'w2', 'w3']);
    expect([workers, states]).toMatchObject([['w1', 'w2', 'w3'], [{ slots: { w1: 85, w2: 86, w3: 85 }, ownerNames }]]);
    const text = await at('placement');
    expect(text.stdout).toMatch(/w1 +w2 +w3/);
  });

  test('profiles a worker that runs on', async () => {
    const out = join(studio.dataDirectory, 'profiles');
    const { code, stdout } = await at('profile', '--workers', 'w2', '--seconds', '1', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/w2 +\d+\.\d\d s( +\d+\.\d %){5}/);
    expect(readdirSync(out)).toEqual(['w2.cpuprofile']);
    expect((await at('profile', '--workers', 'w9')).code).toBe(2);
  });

  test('takes a checkpoint, and loses nothing when a worker and the coordinator are killed', async () => {
    expect(await told('checkpoint')).toMatchObject({ phase: 'done', bytes: expect.any(Number) });
    for (const process of ['w2', 'coordinator'])
      expect(await told('worker', 'kill', '-9', process)).toMatchObject({ phase: 'done', cause: { process } });
    const { cluster } = await told('status');
    // Beside them there may be a spare one already.
    const processes = ['coordinator', 'w1', 'w2', 'w3'].map((name) => expect.objectContaining({ name }));
    expect(cluster).toMatchObject({ recoverable: true, processes: expect.arrayContaining(processes) });
    expect((await at('status')).stdout).toMatch(/generation \d+, epoch \d+, last checkpoint \d+/);
  });

  test('cuts a link for a moment, and loses nothing by it', async () => {
    expect(await told('disturb', 'cut', 'w1', 'w2', '--for', '300ms')).toMatchObject({
      phase: 'done',
      cause: { type: 'cut', worker: 'w1', peer: 'w2', forMs: 300 },
    });
    expect((await told('status'))['cluster']).toMatchObject({ ledger: { lost: 0, doubled: 0 } });
    expect((await at('disturb', 'burst', 'nobody')).stderr).toContain('The run has no source "nobody".');
  });

  test('drains a worker, and shows a state object before and after at its owner', async () => {
    const before = await told('state', 'symbol-data', 'AAPL');
    expect(before).toMatchObject({
      state: 'symbol-data',
      key: 'AAPL',
      live: true,
      value: expect.stringMatching(/^\{/),
    });
    const owner = String(before['owner']);
    const other = owner === 'w1' ? 'w2' : 'w1';
    expect(await told('state', 'move', 'symbol-data', 'AAPL', other)).toMatchObject({ phase: 'done', moved: 1 });
    expect(await told('placement')).toMatchObject({ states: [{ solos: [{ key: 'AAPL', worker: other }] }] });
    expect(await at('state', 'release', 'symbol-data', 'AAPL')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is in the slot of its key again'),
    });
    expect(await at('worker', 'drain', owner)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${owner} has left`),
    });
    const after = await told('state', 'symbol-data', 'AAPL');
    expect(after['slot']).toBe(before['slot']);
    expect(after['owner']).not.toBe(owner);
    const { code, stdout, stderr } = await at('state', 'symbol-data', 'AAPL');
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({})]);
    expect(stderr).toContain(`slot ${String(after['slot'])}`);
  });

  test.each([
    [['worker', 'drain', 'w9'], 1, 'w9 cannot be drained: it is not a member of this run.'],
    [
      ['state', 'move', 'symbol-data', 'NOBODY', 'w1'],
      1,
      '"NOBODY" cannot be moved to w1: no record with this key has come.',
    ],
    [['state', 'nothing', 'AAPL'], 2, 'The run has no state "nothing".'],
    [['deploy', 'market-spread', '--reset', 'nothing'], 2, 'The run has no state "nothing".'],
  ])('refuses %j with %d', async (words, code, reason) => {
    expect(await at(...words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(reason) });
  });

  test('goes on with a changed document, keeps its state objects, and refuses one that does not compile', async () => {
    const text = readFileSync(join(root, 'examples/market-spread/pipeline.json'), 'utf8');
    const changed = join(studio.dataDirectory, 'changed.json');
    writeFileSync(changed, text.replace('symbol.bid = data.bid;', 'symbol.bid = data.bit;'));
    const refused = await at('deploy', changed);
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining("Property 'bit' does not exist"),
    });
    writeFileSync(changed, text.replace('spreadMax = 0.05', 'spreadMax = 0.06'));
    const before = await told('state', 'symbol-data', 'AAPL');
    expect(await told('deploy', changed)).toMatchObject({ changes: 1, states: { 'symbol-data': 'keep' } });
    expect((await at('deploy', changed)).stdout).toBe('There is nothing to deploy: what runs is this pipeline.\n');
    expect(await told('state', 'symbol-data', 'AAPL')).toMatchObject({ slot: before['slot'], live: true });
  });

  test('begins a state anew or makes its objects anew by a function, where that is asked for', async () => {
    const made = async (): Promise<unknown> => {
      const { code, stdout } = await at('state', 'symbol-data', 'AAPL', '--json');
      const { value } = (code === 0 ? JSON.parse(stdout) : {}) as { readonly value?: string };
      return value == null ? null : (JSON.parse(value) as { readonly made?: unknown }).made;
    };
    const text = readFileSync(join(root, 'examples/market-spread/pipeline.json'), 'utf8')
      .replace('rejectTrades: boolean;', 'rejectTrades: boolean; made?: string;')
      .replace('rejectTrades: true })', 'rejectTrades: true, made: `anew` })');
    const changed = join(studio.dataDirectory, 'marked.json');
    writeFileSync(changed, text);
    const reset = await told('deploy', changed, '--reset', 'symbol-data');
    expect(reset).toMatchObject({ states: { 'symbol-data': 'reset' } });
    await expect.poll(made, { timeout: 60_000, interval: 250 }).toBe('anew');

    const migration = join(studio.dataDirectory, 'migration.ts');
    writeFileSync(migration, '(old, key) => ({ ...old, made: `${old.made} from ${key}` })');
    writeFileSync(changed, text.replace('spreadMax = 0.05', 'spreadMax = 0.07'));
    const migrated = await told('deploy', changed, '--migrate', `symbol-data=${migration}`);
    expect(migrated).toMatchObject({ changes: 1, states: { 'symbol-data': 'migrate' } });
    expect(await made(), 'by the function, from what it was').toBe('anew from AAPL');
  });
});
