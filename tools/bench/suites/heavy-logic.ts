/** What a second worker brings where the logic is heavy: a state computation that takes about ten microseconds a record. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { type Contestant, interleave } from '../interleave.ts';
import { lineByLine } from '../line-by-line.ts';
import { compiled, deploy } from '../potoroo.ts';
import type { Bench, Suite } from '../suite.ts';

const keys = 1_000;
const wantedMicroseconds = 10;

export const heavyLogic: Suite = async (bench) => {
  const turns = turnsFor(wantedMicroseconds);
  const path = join(bench.files.folder, 'numbers');
  writeFileSync(path, Array.from({ length: bench.sizes.heavyRecords }, (_, index) => `${index % keys}\n`).join(''));
  const document = spinning(turns);
  const contestants = (bench.sizes.everyone ? [1, 2] : [2]).map((workers) =>
    contestant(bench, { document, path, workers }),
  );
  return {
    suite: `Logic of ${wantedMicroseconds} microseconds a record, from a file to a file`,
    unit: 'records/s',
    rows: await interleave(contestants, bench.sizes.rounds, bench.told),
    skipped: [],
  };
};

type Variant = { readonly document: Pipeline; readonly path: string; readonly workers: number };

function contestant({ files, sizes }: Bench, { document, path, workers }: Variant): Contestant {
  const topology = compiled(document, {
    source: () => ({ type: 'file', path, format: 'lines', rate: null }),
    sink: { type: 'file', path: join(files.folder, 'spun'), format: 'lines' },
  });
  return {
    name: workers === 1 ? '1 worker' : `${workers} workers`,
    run: async () => {
      const running = await deploy(topology, { workers, barrierIntervalMs: sizes.epochMs });
      const started = performance.now();
      const { sinks } = await running.summary();
      if (sinks['out'] !== sizes.heavyRecords)
        throw new Error(`${sinks['out']} records came out, and ${sizes.heavyRecords} are right`);
      return (sizes.heavyRecords * 1_000) / (performance.now() - started);
    },
  };
}

/** How many turns of the loop in the state computation, each of which needs the one before it, take so long on this machine. */
function turnsFor(microseconds: number): number {
  const turns = 10_000_000;
  const times = Array.from({ length: 5 }, (_, seed) => {
    const started = performance.now();
    spin(seed, turns);
    return performance.now() - started;
  });
  return Math.round((turns * microseconds) / (Math.min(...times) * 1_000));
}

/** What the state computation below does; it says that its number is whole, for else each turn takes some times as long. */
function spin(seed: number, turns: number): number {
  let value = seed | 0;
  for (let turn = 0; turn < turns; turn++) value = (Math.imul(value, 1664525) + 1013904223) | 0;
  return value;
}

const spinning = (turns: number): Pipeline =>
  lineByLine({
    name: 'Spinning',
    initial: '() => ({ value: 1 })',
    code: `(line, number) => {
      let value = number.value | 0;
      for (let turn = 0; turn < ${turns}; turn++) value = (Math.imul(value, 1664525) + 1013904223) | 0;
      return (number.value = value);
    }`,
  });
