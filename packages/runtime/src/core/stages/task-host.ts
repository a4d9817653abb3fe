/** What a task needs of its worker. Tasks never see each other: the worker wires one's outputs to the next one's inputs. */
import type { Origin } from '../../api/index.ts';
import type { Credit } from '../exchange/frames.ts';
import type { SlotMove } from '../placement/moves.ts';
import type { SoloKeys } from '../placement/solo-slots.ts';
import type { StageCounts } from '../telemetry/node-totals.ts';
import type { TaskReport } from '../worker-messages.ts';

/** The content of one slot on its way to a new owner. */
export type SlotState = {
  readonly stage: number;
  readonly slot: number;
  /** The barrier at which the slot moves. */
  readonly epoch: number;
  /** Everything, or what changed since the last checkpoint, which the new owner has. */
  readonly full: boolean;
  readonly deltas: number;
  readonly section: Uint8Array;
};

/** A part of a checkpoint. */
export type StoredSection = {
  readonly stage: number;
  readonly slot: number;
  readonly epoch: number;
  readonly full: boolean;
  readonly section: Uint8Array;
};

export interface TaskHost {
  readonly report: (report: TaskReport) => void;
  /** Sends the barrier of an epoch on every channel of every exchange that leaves the stage, and from then on to the new owners. */
  readonly forwardBarrier: (stage: number, epoch: number) => void;
  /** Gives the sender of a channel its bytes back. */
  readonly grant: (exchange: number, to: number, credit: Credit) => void;
  /** A gate may have changed: recompute them, and resume what they let through. */
  readonly gatesChanged: () => void;
  /** What the barrier in flight changes about the slots of a stage. */
  readonly change: (stage: number) => StageChange;
  /** What its ack tells of a stage, as it stands now. */
  readonly counted: (stage: number) => StageCounts;
  /** At a barrier: records of a channel that came and were never sent, or, where it is negative, that were sent and never came. */
  readonly uneven: (surplus: number) => void;
  readonly store: (section: StoredSection) => void;
  readonly handOver: (to: number, state: SlotState) => void;
  /** What is made from here on is made of this record. */
  readonly follow: (origin: Origin) => void;
}

export type StageChange = {
  /** Slots that come to this worker or leave it. */
  readonly moves: readonly SlotMove[];
  /** The last checkpoint was not kept: this one holds everything. */
  readonly everything: boolean;
  /** Keys with a slot of their own from then on; null where they stay as they are. */
  readonly solos: SoloKeys | null;
};

/** A gate that its worker opens and closes. */
export class TaskGate {
  blocked = false;
}
