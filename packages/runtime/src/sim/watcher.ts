/**
 * What somebody who looks at a simulated world is told while it runs, and the little that they may change: what a program
 * does (to see records met) and how long a record keeps a worker busy. A world without a watcher is the same world.
 */
import type { ProgramBuilder } from '../api/index.ts';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorState, WorkerAssignment } from '../core/index.ts';

export type End = number | 'coordinator';

/** Something on its way between two processes. */
export type Letter = {
  readonly from: End;
  readonly to: End;
  readonly generation: number;
  /** What it says, such as `inject` or `acked`; `frames` where it is bytes of a link between workers. */
  readonly what: string;
  readonly bytes: Uint8Array | null;
};
export type Flight = Letter & { readonly id: number; readonly sentAt: number; readonly arrivesAt: number };

export type Watcher = {
  readonly sent: (flight: Flight) => void;
  readonly arrived: (id: number) => void;
  readonly decided: (
    before: CoordinatorState,
    event: CoordinatorEvent,
    after: CoordinatorState,
    effects: readonly CoordinatorEffect[],
  ) => void;
  /** The program that a worker is given in the place of its own. */
  readonly program: (assignment: WorkerAssignment, program: ProgramBuilder) => ProgramBuilder;
  /** How long what a worker has just done keeps it busy; asked after each of its steps. */
  readonly spentMs: (worker: number) => number;
  /** Bytes of a sink have left. */
  readonly wrote: (stage: number, at: number, bytes: Uint8Array) => void;
  readonly started: (worker: number) => void;
  readonly ended: (worker: number, reason: string) => void;
};
