/**
 * The connections of a deployment: the link of each worker to the coordinator, and those between workers. The supervisor makes
 * both ends and hands them over; it never reads what goes through them.
 */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { toWorker } from './child-process.ts';
import type { ToCoordinator, ToWorkerProcess } from './control-messages.ts';
import { SocketPairs } from './socket-pairs.ts';

export type WiringParts = {
  /** Those that have been told what they are; null for any other. */
  readonly begun: (worker: number) => ChildProcess | null;
  readonly workerAt: (worker: number) => ChildProcess | null;
  /** The process of now. */
  readonly coordinator: () => ChildProcess | null;
  readonly toCoordinator: (message: ToCoordinator, socket: Socket) => void;
  /** There are no connections to be had. */
  readonly failed: (reason: string) => void;
};

export class WorkerWiring {
  readonly #parts: WiringParts;
  readonly #pairs = new SocketPairs();

  constructor(parts: WiringParts) {
    this.#parts = parts;
  }

  /** Gives a worker and the coordinator the two ends of their link. */
  async introduce(worker: number): Promise<void> {
    const { begun, coordinator, toCoordinator } = this.#parts;
    const [child, partner] = [begun(worker), coordinator()];
    if (child === null) return;
    const pair = await this.pair();
    if (pair === null) return;
    const [one, other] = pair;
    if (begun(worker) !== child || partner !== coordinator()) {
      one.destroy();
      other.destroy();
      return;
    }
    toCoordinator({ type: 'worker', worker, pid: child.pid ?? 0 }, one);
    toWorker(child, { type: 'control', coordinator: partner?.pid ?? 0 }, other);
  }

  async link(generation: number, pairs: readonly (readonly [number, number])[]): Promise<void> {
    await Promise.all(
      pairs.map(async ([one, other]) => {
        const pair = await this.pair();
        if (pair === null) return;
        this.#hand(one, { type: 'peer', generation, worker: other }, pair[0]);
        this.#hand(other, { type: 'peer', generation, worker: one }, pair[1]);
      }),
    );
  }

  /** Null where the run is over, or ends because there is no connection to be had. */
  async pair(): Promise<readonly [Socket, Socket] | null> {
    try {
      return await this.#pairs.make();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#parts.failed(`the processes of the run could not be connected: ${why}`);
      return null;
    }
  }

  close(): void {
    this.#pairs.close();
  }

  #hand(worker: number, message: ToWorkerProcess, socket: Socket): void {
    const child = this.#parts.workerAt(worker);
    if (child === null) socket.destroy();
    else toWorker(child, message, socket);
  }
}
