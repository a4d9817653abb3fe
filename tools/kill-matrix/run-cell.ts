/**
 * One cell of the kill matrix: a run of real processes from file to file, with a worker that joins and one that is drained,
 * in which one process ends at one exact moment. What it wrote is judged by a reference that knows nothing of the product.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Deployment, startDeployment } from '@potoroo/runtime/node';
import type { RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { compiledExample } from '../acceptance/compiled-example.ts';
import { applicationNamed, type Inputs } from '../inputs/applications.ts';
import type { Cell } from './cells.ts';

const application = applicationNamed('sequence-window');
const format = 'framed';
const workers = 3;
/** Slow enough that every phase happens while records flow, short enough for two hundred runs; a busy machine needs longer ones. */
const recordsPerSecond = 12_000;
const usualLengths = [60_000, 240_000];
const inputsOf = (records: number): Inputs => application.make({ records, seed: 7, format });
const neverCame = 'the moment never came, so nothing was killed';

/** What hangs is a fault as well; a busy machine takes its time. */
const patienceMs = 120_000;

async function endOf(run: Deployment): Promise<RunSummary | null> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  const summary = await Promise.race([run.done, hung]);
  clearTimeout(timer);
  if (summary === null) await run.stop();
  return summary;
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
  const run = start(cell, { topology: wired({ directory, inputs }, output), mark, notes });
  const summary = await endOf(run);
  if (summary === null) return `it has not ended within ${patienceMs / 60_000} minutes`;
  if (!existsSync(mark) || statSync(mark).size === 0) return neverCame;
  if (cell.way === 'disk-full' && !notes.some((note) => note.includes('ENOSPC') || note.startsWith('the coordinator')))
    return 'nobody said that the disk was full';
  if (summary.error !== null) return `the run failed: ${summary.error}`;
  const { deadLetters } = summary;
  if (deadLetters > 0) return `${deadLetters} records became dead letters`;
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

type Started = { readonly topology: Topology; readonly mark: string; readonly notes: string[] };

function start(cell: Cell, { topology, mark, notes }: Started): Deployment {
  const script = new Script(cell);
  const deployment = startDeployment({
    topology,
    workers,
    after: [],
    barrierIntervalMs: 100,
    heartbeatTimeoutMs: 2_000,
    recoveriesMax: 10,
    tcpLingerMs: null,
    // A spare would take the seat of the joiner that is under test.
    spareAfterMs: cell.process === 'spare' ? 0 : null,
    preload: (name) => (name === cell.process ? orderFor(cell, mark) : null),
    onTelemetry: (frame) => script.see(frame, deployment),
    onListening: () => undefined,
    onNote: (note) => notes.push(note),
  });
  return deployment;
}

function orderFor({ moment, nth, way }: Cell, mark: string): string {
  const order = new URL('./die-at.ts', import.meta.url);
  for (const [name, value] of Object.entries({ moment, nth: String(nth), how: way, mark }))
    order.searchParams.set(name, value);
  return order.href;
}

/** What is asked of the run besides, each when telemetry has shown that it is time. */
class Script {
  readonly #cell: Cell;
  #next: 'lose' | 'add' | 'drain' | 'nothing';

  constructor(cell: Cell) {
    this.#cell = cell;
    this.#next = cell.duringRecovery ? 'lose' : 'add';
  }

  see({ ledger }: TelemetryFrame, deployment: Deployment): void {
    if (ledger.released < 500) return;
    const isSpare = this.#cell.process === 'spare';
    if (isSpare && this.#next === 'add' && !deployment.processes().some(({ name }) => name === 'spare')) return;
    switch (this.#next) {
      case 'lose':
        this.#next = 'add';
        return this.#lose(deployment);
      case 'add':
        this.#next = 'nothing';
        void deployment.request({ type: 'add' }).then(() => {
          this.#next = 'drain';
        });
        return;
      case 'drain':
        this.#next = 'nothing';
        // Refused where the run has lost the worker or is at its end: neither matters here.
        void deployment.request({ type: 'drain', worker: 2 });
        return;
      case 'nothing':
    }
  }

  /** A worker other than the one under test. */
  #lose(deployment: Deployment): void {
    const other = this.#cell.process === 'w3' ? 'w2' : 'w3';
    const found = deployment.processes().find(({ name }) => name === other);
    if (found !== undefined) process.kill(found.pid, 'SIGKILL');
  }
}
