/**
 * A checkpoint of many state objects: the longest turn of the core meanwhile, in one thread; and, of a run on real processes, how
 * long until it is kept, and its bytes on the disk.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exampleDocument } from '../../acceptance/compiled-example.ts';
import type { MarketFiles } from '../input-files.ts';
import { type Row, spreadOf } from '../interleave.ts';
import { compiled, deploy } from '../potoroo.ts';
import type { Bench, Suite } from '../suite.ts';

const turns = fileURLToPath(new URL('../../../packages/runtime/bench/checkpoint-turns.ts', import.meta.url));
const workers = 2;
const never = 600_000;

type Figures = { readonly longestMs: number; readonly workMs: number; readonly keptMs: number; readonly bytes: number };

export const checkpoint: Suite = async (bench) => {
  const { files, sizes, told } = bench;
  const objects = sizes.checkpointObjects;
  const input = files.manyKeys('framed', objects, 1_000);
  const figures: Figures[] = [];
  for (let round = 1; round <= sizes.rounds; round++) {
    told(`round ${round} of ${sizes.rounds}`);
    figures.push({ ...(await inOneThread(bench, input)), ...(await onProcesses(bench, input)) });
  }
  const row = (name: string, of: (each: Figures) => number): Row => {
    const figure = spreadOf(figures.map(of));
    return { name, figure, ratio: spreadOf([1]) };
  };
  return {
    suite: `A checkpoint of ${objects.toLocaleString('en-US')} state objects, Market Spread`,
    unit: 'ms, or MB',
    rows: [
      row('longest turn meanwhile, one worker in one thread, ms', ({ longestMs }) => longestMs),
      row('work in all, one worker in one thread, ms', ({ workMs }) => workMs),
      row(`from the barrier until it is kept, ${workers} workers, ms`, ({ keptMs }) => keptMs),
      row(`on the disk, ${workers} workers, MB`, ({ bytes }) => bytes / 1e6),
    ],
    skipped: [],
  };
};

async function inOneThread(
  { files }: Bench,
  input: MarketFiles,
): Promise<{ readonly longestMs: number; readonly workMs: number }> {
  const topology = compiled(exampleDocument('market-spread-layout'), {
    source: () => ({ type: 'file', path: '/unread', format: 'framed', rate: null }),
    sink: { type: 'file', path: '/unwritten', format: 'framed' },
  });
  const path = join(files.folder, 'checkpoint.json');
  writeFileSync(path, JSON.stringify(topology));
  const { stdout } = await promisify(execFile)(process.execPath, [turns, path, 'market-data', input.marketData]);
  const cut: { readonly objects: number; readonly longest: number; readonly work: number } = JSON.parse(stdout);
  if (cut.objects !== input.marketDataCount) throw new Error('the checkpoint is of another number of objects');
  return { longestMs: cut.longest, workMs: cut.work };
}

async function onProcesses(
  { files }: Bench,
  input: MarketFiles,
): Promise<{ readonly keptMs: number; readonly bytes: number }> {
  const topology = compiled(exampleDocument('market-spread-layout'), {
    source: (node) =>
      node === 'market-data'
        ? { type: 'file', path: input.marketData, format: 'framed', rate: null }
        : { type: 'tcp', host: '127.0.0.1', port: 0, format: 'framed' },
    sink: { type: 'live' },
  });
  const stateDirectory = mkdtempSync(join(files.folder, 'state-'));
  const options = { workers, barrierIntervalMs: never, stateDirectory, tcpLingerMs: null };
  const running = await deploy(topology, options);
  try {
    await running.metAtLeast('update-market-data', input.marketDataCount);
    const { phase, times } = await running.movement(running.deployment.act({ type: 'checkpoint' }));
    if (phase !== 'done' || times.cutMs === null || times.keptMs === null)
      throw new Error(`the checkpoint was ${phase}`);
    return { keptMs: times.keptMs - times.cutMs, bytes: sectionBytes(stateDirectory) };
  } finally {
    await running.deployment.stop();
    rmSync(stateDirectory, { recursive: true, force: true });
  }
}

function sectionBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((bytes, entry) => {
    const path = join(folder, entry.name);
    return bytes + (entry.isDirectory() ? sectionBytes(path) : statSync(path).size);
  }, 0);
}
