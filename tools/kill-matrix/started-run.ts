/** The run of a cell: a deployment of which one process ends at one exact moment, and what is asked of it besides. */
import { appendFileSync } from 'node:fs';
import type { Deployment, DeploymentOptions } from '@potoroo/runtime/node';
import { deployChanges, startDeployment } from '@potoroo/runtime/node';
import type { RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { type Cell, movedTo } from './cells.ts';

/** Of the sequence window. */
const movedKey = '0';
const workers = 3;

export type Started = {
  readonly topology: Topology;
  /** A file: see die-at.ts. */
  readonly mark: string;
  /** Where the run goes on from, once whoever supervises it was killed, and the next version. */
  readonly stateDirectory: string;
  readonly onNote: (text: string) => void;
};

/** `done`: of whichever version is the last. */
export function startRun(cell: Cell, { mark, ...given }: Started): Pick<Deployment, 'done' | 'stop'> {
  const script = new Script(cell, { mark, topology: given.topology, handOver: () => void handOver() });
  const teller = cell.process === 'server' ? 'coordinator' : cell.process;
  const options: DeploymentOptions = {
    ...given,
    workers,
    after: [],
    barrierIntervalMs: 100,
    heartbeatTimeoutMs: 2_000,
    recoveriesMax: 10,
    tcpLingerMs: null,
    // A spare would take the seat of the joiner that is under test.
    spareAfterMs: cell.process === 'spare' ? 0 : null,
    preload: (name) => (name === teller ? orderFor(cell, mark) : null),
    onTelemetry: (frame) => script.see(frame, deployment),
    onListening: () => undefined,
  };
  const deployment = startDeployment(options);
  let running = deployment;
  let resolve: (summary: RunSummary) => void = () => undefined;
  const done = new Promise<RunSummary>((settle) => {
    resolve = settle;
  });
  const watch = (): unknown => running.done.then(resolve);
  /** To the same version: a run whose coordinator is lost then goes on as it was. */
  const handOver = async (): Promise<void> => {
    const asked = { running, from: options, to: options, states: new Map(), changes: 1 };
    running = (await deployChanges(asked)).deployment ?? running;
    watch();
  };
  watch();
  return { done, stop: () => running.stop() };
}

/** How many bytes the mark has before anybody dies: one is left when a move or a hand-over is asked for. */
export const markBefore = ({ asks }: Cell): number => (asks === 'add' ? 0 : 1);

function orderFor(cell: Cell, mark: string): string {
  const { process: victim, moment, nth, way } = cell;
  const order = new URL('./die-at.ts', import.meta.url);
  const whom = victim === 'server' ? 'parent' : 'self';
  const from = String(markBefore(cell));
  for (const [name, value] of Object.entries({ moment, nth: String(nth), how: way, mark, whom, from }))
    order.searchParams.set(name, value);
  return order.href;
}

type ScriptParts = { readonly mark: string; readonly topology: Topology; readonly handOver: () => void };

/** What is asked of the run, each when telemetry has shown that it is time. */
class Script {
  readonly #cell: Cell;
  readonly #mark: string;
  readonly #stateStage: number;
  readonly #handOver: () => void;
  #next: 'lose' | 'move' | 'hand-over' | 'add' | 'drain' | 'nothing';

  constructor(cell: Cell, { mark, topology, handOver }: ScriptParts) {
    this.#cell = cell;
    this.#mark = mark;
    this.#handOver = handOver;
    this.#stateStage = topology.stages.find(({ kind }) => kind === 'keyed')?.id ?? 0;
    this.#next = cell.duringRecovery ? 'lose' : cell.asks;
  }

  see({ ledger }: TelemetryFrame, deployment: Deployment): void {
    if (ledger.released < 500) return;
    const isSpare = this.#cell.process === 'spare';
    if (isSpare && this.#next === 'add' && !deployment.processes().some(({ name }) => name === 'spare')) return;
    switch (this.#next) {
      case 'lose':
        this.#next = 'add';
        return this.#lose(deployment);
      case 'move': {
        this.#next = 'nothing';
        appendFileSync(this.#mark, 'a');
        const alone = { stage: this.#stateStage, key: movedKey, worker: movedTo };
        void deployment.request({ type: 'move', ...alone }).then(() => {
          this.#next = 'add';
        });
        return;
      }
      case 'hand-over':
        this.#next = 'nothing';
        appendFileSync(this.#mark, 'a');
        return this.#handOver();
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
