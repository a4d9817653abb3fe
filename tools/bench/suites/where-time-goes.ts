/**
 * Where the time of the workers goes: Market Spread by each codec, from a file and over TCP, and heavy logic, on one worker and on two,
 * with all of them under the profiler of `potoroo run --profile`. Profiling takes some per cent, so the figures are less than those of other suites.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuProfile, type Profiling, startProfiling } from '@potoroo/runtime/node';
import type { Topology } from '@potoroo/shared/topology';
import { exampleDocument } from '../../acceptance/compiled-example.ts';
import type { InputFormat } from '../../inputs/formats.ts';
import type { MarketFiles } from '../input-files.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { microsecondsNow } from '../monotonic-clock.ts';
import { compiled, deploy, marketSpread } from '../potoroo.ts';
import type { Bench, Suite } from '../suite.ts';
import { spin, spinningFromFile } from './heavy-logic.ts';
import { measureOrders } from '../system.ts';
import { type Span, WorkerTimes } from '../worker-times.ts';

type Codec = {
  readonly name: string;
  readonly example: string;
  readonly format: InputFormat;
  /** So much more input than elsewhere that code is hot for most of a run. */
  readonly longer: number;
};

const codecs: readonly Codec[] = [
  { name: 'layout', example: 'market-spread-layout', format: 'framed', longer: 4 },
  { name: 'decode snippet', example: 'market-spread', format: 'framed', longer: 2 },
  { name: 'NDJSON', example: 'market-spread', format: 'ndjson', longer: 2 },
];

export const whereTimeGoes: Suite = async (bench) => {
  const { sizes, told } = bench;
  const numbers = sizes.workers.filter((workers) => workers <= 2);
  const spinning = spinningFromFile(bench);
  const profiled = [
    ...(sizes.everyone ? codecs : codecs.slice(0, 1)).flatMap((codec) =>
      numbers.flatMap((workers) => [fromFile(bench, codec, workers), overTcp(bench, codec, workers)]),
    ),
    ...numbers.map((workers) => heavyLogic(bench, spinning, workers)),
  ];
  const rows = await interleave(
    profiled.map(({ contestant }) => contestant),
    sizes.rounds,
    told,
  );
  return {
    suite:
      'Where the time of the workers goes, under the profiler: Market Spread, and logic of ten microseconds a record',
    unit: 'records/s',
    rows,
    skipped: [],
    profiles: profiled.map(({ contestant, times, topology }) => ({
      row: contestant.name,
      workers: times.told(topology.modules),
    })),
  };
};

type Profiled = { readonly contestant: Contestant; readonly times: WorkerTimes; readonly topology: Topology };
/** One run under the profiler: its figure, and when records flowed. */
type ProfiledRun = (preload: Profiling['preload']) => Promise<{ readonly figure: number; readonly during: Span }>;

function profiledRuns({ files }: Bench, name: string, topology: Topology, run: ProfiledRun): Profiled {
  const times = new WorkerTimes();
  const contestant: Contestant = {
    name,
    run: async () => {
      const profiling = startProfiling(join(files.folder, 'profiles'));
      const { figure, during } = await run(profiling.preload);
      times.add(
        profiling.collect(topology).map(({ worker, file }) => [worker, readProfile(file)]),
        during,
      );
      return figure;
    },
  };
  return { contestant, times, topology };
}

const readProfile = (file: string): CpuProfile => JSON.parse(readFileSync(file, 'utf8'));

const nameOf = (what: string, way: string, workers: number): string =>
  `${what}, ${way}, ${workers === 1 ? '1 worker' : `${workers} workers`}`;

type Compiled = { readonly topology: Topology; readonly input: MarketFiles };

function fileToFile({ files, sizes }: Bench, { example, format, longer }: Codec): Compiled {
  const input = files.repeated(format, sizes.records, sizes.passes * longer);
  const paths: Readonly<Record<string, string>> = { orders: input.orders, 'market-data': input.marketData };
  const topology = compiled(exampleDocument(example), {
    source: (node) => ({ type: 'file', path: paths[node] ?? '', format, rate: null }),
    sink: { type: 'file', path: join(files.folder, 'rejections'), format },
  });
  return { topology, input };
}

/** There is so little market data that all of the time is counted. */
function fromFile(bench: Bench, codec: Codec, workers: number): Profiled {
  const { topology, input } = fileToFile(bench, codec);
  return profiledRuns(bench, nameOf(codec.name, 'from a file', workers), topology, async (preload) => {
    const after = ['orders', 'market-data'] as const;
    const running = await deploy(topology, { workers, after, barrierIntervalMs: bench.sizes.epochMs, preload });
    const from = microsecondsNow();
    const { sinks } = await running.summary();
    const during = { from, to: microsecondsNow() };
    if (sinks['rejections'] !== input.rejections)
      throw new Error(`${sinks['rejections']} rejections came out, and ${input.rejections} are right`);
    return { figure: (input.orderCount * 1_000_000) / (during.to - from), during };
  });
}

/** The snippets are those of the run from a file, and so are their numbers. */
function overTcp(bench: Bench, codec: Codec, workers: number): Profiled {
  const { files, sizes } = bench;
  const { example, format, longer } = codec;
  const { topology } = fileToFile(bench, codec);
  return profiledRuns(bench, nameOf(codec.name, 'over TCP', workers), topology, async (preload) => {
    let during: Span = { from: 0, to: 0 };
    const system = marketSpread({ example, input: format, output: format, workers, epochMs: sizes.epochMs, preload });
    const figure = await measureOrders(system, files.market(format, sizes.records), {
      passes: sizes.passes * longer,
      output: format,
      flowed: (span) => (during = span),
    });
    return { figure, during };
  });
}

function heavyLogic(bench: Bench, topology: Topology, workers: number): Profiled {
  return profiledRuns(bench, nameOf('heavy logic', 'from a file', workers), topology, async (preload) => {
    const during = await spin(bench, topology, { workers, preload });
    return { figure: (bench.sizes.heavyRecords * 1_000_000) / (during.to - during.from), during };
  });
}
