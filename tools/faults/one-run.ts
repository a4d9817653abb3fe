/**
 * One run of an application from files to a file, with faults drawn from a seed from its first second to its last. What it
 * wrote is judged by a reference that knows nothing of the product.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunSummary } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { compiledExample } from '../acceptance/compiled-example.ts';
import { ledgerFault } from '../acceptance/ledger-fault.ts';
import { applicationNamed } from '../inputs/applications.ts';
import { type Act, actText, drawAct, type Random, randomFrom } from './random-acts.ts';
import type { FromSupervisor, Process, Supervised } from './supervisor.ts';

export type RunOrder = {
  readonly application: string;
  readonly seed: number;
  readonly records: number;
  /** Records a second of each source. */
  readonly rate: number;
  readonly directory: string;
  readonly say: (text: string) => void;
};
export type Outcome = { readonly faults: number; readonly fault: string | null };

const keys: Readonly<Record<string, string>> = { 'market-spread': 'AAPL', alphabet: 'a', 'sequence-window': '0' };
export const applications = Object.keys(keys);
const format = 'framed';
/** What hangs is a fault as well. */
const patienceMs = 300_000;

export async function runWithFaults(order: RunOrder): Promise<Outcome> {
  const { application: name, directory, records, seed } = order;
  mkdirSync(directory, { recursive: true });
  const application = applicationNamed(name);
  const inputs = application.make({ records, seed, format, rejectedShare: 0.05, flicker: 0.1 });
  const output = path.join(directory, 'out');
  const topology = wired(order, { inputs, output });
  const play = new Play(order, topology);
  const { summary, faults } = await play.over;
  if (summary === null)
    return { faults, fault: `it has not ended ${patienceMs / 60_000} minutes after its last fault` };
  if (summary.error !== null) return { faults, fault: `the run failed: ${summary.error}` };
  if (summary.deadLetters > 0) return { faults, fault: `${summary.deadLetters} records became dead letters` };
  const uneven = ledgerFault(summary);
  if (uneven !== null) return { faults, fault: uneven };
  const concurrent = inputs.size > 1;
  const actual = readFileSync(output);
  const actualFormat = name === 'market-spread' ? format : 'lines';
  return { faults, fault: application.judge({ inputs, format, actual, actualFormat, generated: 0, concurrent }) };
}

type Wiring = { readonly inputs: ReadonlyMap<string, Uint8Array>; readonly output: string };

function wired({ application, directory, rate }: RunOrder, { inputs, output }: Wiring): Topology {
  const sinkFormat = application === 'market-spread' ? format : 'lines';
  const topology = compiledExample(application, { source: { format }, sink: sinkFormat });
  const stages = topology.stages.map((stage): Topology['stages'][number] => {
    if (stage.kind === 'source') {
      const input = path.join(directory, `in-${stage.node}`);
      writeFileSync(input, inputs.get(stage.node) ?? new Uint8Array(0));
      return { ...stage, connector: { type: 'file', path: input, format, rate } };
    }
    return stage.kind === 'sink' ? { ...stage, connector: { type: 'file', path: output, format: sinkFormat } } : stage;
  });
  return { ...topology, stages };
}

type End = { readonly summary: RunSummary | null; readonly faults: number };

/** The run and whoever does things to it. Mutable. */
class Play {
  readonly over: Promise<End>;
  readonly #order: RunOrder;
  readonly #supervised: Supervised;
  readonly #object: { readonly stage: number; readonly key: string };
  readonly #random: Random;
  #child: ChildProcess;
  #processes: readonly Process[] = [];
  #members: readonly string[] = [];
  #faults = 0;
  #released = 0;
  /** The program has told of its run since it was last started: faults that come faster than a start would keep it from ever beginning. */
  #isSeen = false;
  #timer: NodeJS.Timeout | undefined;
  #patience: NodeJS.Timeout | undefined;
  #settle: (end: End) => void = () => undefined;

  constructor(order: RunOrder, topology: Topology) {
    this.#order = order;
    this.#random = randomFrom(order.seed);
    const file = path.join(order.directory, 'topology.json');
    writeFileSync(file, JSON.stringify(topology));
    this.#supervised = { topology: file, stateDirectory: path.join(order.directory, 'state'), workers: 2 };
    const keyed = topology.stages.find(({ kind }) => kind === 'keyed');
    this.#object = { stage: keyed?.id ?? 0, key: keys[order.application] ?? '' };
    this.over = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#child = this.#start();
    this.#plan();
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(new URL('./supervisor.ts', import.meta.url)), [JSON.stringify(this.#supervised)], {
      serialization: 'advanced',
    });
    child.on('message', (message: FromSupervisor) => this.#heard(message));
    child.on('exit', (_, signal) => {
      // Ended by a fault of ours: the program is started again, as a person would.
      if (signal === 'SIGKILL' && child === this.#child) this.#child = this.#start();
    });
    this.#isSeen = false;
    this.#await();
    return child;
  }

  #heard(message: FromSupervisor): void {
    if (message.type === 'note') return this.#order.say(`    ${message.text}`);
    if (message.type === 'over') return this.#end(message.summary);
    if (message.released > this.#released) this.#await();
    this.#isSeen = true;
    this.#released = message.released;
    this.#processes = message.processes;
    this.#members = message.members;
  }

  #await(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#end(null), patienceMs);
  }

  #plan(): void {
    const pauses = [200, 1_000, 2_500];
    const pause = pauses[Math.floor(this.#random() * pauses.length)] ?? 1_000;
    this.#timer = setTimeout(() => {
      if (!this.#isSeen) return this.#plan();
      const scene = { processes: this.#processes, members: this.#members, object: this.#object };
      this.#do(drawAct(this.#random, scene));
      this.#plan();
    }, pause);
  }

  #do(act: Act): void {
    this.#faults++;
    this.#order.say(`  ${actText(act)}`);
    if (act.type === 'ask') {
      if (this.#child.connected) this.#child.send(act.action, () => undefined);
      return;
    }
    const pid =
      act.process === 'server' ? this.#child.pid : this.#processes.find(({ name }) => name === act.process)?.pid;
    if (pid === undefined || !signalled(pid, act.signal)) return;
    if (act.thenMs !== null) setTimeout(() => signalled(pid, 'SIGCONT'), act.thenMs);
  }

  #end(summary: RunSummary | null): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    if (summary === null) this.#child.removeAllListeners('exit').kill('SIGKILL');
    this.#settle({ summary, faults: this.#faults });
  }
}

/** False where it has ended meanwhile. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
