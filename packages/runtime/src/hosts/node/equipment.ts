/** What the supervisor gives a worker's process before it can have any place in the run, and what it knew of it when the run began. */
import { limits } from '@potoroo/shared/limits';
import type { Equipment } from './control-messages.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import type { InputFile } from './input-files.ts';
import { inputFilesOf } from './input-files.ts';
import type { openJournals } from './journal/journals.ts';
import { marksPath } from './marks.ts';
import { canHaveSpare, movableStages } from './recoverable.ts';

type Journals = ReturnType<typeof openJournals>;

export class Equipping {
  readonly movable: readonly number[];
  readonly inputs: readonly InputFile[];
  readonly #options: DeploymentOptions;
  readonly #directory: string | null;
  readonly #journals: Journals;

  /** To be made when the run begins. `directory`: of the run, where it survives losses. */
  constructor(options: DeploymentOptions, directory: string | null, journals: Journals) {
    this.#options = options;
    this.#directory = directory;
    this.#journals = journals;
    const { topology, goesOn } = options;
    const had = goesOn?.inputs ?? [];
    this.movable = movableStages(topology, had);
    this.inputs = inputFilesOf(topology, had);
  }

  get canHaveSpare(): boolean {
    return canHaveSpare({ topology: this.#options.topology, movable: this.movable }, this.#directory !== null);
  }

  /** Once every journal listens. `begun`: the run has begun. */
  async of(worker: number | 'spare', begun: boolean): Promise<Equipment> {
    const { topology, tcpLingerMs: lingerMs, telemetryIntervalMs = limits.telemetryIntervalMs } = this.#options;
    const { movable, inputs } = this;
    const marks = this.#directory === null ? null : marksPath(this.#directory, worker);
    const journaled = this.#journals === null ? [] : [...(await this.#journals.addresses)];
    return { topology, begun, lingerMs, telemetryIntervalMs, journaled, marks, movable, inputs };
  }
}
