/** User code against its worker: what it tries is refused, what it throws is kept, what it says is silent; the run stays exact. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { limits } from '@potoroo/shared/limits';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  count,
  countingTopology,
  fileSink,
  fileSource,
  generator,
  lines,
  numbers,
} from './testing/counting-topology.ts';
import { workerFlags } from './child-process.ts';
import { attemptingSnippet, attempts, plantedSecret, reachingSnippet, searching } from './testing/escape-attempts.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const names = Object.keys(attempts);

describe('a snippet that wants out', () => {
  test(`is refused in all of ${names.length} attempts, and the state stays exact`, async () => {
    const output = join(temporaryDirectory(), 'out');
    const rounds = 3;
    const topology = countingTopology({
      source: generator(names.length * rounds, names.length * 10),
      sink: { type: 'file', path: output, format: 'ndjson' },
      generate: `(index) => index % ${names.length} + ":" + index`,
      count: attemptingSnippet,
    });
    expect(await startRun(topology, 2).over()).toMatchObject({
      ok: true,
      error: null,
      deadLetters: 0,
      stateObjects: names.length,
    });
    const rows = readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; count: number; result: string });
    const last = new Map(rows.map(({ name, count: times, result }) => [name, { times, result }]));
    expect(last.size).toBe(names.length);
    const holes = names.filter((name) => !attempts[name]?.refusal.test(last.get(name)?.result ?? 'GOT nothing'));
    expect(holes.map((name) => [name, last.get(name)?.result])).toEqual([]);
    expect([...last.values()].every(({ times }) => times === rounds)).toBe(true);
  });

  test('finds no object of the host among all that it can reach', async () => {
    const output = join(temporaryDirectory(), 'out');
    const summary = await startRun(
      countingTopology({
        source: generator(1),
        sink: fileSink(output),
        generate: '() => "k:1"',
        count: reachingSnippet,
      }),
      1,
    ).over();
    expect(summary).toMatchObject({ ok: true, deadLetterSamples: [] });
    expect(readFileSync(output, 'utf8')).toBe('walk true \n');
  });

  test('finds no token of the run in any memory that it can come by, on any worker', async () => {
    const directory = temporaryDirectory();
    const [input, output] = [join(directory, 'in'), join(directory, 'out')];
    const records = 30;
    writeFileSync(input, `${plantedSecret}\n`.repeat(records));
    const summary = await startRun(
      countingTopology({
        source: fileSource(input),
        sink: fileSink(output),
        decode: searching('(bytes) => { search(bytes.buffer); return Math.random() + ":" + found(); }'),
        count: searching('(line) => { if (tokens.size === 0) searchAll(); return line + "," + found(); }'),
      }),
      3,
    ).over();
    expect(summary).toMatchObject({ ok: true, deadLetterSamples: [], sinks: { totals: records } });
    const told = readFileSync(output, 'utf8').match(/[0-9a-f]{64}/g) ?? [];
    expect(told.length).toBeGreaterThanOrEqual(records);
    expect(new Set(told)).toEqual(new Set([plantedSecret]));
  });

  test('would be stopped by the permission model even with every module of Node in its hands', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, 'unchanged');
    let connections = 0;
    const server = createServer(() => connections++).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const script = fileURLToPath(new URL('./testing/held-references.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...workerFlags, script, file, String((server.address() as AddressInfo).port)],
      { env: {} },
    );
    const { fetch, 'load an addon': addon, ...others } = JSON.parse(stdout) as Record<string, string>;
    expect(Object.keys(others).length).toBeGreaterThan(12);
    expect(new Set(Object.values(others))).toEqual(new Set(['ERR_ACCESS_DENIED']));
    expect(addon).toBe('ERR_DLOPEN_DISABLED');
    expect(fetch).not.toBe('done');
    expect([connections, readFileSync(file, 'utf8')]).toEqual([0, 'unchanged']);
  });

  test('finds neither in memory nor in /proc what the supervisor has in its environment', async () => {
    process.env['POTOROO_PLANTED_SECRET'] = 'planted-in-the-environment';
    onTestFinished(() => void delete process.env['POTOROO_PLANTED_SECRET']);
    const run = startRun(
      countingTopology({ source: generator(null, 100), sink: { type: 'live' }, generate: '(n) => "k:" + n' }),
      2,
    );
    await run.frame(({ ledger }) => ledger.applied > 0);
    for (const name of ['coordinator', 'w1', 'w2']) {
      const environment = readFileSync(`/proc/${pidOf(run, name)}/environ`, 'utf8');
      const variables = environment
        .split('\0')
        .flatMap((variable) => (variable === '' ? [] : [variable.split('=')[0]]));
      expect(variables.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
        'NODE_CHANNEL_FD',
        'NODE_CHANNEL_SERIALIZATION_MODE',
        'NODE_COMPILE_CACHE',
        'PATH',
        'TZ',
      ]);
      expect(environment).not.toContain('planted');
    }
  });

  test('says nothing on standard output or standard error by its console', async () => {
    const script = `
      import { startDeployment } from ${JSON.stringify(new URL('./deployment.ts', import.meta.url).href)};
      import { countingTopology, generator } from ${JSON.stringify(new URL('./testing/counting-topology.ts', import.meta.url).href)};
      const count = '(line) => { for (const way of ["log", "info", "warn", "error", "debug", "trace"]) console[way](line); return line; }';
      const topology = countingTopology({ source: generator(100), sink: { type: 'live' }, generate: '(n) => "k:" + n', count });
      const options = { topology, workers: 2, after: [], barrierIntervalMs: 50, tcpLingerMs: null, onTelemetry: () => undefined, onListening: () => undefined };
      console.log(JSON.stringify(await startDeployment(options).done));`;
    const path = join(temporaryDirectory(), 'script.ts');
    writeFileSync(path, script);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [path]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, deadLetters: 0, sinks: { totals: 100 } });
    expect(stderr).toBe('');
  });

  test('may still do what ordinary code does with errors, classes and objects', async () => {
    const output = join(temporaryDirectory(), 'out');
    const snippet = `(line) => {
      class Refused extends Error { constructor(message) { super(message); this.name = 'Refused'; this.message = message + '!'; } toString() { return 'refused'; } }
      const own = {}; own.toString = () => 'own'; own.constructor = 1; own.hasOwnProperty = 2; own.valueOf = () => 3;
      class Stack extends Array { peek() { return this.at(-1); } }
      const stack = new Stack(); stack.push(1, 2);
      const text = new TextDecoder().decode(new TextEncoder().encode('é'));
      try { throw new Refused('no'); } catch (error) { return [error.name, error.message, String(error), String(own), own.constructor, own + 1, stack.peek(), text, Object.keys(own).length].join(' '); }
    }`;
    const summary = await startRun(
      countingTopology({ source: generator(1), sink: fileSink(output), generate: '() => "k:1"', count: snippet }),
      1,
    ).over();
    expect(summary).toMatchObject({ ok: true, deadLetterSamples: [] });
    expect(readFileSync(output, 'utf8')).toBe('Refused no! refused own 1 4 2 é 4\n');
  });
});

describe('dead letters', () => {
  const failing = (snippet: string, amount = 10): Parameters<typeof countingTopology>[0] => ({
    source: generator(amount),
    sink: { type: 'live' },
    generate: '(n) => "k" + (n % 10) + ":" + n',
    count: snippet,
  });

  test('name the node, the line, the message, the record, its key and the worker', async () => {
    const snippet = `(line, state) => {
  state.n++;
  if (line.endsWith("7"))
    throw new RangeError("seven: " + line);
  return line;
}`;
    const summary = await startRun(countingTopology(failing(snippet)), 2).over();
    expect(summary).toMatchObject({ ok: true, deadLetters: 1, sinks: { totals: 9 } });
    expect(summary.deadLetterSamples).toEqual([
      {
        node: count,
        kind: 'snippet',
        message: 'RangeError: seven: k7:7',
        line: 4,
        record: 'k7:7',
        key: 'k7',
        worker: expect.stringMatching(/^w[12]$/),
      },
    ]);
  });

  test('name a line that cannot be decoded', async () => {
    const input = join(temporaryDirectory(), 'in');
    writeFileSync(input, 'k:1\nbad\nk:2\n');
    const decode =
      '(bytes) => { const text = new TextDecoder().decode(bytes); if (text === "bad") throw new SyntaxError("not a number"); return text; }';
    const summary = await startRun(
      countingTopology({ source: fileSource(input), sink: { type: 'live' }, decode }),
      2,
    ).over();
    expect(summary).toMatchObject({ ok: true, deadLetters: 1, sinks: { totals: 2 } });
    expect(summary.deadLetterSamples).toMatchObject([
      { node: numbers, kind: 'decode', message: 'SyntaxError: not a number', record: 'bad' },
    ]);
  });

  test.each([
    [
      'an error whose message cannot be read',
      '() => { throw Object.defineProperty(new Error(), "message", { get() { throw new Error("again"); } }); }',
    ],
    [
      'an error whose stack is a trap',
      '() => { throw Object.defineProperty(new Error("x"), "stack", { get() { throw new Error("again"); } }); }',
    ],
    [
      'a proxy that refuses everything',
      '() => { throw new Proxy({}, { get() { throw new Error("again"); }, getPrototypeOf() { throw new Error("again"); }, ownKeys() { throw new Error("again"); } }); }',
    ],
    ['a message of fifty megabytes', '() => { throw new Error("x".repeat(5e7)); }'],
    ['something that is no error', '() => { throw Symbol("odd"); }'],
    ['nothing at all', '() => { throw undefined; }'],
  ])('are made of %s', async (_what, snippet) => {
    const summary = await startRun(countingTopology(failing(snippet)), 2).over();
    expect(summary).toMatchObject({ ok: true, error: null, deadLetters: 10 });
    expect(Math.max(...summary.deadLetterSamples.map(({ message }) => message.length))).toBeLessThan(2_000);
  });

  test('a hundred thousand of them neither slow a run to a crawl nor fill memory', async () => {
    const input = join(temporaryDirectory(), 'in');
    writeFileSync(input, lines(100_000));
    const run = startRun(
      countingTopology({
        source: fileSource(input),
        sink: { type: 'live' },
        count: '(line) => { throw new Error("no " + line); }',
      }),
      2,
    );
    const summary = await run.over();
    expect(summary).toMatchObject({
      ok: true,
      deadLetters: 100_000,
      sources: { numbers: 100_000 },
      sinks: { totals: 0 },
    });
    expect(summary.deadLetterSamples).toHaveLength(limits.deadLettersShownMax);
    expect(summary.seconds).toBeLessThan(15);
    for (const frame of run.frames) {
      expect(frame.deadLetters.length).toBeLessThanOrEqual(limits.deadLettersShownMax);
      for (const { memoryBytes } of frame.workers) expect(memoryBytes).toBeLessThan(250e6);
    }
  });
});

test('a promise that is rejected with what nobody may look at ends the run with a clear error', async () => {
  const evil = 'new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })';
  const summary = await startRun(
    countingTopology({
      source: generator(null, 1_000),
      sink: { type: 'live' },
      generate: '(n) => "k:" + n',
      count: `() => { Promise.reject(${evil}); }`,
    }),
    1,
  ).over();
  expect(summary.ok).toBe(false);
  expect(summary.error).toMatch(
    /^worker w1 stopped the run: a snippet rejected a promise that nobody awaits: something that throws when it is looked at; .*take async/,
  );
});
