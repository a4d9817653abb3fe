/** Other shapes than Market Spread: words that are split and keyed anew, two states one after the other, and a file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePipeline, type Pipeline, type SourceConnector } from '@potoroo/shared/pipeline';
import type { RunSummary } from '@potoroo/shared/telemetry';
import { exampleDocument } from '../../acceptance/compiled-example.ts';
import { applicationNamed } from '../../inputs/applications.ts';
import { wordsOf } from '../../inputs/references/word-count.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { compiled, deploy } from '../potoroo.ts';
import type { Bench, Suite } from '../suite.ts';

export const shapes: Suite = async (bench) => {
  const { files, sizes, told } = bench;
  const market = files.repeated('framed', sizes.records, sizes.passes * 4);
  const contestants = sizes.workers.flatMap((workers): readonly Contestant[] => [
    fromFile(bench, {
      name: `Market Spread by layout, from a file, ${workers}`,
      document: exampleDocument('market-spread-layout'),
      paths: { orders: market.orders, 'market-data': market.marketData },
      format: 'framed',
      workers,
      records: market.orderCount + market.marketDataCount,
      outputs: { rejections: market.rejections },
      after: ['orders', 'market-data'],
    }),
    wordCount(bench, workers),
    twoStates(bench, workers),
  ]);
  const rows = await interleave(contestants, sizes.rounds, told);
  return {
    suite: 'From a file to a file, until the last process has ended',
    unit: 'records/s',
    rows,
    skipped: [],
  };
};

type FileRun = {
  readonly name: string;
  readonly document: Pipeline;
  readonly paths: Readonly<Record<string, string>>;
  readonly format: 'framed' | 'lines';
  readonly workers: number;
  readonly records: number;
  /** Sink -> how many records must come out. */
  readonly outputs: Readonly<Record<string, number>>;
  readonly after?: readonly [string, string];
};

function fromFile(
  { files, sizes }: Bench,
  { name, document, paths, format, workers, records, outputs, after }: FileRun,
): Contestant {
  const source = (node: string): SourceConnector => ({ type: 'file', path: paths[node] ?? '', format, rate: null });
  const topology = compiled(document, { source, sink: { type: 'file', path: join(files.folder, 'output'), format } });
  return {
    name: `${name} ${workers === 1 ? 'worker' : 'workers'}`,
    run: async () => {
      const running = await deploy(topology, {
        workers,
        barrierIntervalMs: sizes.epochMs,
        ...(after === undefined ? {} : { after }),
      });
      const started = performance.now();
      const summary = await running.summary();
      check(summary, records, outputs);
      return (records * 1_000) / (performance.now() - started);
    },
  };
}

function check({ sources, sinks }: RunSummary, records: number, outputs: Readonly<Record<string, number>>): void {
  const taken = Object.values(sources).reduce((sum, each) => sum + each, 0);
  if (taken !== records) throw new Error(`${taken} records were taken, and ${records} were there`);
  for (const [sink, wanted] of Object.entries(outputs))
    if (sinks[sink] !== wanted) throw new Error(`${sinks[sink]} records came out of ${sink}, and ${wanted} are right`);
}

function wordCount(bench: Bench, workers: number): Contestant {
  const lines = bench.sizes.records / 4;
  const text =
    applicationNamed('word-count').make({ records: lines, seed: 3, format: 'lines' }).get('text') ?? new Uint8Array(0);
  const path = join(bench.files.folder, 'text');
  writeFileSync(path, text);
  const words = linesOf(text).reduce((sum, line) => sum + wordsOf(line).length, 0);
  const document = exampleDocument('word-count');
  return fromFile(bench, {
    name: `word count, lines of text, ${workers}`,
    document,
    paths: { text: path },
    format: 'lines',
    workers,
    records: lines,
    outputs: { counts: words },
  });
}

/** Each ends with a line feed. */
const linesOf = (text: Uint8Array): readonly string[] => Buffer.from(text).toString().split('\n').slice(0, -1);

const votesPerTotal = 100;

/** A total for each of 26 letters; every hundredth of each goes on to a second state. */
function twoStates(bench: Bench, workers: number): Contestant {
  const records = bench.sizes.records * 8;
  const frame = Buffer.from([0, 0, 0, 5, 0, 0, 0, 0, 1]);
  const votes = Buffer.alloc(records * frame.length);
  for (let index = 0; index < records; index++) {
    frame[4] = 97 + (index % 26);
    frame.copy(votes, index * frame.length);
  }
  const path = join(bench.files.folder, 'votes');
  writeFileSync(path, votes);
  const perLetter = Array.from({ length: 26 }, (_, letter) => Math.ceil((records - letter) / 26));
  const passedOn = perLetter.reduce((sum, count) => sum + Math.floor(count / votesPerTotal), 0);
  return fromFile(bench, {
    name: `two states in a row, ${workers}`,
    document: twoStatesDocument(),
    paths: { votes: path },
    format: 'framed',
    workers,
    records,
    outputs: { milestones: passedOn },
  });
}

function twoStatesDocument(): Pipeline {
  const fields = [
    { name: 'letter', type: 'u8' },
    { name: 'votes', type: 'u32' },
  ];
  const nowhere = { type: 'file', path: '/unset', format: 'framed' };
  const nodes = [
    { id: 'votes', name: 'Votes', kind: 'source', connector: { ...nowhere, rate: null }, recordLayout: { fields } },
    { id: 'by-letter', name: 'letter', kind: 'key', code: '(vote) => String.fromCharCode(vote.letter)' },
    { id: 'tally', name: 'Tally', kind: 'state', initial: '() => ({ count: 0 })' },
    {
      id: 'add',
      name: 'Add',
      kind: 'state-computation',
      state: 'tally',
      code: `(vote, tally) => (++tally.count % ${votesPerTotal} === 0 ? { letter: vote.letter, count: tally.count } : null)`,
    },
    { id: 'by-parity', name: 'parity', kind: 'key', code: '(total) => String(total.letter % 2)' },
    { id: 'halves', name: 'Halves', kind: 'state', initial: '() => ({ totals: 0 })' },
    {
      id: 'count-totals',
      name: 'Count totals',
      kind: 'state-computation',
      state: 'halves',
      code: '(total, half) => ({ letter: total.letter, totals: ++half.totals })',
    },
    { id: 'milestones', name: 'Milestones', kind: 'sink', connector: nowhere },
  ];
  const ids = ['votes', 'by-letter', 'add', 'by-parity', 'count-totals', 'milestones'];
  const edges = ids.slice(1).map((to, index) => ({ id: `edge-${index}`, from: ids[index], to }));
  const parsed = parsePipeline({ format: 'potoroo.pipeline', version: 1, name: 'Two states', nodes, edges });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
