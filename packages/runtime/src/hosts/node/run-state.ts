/** Where a run keeps its state: in a directory that its caller gives, which is taken for it alone, or in one of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { ControlRequest, FromCoordinator, UntimedSummary } from './control-messages.ts';
import type { DeploymentOptions, HandedOver } from './deployment-options.ts';
import { lastSummary } from './deployment-options.ts';
import { goOnWith, takeStateDirectory } from './state-directory.ts';

type Started = Extract<FromCoordinator, { type: 'started' }>;

export class RunState {
  readonly directory: string;
  /** Why the run cannot have it. */
  readonly error: string | null = null;
  readonly #options: DeploymentOptions;
  readonly #resumes: boolean = false;
  /** Gives the directory up. */
  readonly #unlock: () => void = () => undefined;
  /** Records that had been accepted when the run began, in an earlier one. */
  #acceptedBefore: number;

  constructor(options: DeploymentOptions) {
    const { stateDirectory, topology, goesOn } = options;
    this.#options = options;
    this.#acceptedBefore = goesOn?.acceptedBefore ?? 0;
    this.directory = stateDirectory ?? mkdtempSync(join(tmpdir(), 'potoroo-'));
    if (stateDirectory === undefined) return;
    if (goesOn !== undefined) {
      // What is handed over has the workers that it is to have.
      this.#unlock = goesOn.unlock;
      goOnWith(stateDirectory, topology, goesOn.inputs);
      return;
    }
    const taken = takeStateDirectory(stateDirectory, topology);
    if (!taken.ok) {
      this.error = taken.error;
      return;
    }
    this.#unlock = taken.value.release;
    this.#resumes = taken.value.resumes;
  }

  /** A run that goes on does so with the workers that it had; then as many join or leave as are wanted now. */
  started({ members, accepted }: Pick<Started, 'members' | 'accepted'>): readonly ControlRequest[] {
    const { workers, onNote, goesOn } = this.#options;
    if (goesOn === undefined) this.#acceptedBefore = accepted;
    if (!this.#resumes || members.length === workers) return [];
    onNote?.(`the state in ${this.directory} was kept by ${members.length} workers: it is given to ${workers} now`);
    const leaving = members.slice(workers).toReversed();
    const joining = Math.max(0, workers - members.length);
    return [
      ...Array.from({ length: joining }, () => ({ type: 'add' }) as const),
      ...leaving.map((worker) => ({ type: 'drain', worker }) as const),
    ];
  }

  /** For another version of the pipeline. */
  get handedOver(): Pick<HandedOver, 'unlock' | 'acceptedBefore'> {
    return { unlock: this.#unlock, acceptedBefore: this.#acceptedBefore };
  }

  /** With what this run has accepted in its time. */
  timed(summary: UntimedSummary): RunSummary {
    const { sources, seconds } = summary;
    const accepted = Object.values(sources).reduce((sum, records) => sum + records, 0) - this.#acceptedBefore;
    return { ...summary, recordsPerSecond: seconds > 0 ? Math.round(Math.max(0, accepted) / seconds) : 0 };
  }

  /** Of a run that was ended before it could tell. */
  failed(frame: TelemetryFrame | null, why: Pick<RunSummary, 'error' | 'seconds'>): RunSummary {
    return this.timed(lastSummary(this.#options.topology, frame, why));
  }

  /** What is its own goes with it. */
  remove(): void {
    if (this.#options.stateDirectory === undefined) rmSync(this.directory, { recursive: true, force: true });
  }
}
