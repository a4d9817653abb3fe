/** What a second worker brings where the logic is heavy: a state computation that takes about ten microseconds a record. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import { type Contestant, interleave } from '../interleave.ts';
import { lineByLine } from '../line-by-line.ts';
import { microsecondsNow } from '../monotonic-clock.ts';
import { compiled, deploy, type RunOptions } from '../potoroo.ts';
import type { Bench, Suite } from '../suite.ts';
import type { Span } from '../worker-times.ts';

const keys = 1_000;
const wantedMicroseconds = 10;

export const heavyLogic: Suite = async (bench) => {
  const topology = spinningFromFile(bench);
  const contestants = (bench.sizes.everyone ? [1, 2] : [2]).map((workers): Contestant => ({
    name: workers === 1 ? '1 worker' : `${workers} workers`,
    run: async () => {
      const { from, to } = await spin(bench, topology, { workers });
      return (bench.sizes.heavyRecords * 1_000_000) / (to - from);
    },
  }));
  return {
    suite: `Logic of ${wantedMicroseconds} microseconds a record, from a file to a file`,
    unit: 'records/s',
    rows: await interleave(contestants, bench.sizes.rounds, bench.told),
    skipped: [],
  };
};

export function spinningFromFile({ files, sizes }: Bench): Topology {
  const path = join(files.folder, 'numbers');
  writeFileSync(path, Array.from({ length: sizes.heavyRecords }, (_, index) => `${index % keys}\n`).join(''));
  return compiled(spinning(turnsFor(wantedMicroseconds)), {
    source: () => ({ type: 'file', path, format: 'lines', rate: null }),
    sink: { type: 'file', path: join(files.folder, 'spun'), format: 'lines' },
  });
}

/** When it ran; throws where its output was wrong. */
export async function spin(
  { sizes }: Bench,
  topology: Topology,
  options: Pick<RunOptions, 'workers' | 'preload'>,
): Promise<Span> {
  const running = await deploy(topology, { ...options, barrierIntervalMs: sizes.epochMs });
  const from = microsecondsNow();
  const { sinks } = await running.summary();
  if (sinks['out'] !== sizes.heavyRecords)
    throw new Error(`${sinks['out']} records came out, and ${sizes.heavyRecords} are right`);
  return { from, to: microsecondsNow() };
}

/** How many turns of the loop in the state computation, each of which needs the one before it, take so long on this machine. */
function turnsFor(microseconds: number): number {
  const turns = 10_000_000;
  const times = Array.from({ length: 5 }, (_, seed) => {
    const started = performance.now();
    turnedFor(seed, turns);
    return performance.now() - started;
  });
  return Math.round((turns * microseconds) / (Math.min(...times) * 1_000));
}

/** What the state computation below does; it says that its number is whole, for else each turn takes some times as long. */
function turnedFor(seed: number, turns: number): number {
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
