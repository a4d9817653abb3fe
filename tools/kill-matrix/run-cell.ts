/**
 * One cell of the kill matrix: a run of real processes from file to file, with a worker that joins and one that is drained,
 * in which one process ends at one exact moment. What it wrote is judged by a reference that knows nothing of the product.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunSummary } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { compiledExample } from '../acceptance/compiled-example.ts';
import { ledgerFault } from '../acceptance/ledger-fault.ts';
import { applicationNamed, type Inputs } from '../inputs/applications.ts';
import type { Cell } from './cells.ts';
import type { ServerOrder } from './server-program.ts';
import { markBefore, type Started, startRun } from './started-run.ts';

const application = applicationNamed('sequence-window');
const format = 'framed';
/** Slow enough that every phase happens while records flow, short enough for two hundred runs; a busy machine needs longer ones. */
const recordsPerSecond = 12_000;
const usualLengths = [60_000, 240_000];
const inputsOf = (records: number): Inputs => application.make({ records, seed: 7, format });
const neverCame = 'the moment never came, so nothing was killed';

/** What hangs is a fault as well; a busy machine takes its time. */
const patienceMs = 120_000;

type Running = { readonly over: Promise<RunSummary>; readonly giveUp: () => unknown };

async function endOf({ over, giveUp }: Running): Promise<RunSummary | null> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  const summary = await Promise.race([over, hung]);
  clearTimeout(timer);
  if (summary === null) await giveUp();
  return summary;
}

function startedHere(cell: Cell, started: Started): Running {
  const run = startRun(cell, started);
  return { over: run.done, giveUp: run.stop };
}

/** In a process of its own, which is started again where it was killed, as a person would. */
function startedApart(cell: Cell, { topology, mark, stateDirectory }: Started, directory: string): Running {
  const topologyFile = path.join(directory, 'topology.json');
  writeFileSync(topologyFile, JSON.stringify(topology));
  const order: ServerOrder = { cell, topologyFile, mark, stateDirectory };
  let server: ChildProcess;
  const over = new Promise<RunSummary>((resolve) => {
    const start = (): void => {
      server = fork(fileURLToPath(new URL('./server-program.ts', import.meta.url)), [JSON.stringify(order)], {
        serialization: 'advanced',
      });
      server.on('message', (summary: RunSummary) => resolve(summary));
      server.on('exit', (_, signal) => {
        if (signal === 'SIGKILL') start();
      });
    };
    start();
  });
  return { over, giveUp: () => server.removeAllListeners('exit').kill('SIGKILL') };
}

/** Null where the result is as if nothing had happened, else what is wrong. */
export async function runCell(cell: Cell, lengths: readonly number[] = usualLengths): Promise<string | null> {
  let fault: string | null = neverCame;
  for (const records of lengths) if (fault === neverCame) fault = await runOn(cell, inputsOf(records));
  return fault;
}

async function runOn(cell: Cell, inputs: Inputs): Promise<string | null> {
  const directory = mkdtempSync(path.join(tmpdir(), 'potoroo-kill-'));
  try {
    return await judged(cell, { directory, inputs });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Place = { readonly directory: string; readonly inputs: Inputs };

async function judged(cell: Cell, { directory, inputs }: Place): Promise<string | null> {
  const [mark, output] = [path.join(directory, 'mark'), path.join(directory, 'out')];
  const notes: string[] = [];
  const started = {
    topology: wired({ directory, inputs }, output),
    mark,
    stateDirectory: path.join(directory, 'state'),
    onNote: (note: string) => notes.push(note),
  };
  const isApart = cell.process === 'server';
  const summary = await endOf(isApart ? startedApart(cell, started, directory) : startedHere(cell, started));
  if (summary === null) return `it has not ended within ${patienceMs / 60_000} minutes`;
  if (!existsSync(mark) || statSync(mark).size <= markBefore(cell)) return neverCame;
  if (cell.way === 'disk-full' && !notes.some((note) => note.includes('ENOSPC') || note.startsWith('the coordinator')))
    return 'nobody said that the disk was full';
  if (summary.error !== null) return `the run failed: ${summary.error}`;
  const { deadLetters } = summary;
  if (deadLetters > 0) return `${deadLetters} records became dead letters`;
  const uneven = ledgerFault(summary);
  if (uneven !== null) return uneven;
  const actual = readFileSync(output);
  return application.judge({ inputs, format, actual, actualFormat: 'lines', generated: 0, concurrent: false });
}

function wired({ directory, inputs }: Place, output: string): Topology {
  const topology = compiledExample('sequence-window', { source: { format }, sink: 'lines' });
  const stages = topology.stages.map((stage): Topology['stages'][number] => {
    if (stage.kind === 'source') {
      const input = path.join(directory, 'in');
      writeFileSync(input, inputs.get(stage.node) ?? new Uint8Array(0));
      return { ...stage, connector: { type: 'file', path: input, format, rate: recordsPerSecond } };
    }
    return stage.kind === 'sink' ? { ...stage, connector: { type: 'file', path: output, format: 'lines' } } : stage;
  });
  return { ...topology, stages };
}
