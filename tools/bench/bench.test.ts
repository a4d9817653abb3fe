// Every suite of the benchmark, on tiny inputs. What would break: `npm run bench` fails, or measures something that gives wrong answers
// without noticing. The figures themselves say nothing here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { askedFor, help } from './asked.ts';
import { InputFiles } from './input-files.ts';
import { interleave, spreadOf } from './interleave.ts';
import { tableOf } from './report.ts';
import { runSuites } from './run-suites.ts';
import { isSuiteName, suites } from './suites/index.ts';
import { WorkerTimes } from './worker-times.ts';

process.env['POTOROO_BENCH_OFFLINE'] = '1';

test.each(Object.keys(suites).filter(isSuiteName))(
  'the suite %s gives a figure for each of its contestants',
  async (name) => {
    const report = await runSuites({ size: 'smoke', names: [name] }, { told: () => undefined, done: () => undefined });
    const [suite] = report.suites;
    expect(suite?.rows.length).toBeGreaterThan(0);
    const figures = (suite?.rows ?? []).flatMap(({ figure, ratio }) => [figure.median, ratio.median]);
    // So few objects are less than the noise in the memory of a process, and than a tick of its processor time; and a change may hold nothing up.
    const isFigure = ['memory', 'changes', 'checkpoint'].includes(name)
      ? Number.isFinite
      : (figure: number) => figure > 0;
    expect(figures.filter((figure) => !isFigure(figure))).toEqual([]);
    for (const { workers } of suite?.profiles ?? []) expect(workers.map(({ worker }) => worker)).toEqual(['w1', 'w2']);
  },
  240_000,
);

test('a contestant whose output is wrong ends the measurement', async () => {
  const wrong = { name: 'wrong', run: () => Promise.reject(new Error('1 came out, and 2 are right')) };
  await expect(
    interleave([{ name: 'right', run: () => Promise.resolve(1) }, wrong], 2, () => undefined),
  ).rejects.toThrow('2 are right');
});

test('an input of as many keys and more records is another one, whichever suite asks first', () => {
  const files = new InputFiles();
  try {
    const orders = [10, 30].map((records) => files.manyKeys('framed', 20, records).orderCount);
    expect([...orders, files.manyKeys('framed', 20, 10).orderCount]).toEqual([10, 30, 10]);
  } finally {
    files.dispose();
  }
});

test('contestants run in turn, and a ratio is one of the same round', async () => {
  const ran: string[] = [];
  const contestant = (name: string, figures: readonly number[]) => {
    let round = 0;
    return {
      name,
      run: () => {
        ran.push(name);
        return Promise.resolve(figures[round++] ?? 0);
      },
    };
  };
  const rows = await interleave([contestant('a', [100, 10, 50]), contestant('b', [200, 20, 100])], 3, () => undefined);
  expect(ran.join('')).toBe('ababab');
  expect(rows[1]).toEqual({
    name: 'b',
    figure: { median: 100, least: 20, greatest: 200 },
    ratio: { median: 2, least: 2, greatest: 2 },
  });
  expect(spreadOf([4, 1, 3, 2]).median).toBe(2.5);
  const table = tableOf({ suite: 'Letters', unit: 'records/s', rows, skipped: ['c: it is not here'] });
  expect(table).toMatch(/^ {2}b +100 +20\.0 to 200 +2\.00 +2\.00 to 2\.00$/m);
  expect(table).toContain('not measured: c');
});

test('the time of a worker is what it did while records flowed, by parts and by functions, in all rounds together', () => {
  const at = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 6 },
  });
  const nodes = [
    { ...at(1, '(root)', ''), children: [2, 3, 4] },
    at(2, '(idle)', ''),
    at(3, 'drain', 'file:///somewhere/src/core/worker.ts'),
    at(4, '(garbage collector)', ''),
  ];
  const profile = {
    nodes,
    startTime: 0,
    endTime: 500,
    samples: [3, 2, 3, 4, 4],
    timeDeltas: [100, 100, 100, 100, 100],
  };
  const times = new WorkerTimes();
  for (let round = 1; round <= 2; round++) times.add([['w1', profile]], { from: 150, to: 450 });
  const [told] = times.told([]);
  expect(told).toMatchObject({ worker: 'w1', parts: { runtime: 0.5, garbage: 0.5, network: 0 } });
  expect(told?.busy).toBeCloseTo(2 / 3);
  expect(told?.functions).toEqual([
    { name: 'drain (core/worker.ts:7)', share: 0.5 },
    { name: '(garbage collector)', share: 0.5 },
  ]);
  const result = { suite: 'Letters', unit: 'records/s', rows: [], skipped: [] };
  const table = tableOf({ ...result, profiles: [{ row: 'a', workers: told === undefined ? [] : [told] }] });
  expect(table).toContain(
    'w1 is busy 67 % of the time: user logic 0 %, codec 0 %, network 0 %, runtime 50 %, garbage 50 %',
  );
  expect(table).toContain('50 %  drain (core/worker.ts:7)');
});

test('the command line is taken at its word, or told what there is', () => {
  expect(askedFor(['--help'])).toBe('help');
  expect(askedFor(['--only', 'keys,latency', '--size', 'long'])).toEqual({
    size: 'long',
    names: ['keys', 'latency'],
    json: 'bench.json',
  });
  expect(askedFor([])).toMatchObject({ size: 'short', names: Object.keys(suites) });
  expect(askedFor(['--only', 'keys,lattency'])).toEqual({ error: 'There is no suite lattency.' });
  expect(askedFor(['--size', 'huge'])).toEqual({ error: 'There is no size huge.' });
  expect(askedFor(['--sizes', 'long'])).toMatchObject({ error: expect.stringContaining('--sizes') });
  const nowhere = { error: '/nowhere/x.json cannot be written: there is no folder /nowhere.' };
  expect(askedFor(['--json', '/nowhere/x.json'])).toEqual(nowhere);
  expect(askedFor(['--json', tmpdir()])).toEqual({ error: `${tmpdir()} cannot be written: it is a folder.` });
  for (const name of Object.keys(suites)) expect(help).toContain(name);
});

test('a benchmark that is interrupted leaves no process and no folder behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'potoroo-test-'));
  try {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const bench = spawn(process.execPath, [main, '--size', 'smoke', '--only', 'end-to-end'], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // The second contestant is a run with workers; its folders are there once the first is over.
    let told = '';
    await new Promise<void>((resolve) =>
      bench.stderr.on('data', (chunk) => {
        told += String(chunk);
        if (told.split('round').length > 2) resolve();
      }),
    );
    expect(readdirSync(folder)).toHaveLength(1);
    // Not before whatever it started has let go of its standard error.
    const closed = once(bench, 'close');
    // A terminal and npm say so too, each of its own.
    const again = setInterval(() => bench.kill('SIGINT'), 1);
    const ended = await closed;
    clearInterval(again);
    expect(ended).toEqual([130, null]);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
