/**
 * How long a run may take to begin: as long again with each process that takes the place of another, of which there are only so
 * many. Mutable.
 */
import { limits } from '@potoroo/shared/limits';
import { isStopped } from './stopped-process.ts';

export type StartPatienceParts = {
  readonly hasStarted: () => boolean;
  readonly processes: () => readonly { readonly name: string; readonly pid: number }[];
  readonly failed: (reason: string) => void;
};

export class StartPatience {
  readonly #parts: StartPatienceParts;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: StartPatienceParts) {
    this.#parts = parts;
  }

  begin(): void {
    clearTimeout(this.#timer);
    if (this.#parts.hasStarted()) return;
    this.#timer = setTimeout(() => this.#isOver(), limits.workerStartTimeoutMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #isOver(): void {
    const { processes, failed } = this.#parts;
    const stopped = processes().find(({ pid }) => isStopped(pid));
    const why =
      stopped === undefined
        ? 'does a source or sink wait for the other end of a pipe, or is the machine overloaded?'
        : `${stopped.name} (process ${stopped.pid}) is stopped: start the run again`;
    failed(`the workers were not ready within ${limits.workerStartTimeoutMs / 1000} s; ${why}`);
  }
}
