/**
 * Market Spread from files, by the real command line on real worker processes, against an independent reference: every
 * rejection once, none too many, in order per symbol. Drawn with two sources on 1 and 3 workers; drawn with one on 2 and 5, and in
 * each other format, on some of them: the rest of the combinations is run in the simulator (tools/acceptance).
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeOutput, makeInput, scratchFolder } from './inputs.ts';
import { runToSummary } from './potoroo.ts';

const records = 20_000;
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
  for (const format of ['framed', 'ndjson', 'csv'])
    await makeInput({ application: 'market-spread', format, records, folder: scratch.path });
});
afterAll(() => scratch.dispose());

type Run = {
  readonly topology: string;
  readonly format: string;
  readonly workers: number;
  readonly sink?: string;
  readonly concurrent?: boolean;
};

async function run({ topology, format, workers, sink = format, concurrent = false }: Run) {
  const actual = join(scratch.path, `${topology}-${format}-${workers}.out`);
  const source = (node: string): string => `${node}=file:${join(scratch.path, `${node}.${format}`)}?format=${format}`;
  const summary = await runToSummary(topology, {
    workers,
    source: [source('orders'), source('market-data')],
    sink: [`rejections=file:${actual}?format=${sink}`],
    after: concurrent ? [] : ['orders=market-data'],
  });
  const verdict = await judgeOutput({
    application: topology,
    format,
    records,
    folder: scratch.path,
    sources: ['orders', 'market-data'],
    actual,
    actualFormat: sink,
    concurrent,
  });
  return { summary, verdict };
}

type Drawing = {
  readonly topology: string;
  readonly on: readonly number[];
  readonly formats: readonly Required<Pick<Run, 'format' | 'workers' | 'sink'>>[];
  readonly atOnceOn: number;
};

const drawings: readonly Drawing[] = [
  {
    topology: 'market-spread',
    on: [1, 3],
    formats: [
      { format: 'ndjson', workers: 2, sink: 'ndjson' },
      { format: 'csv', workers: 3, sink: 'csv' },
    ],
    atOnceOn: 3,
  },
  {
    topology: 'market-spread-merged',
    on: [2, 5],
    formats: [{ format: 'ndjson', workers: 5, sink: 'framed' }],
    atOnceOn: 2,
  },
];

describe.each(drawings)('$topology', ({ topology, on, formats, atOnceOn }) => {
  test.each(on)('on %d workers rejects the orders that the reference rejects', async (workers) => {
    const { summary, verdict } = await run({ topology, format: 'framed', workers });
    expect(verdict).toBeNull();
    expect(summary).toMatchObject({
      ok: true,
      error: null,
      sources: { orders: records / 2, 'market-data': records / 2 },
      deadLetters: 0,
      stateObjects: 350,
    });
    expect(summary.workers).toHaveLength(workers);
    expect(sum(summary.workers.map(({ slots }) => slots))).toBeGreaterThanOrEqual(256);
    expect(sum(summary.workers.map(({ objects }) => objects))).toBe(350);
    expect(summary.workers.every(({ objects }) => objects > 0)).toBe(true);
    expect(summary.sinks['rejections']).toBeGreaterThan(500);
    expect(summary.seconds).toBeGreaterThan(0);
    expect(summary.recordsPerSecond).toBeGreaterThan(0);
  });

  test.each(formats)('reads $format and writes $sink on $workers workers', async ({ format, workers, sink }) => {
    const { verdict } = await run({ topology, format, workers, sink });
    expect(verdict).toBeNull();
  });

  test(`with both sources at once on ${atOnceOn} workers gives an answer that some interleaving explains`, async () => {
    const { summary, verdict } = await run({ topology, format: 'framed', workers: atOnceOn, concurrent: true });
    expect(verdict).toBeNull();
    expect(summary.deadLetters).toBe(0);
  });
});

test('sources the wrong way round are dead letters that ask about it, and the run goes on to its end', async () => {
  const file = (node: string): string => `file:${join(scratch.path, `${node}.framed`)}?format=framed`;
  const source = [`orders=${file('market-data')}`, `market-data=${file('orders')}`];
  const summary = await runToSummary('market-spread', { workers: 2, source });
  expect(summary.deadLetters).toBe(records);
  expect(summary.sinks['rejections']).toBe(0);
  expect(summary.deadLetterSamples[0]).toMatchObject({ kind: 'decode', line: expect.any(Number) });
  expect(summary.deadLetterSamples[0]?.message).toContain('did you connect the sources the wrong way round?');
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
