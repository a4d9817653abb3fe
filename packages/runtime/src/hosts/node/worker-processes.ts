/** The worker processes of a deployment: started, replaced and ended at the coordinator's word. One has no successor before it has ended. */
import type { ChildProcess } from 'node:child_process';
import type { Topology } from '@potoroo/shared/topology';
import type { ChildEvents } from './child-process.ts';
import { toWorker } from './child-process.ts';
import type { FromWorkerProcess, Joins } from './control-messages.ts';
import { dialReceiver } from './dial.ts';
import { profilesOf, type RunningProfile } from './running-profiles.ts';
import type { ProcessEnd } from './worker-ends.ts';
import { nameOf } from './worker-seats.ts';

export type BeginsHow = { readonly wasSpare: boolean; readonly joins: Joins };

export type WorkerProcessesParts = {
  readonly topology: Topology;
  readonly fork: (worker: number, events: ChildEvents) => ChildProcess;
  /** One that is ready, where there is one: it is told that it is this worker. */
  readonly spare: (worker: number, events: ChildEvents) => ChildProcess | null;
  /** It is there; one that was no spare has not been told anything. */
  readonly begin: (worker: number, child: ChildProcess, how: BeginsHow) => void;
  /** One ended that nobody had asked to. */
  readonly lost: (worker: number, pid: number, end: ProcessEnd) => void;
  readonly failed: (reason: string) => void;
  readonly isOver: () => boolean;
};

export class WorkerProcesses {
  readonly #parts: WorkerProcessesParts;
  readonly #children = new Map<number, ChildProcess>();
  /** Those whose end was asked for. */
  readonly #replaced = new WeakSet<ChildProcess>();
  /** Of those, the ones that have not ended yet. */
  readonly #ending = new Set<number>();
  /** To be started when the one before has ended. */
  readonly #awaited = new Map<number, Joins>();

  constructor(parts: WorkerProcessesParts) {
    this.#parts = parts;
  }

  /** Those that are there, and those that will be. */
  get all(): readonly number[] {
    return [...new Set([...this.#children.keys(), ...this.#awaited.keys()])];
  }

  /** With their names, in their order. */
  get named(): readonly (readonly [string, ChildProcess])[] {
    const sorted = [...this.#children].toSorted(([a], [b]) => a - b);
    return sorted.map(([worker, child]) => [nameOf(worker), child]);
  }

  profile(names: readonly string[], ms: number): Promise<readonly RunningProfile[]> {
    const { modules } = this.#parts.topology;
    return profilesOf(
      this.named.filter(([name]) => names.includes(name)),
      { ms, modules },
    );
  }

  at(worker: number): ChildProcess | null {
    return this.#children.get(worker) ?? null;
  }

  isReplaced(child: ChildProcess): boolean {
    return this.#replaced.has(child);
  }

  fork(worker: number, joins: Joins): void {
    if (this.#ending.has(worker)) {
      this.#awaited.set(worker, joins);
      return;
    }
    const { fork, begin, lost, failed, spare } = this.#parts;
    const events: ChildEvents = {
      failed: (why) => failed(`worker ${nameOf(worker)} could not be started: ${why}`),
      ended: (end) => {
        if (this.#children.get(worker) === child) this.#children.delete(worker);
        // The coordinator asked for the end of one that is replaced.
        if (!this.#replaced.has(child)) lost(worker, child.pid ?? 0, end);
      },
    };
    const ready = spare(worker, events);
    const child: ChildProcess = ready ?? fork(worker, events);
    if (child.pid === undefined) return;
    this.#children.set(worker, child);
    child.on('message', (message: FromWorkerProcess) => void this.#dial(child, message));
    begin(worker, child, { wasSpare: ready !== null, joins });
  }

  /** Ends the process of a worker, waits for its end, and starts another in its place. */
  replace(worker: number, joins: Joins): void {
    const child = this.#children.get(worker);
    if (child !== undefined) this.#end(worker, child);
    this.fork(worker, joins);
  }

  /** The run has no use for this worker any more. */
  end(worker: number): void {
    this.#awaited.delete(worker);
    const child = this.#children.get(worker);
    if (child === undefined) return;
    this.#end(worker, child);
    this.#children.delete(worker);
  }

  #end(worker: number, child: ChildProcess): void {
    if (this.#replaced.has(child)) return;
    this.#replaced.add(child);
    this.#ending.add(worker);
    child.once('exit', () => {
      this.#ending.delete(worker);
      const joins = this.#awaited.get(worker);
      if (this.#awaited.delete(worker) && !this.#parts.isOver()) this.fork(worker, joins ?? null);
    });
    child.kill('SIGKILL');
  }

  /** A worker has given up the right to dial: what its sinks need is dialled here, if the pipeline names it. */
  async #dial(child: ChildProcess, message: FromWorkerProcess): Promise<void> {
    if (message.type !== 'dial') return;
    const { id, once, ...address } = message;
    const { socket, error } = await dialReceiver(this.#parts.topology, address, once);
    toWorker(child, { type: 'dialled', id, error }, socket);
  }
}
