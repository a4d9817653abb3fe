/**
 * Without processes and sockets: the logic alone, then the cores of one and of two workers in one thread, by each codec.
 * What lies between the first row and the others is what decoding, framing, keys and state cost; between one worker and two,
 * what a link costs.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Topology } from '@potoroo/shared/topology';
import { exampleDocument } from '../../acceptance/compiled-example.ts';
import type { InputFormat } from '../../inputs/formats.ts';
import type { MarketFiles } from '../input-files.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { compiled } from '../potoroo.ts';
import { numberIn, startProgram } from '../program.ts';
import type { Bench, Suite } from '../suite.ts';

const coreLoop = fileURLToPath(new URL('../../../packages/runtime/bench/core-loop.ts', import.meta.url));

export const inProcess: Suite = async (bench) => {
  const { files, sizes, told } = bench;
  const framed = files.market('framed', sizes.records);
  const ndjson = files.market('ndjson', sizes.records);
  const layout = topologyOf('market-spread-layout', 'framed');
  const loops = (sizes.everyone ? [1, 2] : [2]).flatMap((workers): readonly Contestant[] => [
    loop(bench, { name: 'layout', topology: layout, input: framed, workers }),
    loop(bench, { name: 'layout, decoded whole', topology: decodedWhole(layout), input: framed, workers }),
    loop(bench, { name: 'decode snippet', topology: topologyOf('market-spread', 'framed'), input: framed, workers }),
    loop(bench, { name: 'NDJSON', topology: topologyOf('market-spread', 'ndjson'), input: ndjson, workers }),
  ]);
  const rows = await interleave([readyObjects(ndjson, sizes.loops), ...loops], sizes.rounds, told);
  return { suite: 'In one thread, Market Spread', unit: 'records/s of CPU', rows, skipped: [] };
};

const topologyOf = (example: string, format: InputFormat): Topology =>
  compiled(exampleDocument(example), {
    source: () => ({ type: 'file', path: '/unread', format, rate: null }),
    sink: { type: 'file', path: '/unwritten', format },
  });

/** The same layout without lazy records: every field of every record is decoded where it comes in. */
const decodedWhole = (topology: Topology): Topology => ({
  ...topology,
  stages: topology.stages.map((stage) => (stage.kind === 'source' ? { ...stage, lazy: false } : stage)),
});

const readyObjects = (files: MarketFiles, loops: number): Contestant => ({
  name: 'the logic on ready objects',
  run: async () => {
    const program = startProgram('ready-objects', [files.marketData, files.orders, String(loops)]);
    const looped = await program.hear('looped');
    await program.end();
    if (numberIn(looped, 'rejected') !== files.rejections) throw new Error('the bare loop rejects other orders');
    return (numberIn(looped, 'records') * 1_000) / numberIn(looped, 'ms');
  },
});

type Loop = {
  readonly name: string;
  readonly topology: Topology;
  readonly input: MarketFiles;
  readonly workers: number;
};

/** What core-loop.ts prints. */
type Looped = {
  readonly records: number;
  readonly ms: number;
  readonly sinks: Readonly<Record<string, number>>;
  readonly deadLetters: number;
};

function loop({ files, sizes }: Bench, { name, topology, input, workers }: Loop): Contestant {
  const path = join(files.folder, `${name.replaceAll(/\W+/g, '-')}-${workers}.json`);
  writeFileSync(path, JSON.stringify(topology));
  const inputs = ['--input', `orders=${input.orders}`, '--input', `market-data=${input.marketData}`];
  return {
    name: `${name}, ${workers === 1 ? '1 worker' : `${workers} workers`}`,
    run: async () => {
      const flags = { workers, runs: sizes.loops, passes: sizes.passes };
      const args = [
        coreLoop,
        path,
        ...inputs,
        ...Object.entries(flags).flatMap(([flag, n]) => [`--${flag}`, String(n)]),
      ];
      args.push('--first', 'market-data', '--json');
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const { records, ms, sinks, deadLetters }: Looped = JSON.parse(stdout);
      const wanted = (input.orderCount + input.marketDataCount) * sizes.passes;
      if (records !== wanted) throw new Error(`${name} took ${records} records of ${wanted}`);
      const rejections = input.rejections * sizes.passes;
      if (sinks['rejections'] !== rejections || deadLetters > 0)
        throw new Error(
          `${name} rejected ${sinks['rejections']} orders, and ${rejections} are right; ${deadLetters} dead letters`,
        );
      return (records * 1_000) / ms;
    },
  };
}
