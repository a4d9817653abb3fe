/** What a worker's sinks need dialled: it has given up the right to, and its supervisor does it in its place. Mutable. */
import type { Socket } from 'node:net';
import type { FromWorkerProcess, ToWorkerProcess } from './control-messages.ts';
import type { Address } from './dial.ts';

type Answer = Extract<ToWorkerProcess, { type: 'dialled' }>;

export class Dials {
  readonly #tell: (message: FromWorkerProcess) => void;
  readonly #open = new Map<number, (error: string | null, socket: Socket | null) => void>();
  #next = 0;

  constructor(tell: (message: FromWorkerProcess) => void) {
    this.#tell = tell;
  }

  dial({ host, port }: Address, once: boolean): Promise<Socket> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, (error, socket) => {
        if (socket !== null) resolve(socket);
        else reject(new Error(error ?? 'there is no connection'));
      });
      this.#tell({ type: 'dial', id, host, port, once });
    });
  }

  answered({ id, error }: Answer, socket: Socket | null): void {
    this.#open.get(id)?.(error, socket);
    this.#open.delete(id);
  }
}
