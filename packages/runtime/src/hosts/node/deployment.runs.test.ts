/** Runs to the end on real processes, and what they tell of themselves. A lost, doubled or reordered record shows. */
import { Buffer } from 'node:buffer';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TopologyDriver } from '../../testing/index.ts';
import {
  counted,
  countingTopology,
  fileSink,
  fileSource,
  generator,
  lines,
  numbers,
  perKey,
  total,
  totals,
} from './testing/counting-topology.ts';
import { eventually, startRun, temporaryDirectory } from './testing/real-run.ts';

const amount = 20_000;

test.each([1, 2, 3, 5])('%i workers from file to file do what one thread does, in order per key', async (workers) => {
  const directory = temporaryDirectory();
  const [input, output] = [join(directory, 'in'), join(directory, 'out')];
  const text = lines(amount);
  writeFileSync(input, text);
  const topology = countingTopology({ source: fileSource(input), sink: fileSink(output) });
  const driver = new TopologyDriver(topology);
  driver.feed(numbers, Buffer.from(text));

  const run = startRun(topology, workers);
  const summary = await run.over();

  expect(summary).toMatchObject({
    ok: true,
    error: null,
    sources: { numbers: amount },
    sinks: { totals: amount },
    deadLetters: 0,
  });
  const written = readFileSync(output, 'utf8');
  expect(perKey(written)).toEqual(perKey(driver.lines(totals).join('\n')));
  expect(perKey(written)).toEqual(counted(text));
  expect(summary.stateObjects).toBe(driver.state(total).size);
  expect(summary.workers.map(({ name }) => name)).toEqual(
    Array.from({ length: workers }, (_, index) => `w${index + 1}`),
  );
  expect(summary.workers.reduce((sum, { records }) => sum + records, 0)).toBe(amount);
  expect(
    Math.max(...summary.workers.map(({ slots }) => slots)) - Math.min(...summary.workers.map(({ slots }) => slots)),
  ).toBeLessThanOrEqual(1);
});

test('a generator makes the records that one thread makes', async () => {
  const output = join(temporaryDirectory(), 'out');
  const generate = '(index, memory, random) => "k" + Math.floor(random() * 50) + ":" + index';
  const topology = countingTopology({ source: generator(10_000), sink: fileSink(output), generate });
  const driver = new TopologyDriver(topology);
  driver.generate(numbers, 10_000);
  const summary = await startRun(topology, 3).over();
  expect(summary).toMatchObject({ ok: true, sources: { numbers: 10_000 }, sinks: { totals: 10_000 } });
  expect(perKey(readFileSync(output, 'utf8'))).toEqual(perKey(driver.lines(totals).join('\n')));
});

test('an empty file makes a run that finishes with nothing', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'in'), '');
  const topology = countingTopology({
    source: fileSource(join(directory, 'in')),
    sink: fileSink(join(directory, 'out')),
  });
  expect(await startRun(topology, 2).over()).toMatchObject({ ok: true, sources: { numbers: 0 }, sinks: { totals: 0 } });
  expect(readFileSync(join(directory, 'out'), 'utf8')).toBe('');
});

test('a live table shows rows in order, and every frame of telemetry adds up', async () => {
  const topology = countingTopology({
    source: generator(4_000, 4_000),
    sink: { type: 'live' },
    generate: '(index) => "k" + (index % 7) + ":" + index',
  });
  const run = startRun(topology, 2);
  const summary = await run.over();
  expect(summary).toMatchObject({ ok: true, sinks: { totals: 4_000 } });

  const rows = run.frames.flatMap((frame) => frame.liveRows);
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.every(({ node }) => node === totals)).toBe(true);
  const texts = rows.map(({ text }): unknown => JSON.parse(text));
  expect(texts.filter((text) => typeof text !== 'string' || !/^k\d:\d+ => \d+$/.test(text))).toEqual([]);
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map(({ sequence }) => sequence).toSorted((a, b) => a - b));
  for (const own of Object.values(perKey(texts.join('\n')))) {
    const counts = own.map((line) => Number(line.split(' => ')[1]));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  }
  for (const frame of run.frames) {
    const { ledger, stages, workers } = frame;
    expect(frame.liveRows.length).toBeLessThanOrEqual(50);
    const applied = workers.reduce((sum, worker) => sum + worker.records, 0);
    expect(applied).toBe(stages.flatMap((stage) => stage.applied).reduce((sum, each) => sum + each, 0));
    // Every accepted record is applied once here, and the ledger is one cut through all workers.
    expect(ledger.applied).toBe(ledger.accepted);
    for (const { busy, backPressured } of workers) expect(busy + backPressured).toBeLessThanOrEqual(1.000001);
  }
  const last = run.frames.at(-1);
  expect(last).toMatchObject({
    phase: 'finished',
    ledger: { accepted: 4_000, applied: 4_000, released: 4_000, deadLetters: 0, lost: 0, doubled: 0 },
  });
  expect(last?.stages[0]?.objects.reduce((sum, objects) => sum + objects, 0)).toBe(summary.stateObjects);
  expect(last?.nodes.find(({ node }) => node === numbers)?.recordsIn).toBe(4_000);
});

test('telemetry comes at most four times a second and once more at the end, numbered and in order of time', async () => {
  const run = startRun(
    countingTopology({ source: generator(2_000, 2_000), sink: { type: 'live' }, generate: '(index) => "k:" + index' }),
    1,
  );
  await run.over();
  const times = run.frames.map(({ atMs }) => atMs);
  expect(run.frames.map(({ sequence }) => sequence)).toEqual(times.map((_, index) => index));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.length).toBeLessThanOrEqual(Math.floor((times.at(-1) ?? 0) / 250) + 1);
  expect(times.length).toBeGreaterThanOrEqual(4);
});

test('outputs that leave at once do not wait for a checkpoint', async () => {
  const output = join(temporaryDirectory(), 'out');
  const topology = countingTopology({
    source: generator(null, 1_000),
    sink: { type: 'file', path: output, format: 'lines', mode: 'immediate' },
    generate: '(index) => "k" + (index % 7) + ":" + index',
  });
  const run = startRun(topology, 2, { barrierIntervalMs: 600_000 });
  await eventually(() => existsSync(output) && readFileSync(output, 'utf8').split('\n').length > 200, 'its outputs');
  expect(run.frames.every(({ epoch }) => epoch === 0)).toBe(true);
  const summary = await run.deployment.stop();
  const written = readFileSync(output, 'utf8');
  expect(summary.sinks['totals']).toBe(written.split('\n').length - 1);
  expect(perKey(written)).toEqual(counted(written.replaceAll(/ => \d+/g, '')));
});
