/** Where a run keeps its state: in a directory that its caller gives, which is taken for it alone, or in one of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlRequest } from './control-messages.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import { goOnWith, takeStateDirectory } from './state-directory.ts';

export class RunState {
  readonly directory: string;
  /** Why the run cannot have it. */
  readonly error: string | null = null;
  readonly #options: DeploymentOptions;
  readonly #resumes: boolean = false;
  /** Gives the directory up. */
  readonly unlock: () => void = () => undefined;

  constructor(options: DeploymentOptions) {
    const { stateDirectory, topology, goesOn } = options;
    this.#options = options;
    this.directory = stateDirectory ?? mkdtempSync(join(tmpdir(), 'potoroo-'));
    if (stateDirectory === undefined) return;
    if (goesOn !== undefined) {
      // What is handed over has the workers that it is to have.
      this.unlock = goesOn.unlock;
      goOnWith(stateDirectory, topology);
      return;
    }
    const taken = takeStateDirectory(stateDirectory, topology);
    if (!taken.ok) {
      this.error = taken.error;
      return;
    }
    this.unlock = taken.value.release;
    this.#resumes = taken.value.resumes;
  }

  /** A run that goes on does so with the workers that it had; then as many join or leave as are wanted now. */
  actionsFor(members: readonly number[]): readonly ControlRequest[] {
    const { workers, onNote } = this.#options;
    if (!this.#resumes || members.length === workers) return [];
    onNote?.(`the state in ${this.directory} was kept by ${members.length} workers: it is given to ${workers} now`);
    const leaving = members.slice(workers).toReversed();
    const joining = Math.max(0, workers - members.length);
    return [
      ...Array.from({ length: joining }, () => ({ type: 'add' }) as const),
      ...leaving.map((worker) => ({ type: 'drain', worker }) as const),
    ];
  }

  /** What is its own goes with it. */
  remove(): void {
    if (this.#options.stateDirectory === undefined) rmSync(this.directory, { recursive: true, force: true });
  }
}
