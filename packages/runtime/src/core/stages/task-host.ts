/** What a task needs of its worker. Tasks never see each other: the worker wires one's outputs to the next one's inputs. */
import type { TaskReport } from '../worker-messages.ts';

export interface TaskHost {
  readonly report: (report: TaskReport) => void;
  /** Sends the barrier of an epoch on every channel of every exchange that leaves the stage. */
  readonly forwardBarrier: (stage: number, generation: number, epoch: number) => void;
  /** Gives the sender of a channel its bytes back. */
  readonly grant: (exchange: number, to: number, bytes: number) => void;
  /** A gate may have changed: recompute them, and resume what they let through. */
  readonly gatesChanged: () => void;
}

/** A gate that its worker opens and closes. */
export class TaskGate {
  blocked = false;
}
