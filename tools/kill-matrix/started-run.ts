/** The run of a cell: a deployment of which one process ends at one exact moment, and what is asked of it besides. */
import { appendFileSync } from 'node:fs';
import { type Deployment, startDeployment } from '@potoroo/runtime/node';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { type Cell, movedTo } from './cells.ts';

/** Of the sequence window. */
const movedKey = '0';
const workers = 3;

export type Started = {
  readonly topology: Topology;
  /** A file: see die-at.ts. */
  readonly mark: string;
  /** Where the run goes on from, once whoever supervises it was killed. */
  readonly stateDirectory?: string;
  readonly onNote: (text: string) => void;
};

export function startRun(cell: Cell, { mark, ...given }: Started): Deployment {
  const script = new Script(cell, mark, given.topology);
  const teller = cell.process === 'server' ? 'coordinator' : cell.process;
  const deployment = startDeployment({
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
  });
  return deployment;
}

/** How many bytes the mark has before anybody dies: one is left when a move is asked for. */
export const markBefore = ({ asks }: Cell): number => (asks === 'move' ? 1 : 0);

function orderFor(cell: Cell, mark: string): string {
  const { process: victim, moment, nth, way } = cell;
  const order = new URL('./die-at.ts', import.meta.url);
  const whom = victim === 'server' ? 'parent' : 'self';
  const from = String(markBefore(cell));
  for (const [name, value] of Object.entries({ moment, nth: String(nth), how: way, mark, whom, from }))
    order.searchParams.set(name, value);
  return order.href;
}

/** What is asked of the run, each when telemetry has shown that it is time. */
class Script {
  readonly #cell: Cell;
  readonly #mark: string;
  readonly #stateStage: number;
  #next: 'lose' | 'move' | 'add' | 'drain' | 'nothing';

  constructor(cell: Cell, mark: string, { stages }: Topology) {
    this.#cell = cell;
    this.#mark = mark;
    this.#stateStage = stages.find(({ kind }) => kind === 'keyed')?.id ?? 0;
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
