/** What the coordinator is told (events), and what it asks of its host (effects). Plain data. */
import type { Quarantined } from '../api/index.ts';
import type { Placement } from './placement/placement.ts';
import type { Solo } from './placement/solo-slots.ts';
import type { Reconfiguration, TaskReport } from './worker-messages.ts';

/** What a recovery starts from: everything that was true when an epoch was complete. Kept in the manifest. */
export type Durable = {
  readonly epoch: number;
  readonly members: readonly number[];
  /** The name of the next worker that is added: no member, and none that has left, has it or a later one. */
  readonly nextWorker: number;
  readonly placement: Placement;
  /** State objects with a slot of their own. */
  readonly solos: readonly Solo[];
  /** Source stages whose every record is covered. */
  readonly covered: readonly number[];
  /** Sink stage -> the last epoch that has left. */
  readonly released: ReadonlyMap<number, number>;
  /** The run was being stopped: sources that it covers may have ended early. */
  readonly stopping: boolean;
};

/** Identifies what somebody asked for, until it is answered. */
export type RequestId = number;

export type CoordinatorEvent =
  /** A worker's process is up and can be linked. */
  | { readonly type: 'joined'; readonly worker: number }
  /** A process that was to join cannot open what it would need, and waits for its end: another one could not either. */
  | { readonly type: 'join-failed'; readonly worker: number; readonly reason: string }
  /** A worker has loaded what it owns and has its links: it is ready to start, or to take part. */
  | { readonly type: 'readied'; readonly worker: number }
  /** A member has its link to a worker that joins. */
  | { readonly type: 'linked'; readonly worker: number; readonly peer: number }
  /** A worker has the slots that will move to it, as of the last checkpoint. */
  | { readonly type: 'warmed'; readonly worker: number }
  | { readonly type: 'reported'; readonly worker: number; readonly report: TaskReport }
  | {
      readonly type: 'worker-lost';
      readonly worker: number;
      readonly reason: string;
      /** Nobody else is known to have ended it or stopped it. */
      readonly byItself: boolean;
      /** In safe mode: the record, and the snippet, with which it was busy in this generation, and what happened. */
      readonly suspect: Quarantined | null;
    }
  /** The manifest of an epoch is durable; or it could not be written. */
  | { readonly type: 'committed'; readonly generation: number; readonly epoch: number }
  | {
      readonly type: 'commit-failed';
      readonly generation: number;
      readonly epoch: number;
      readonly reason: string;
    }
  | { readonly type: 'add-requested'; readonly request: RequestId }
  | { readonly type: 'drain-requested'; readonly request: RequestId; readonly worker: number }
  /** The object of a key shall have a slot of its own, at this worker. */
  | {
      readonly type: 'move-requested';
      readonly request: RequestId;
      readonly stage: number;
      readonly key: string;
      readonly worker: number;
    }
  /** The object of a key shall be where its key belongs. */
  | { readonly type: 'release-requested'; readonly request: RequestId; readonly stage: number; readonly key: string }
  | { readonly type: 'checkpoint-requested'; readonly request: RequestId }
  /** Another version of the pipeline is to go on where this one stands. */
  | { readonly type: 'hand-over-requested'; readonly request: RequestId }
  | { readonly type: 'stop-requested' }
  | { readonly type: 'ticked' };

export type CoordinatorEventType = CoordinatorEvent['type'];

export type CoordinatorEffect =
  /** A generation begins: tell each member what it owns, what the last manifest holds of it, and where the others are. */
  | { readonly type: 'assign'; readonly generation: number; readonly from: Durable }
  /** A process for one more worker is wanted. */
  | { readonly type: 'fork'; readonly worker: number }
  /** Link a worker to the members, as one that owns nothing yet. */
  | { readonly type: 'admit'; readonly worker: number; readonly members: readonly number[] }
  /** Give a worker these slots as of the last manifest. */
  | {
      readonly type: 'warm';
      readonly worker: number;
      readonly slots: readonly { readonly stage: number; readonly slot: number }[];
    }
  | { readonly type: 'start-sources'; readonly stages: readonly number[] }
  | { readonly type: 'stop-sources' }
  | { readonly type: 'hold-sources'; readonly held: boolean }
  | {
      readonly type: 'inject';
      readonly epoch: number;
      readonly to: readonly number[];
      readonly change: Reconfiguration;
    }
  /** Write the manifest of an epoch, and say when it is durable. */
  | { readonly type: 'commit'; readonly generation: number; readonly durable: Durable }
  | { readonly type: 'complete'; readonly epoch: number }
  /** A worker that owns nothing any more ends, and the others forget it. */
  | { readonly type: 'retire'; readonly worker: number; readonly members: readonly number[] }
  /** The generation is over: it must be durable before a worker hears of it; every worker drops what it holds. */
  | { readonly type: 'roll-back'; readonly generation: number; readonly lost: readonly number[] }
  | { readonly type: 'answer'; readonly request: RequestId; readonly error: string | null }
  /** Nothing moves any more, and all that this version did is kept and has left. */
  | { readonly type: 'hand-over'; readonly epoch: number }
  /** The run is over: every source has ended and every output is released. */
  | { readonly type: 'finish'; readonly stopped: boolean }
  | { readonly type: 'fail'; readonly reason: string };
