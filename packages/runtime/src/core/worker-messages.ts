/**
 * What a worker's core is told (events), what it asks of its host (effects), and what it tells the coordinator
 * (reports). All plain data: hosts carry them over sockets, files, or a queue in memory.
 */
import type { Placement } from './placement/placement.ts';

export type WorkerEvent =
  | { readonly type: 'start'; readonly stages: readonly number[] }
  | { readonly type: 'stop-sources' }
  | { readonly type: 'hold-sources'; readonly held: boolean }
  | { readonly type: 'inject'; readonly generation: number; readonly epoch: number }
  | { readonly type: 'complete'; readonly epoch: number }
  /** The bytes are only valid during the step. */
  | { readonly type: 'link-bytes'; readonly from: number; readonly bytes: Uint8Array }
  | { readonly type: 'intake-opened'; readonly stage: number; readonly intake: number }
  /** The bytes belong to the core from now on. */
  | { readonly type: 'intake-bytes'; readonly stage: number; readonly intake: number; readonly bytes: Uint8Array }
  | { readonly type: 'intake-ended'; readonly stage: number; readonly intake: number }
  | { readonly type: 'intake-broken'; readonly stage: number; readonly intake: number; readonly reason: string }
  /** No intake will be opened any more. */
  | { readonly type: 'source-closed'; readonly stage: number }
  | { readonly type: 'written'; readonly stage: number; readonly epoch: number }
  | { readonly type: 'wake' };

export type WorkerEffect =
  | { readonly type: 'send'; readonly to: number; readonly bytes: Uint8Array }
  /** Start taking input: open the file, accept connections. */
  | { readonly type: 'open-source'; readonly stage: number }
  | { readonly type: 'close-source'; readonly stage: number }
  /** Deliver the next chunk of this intake, once. */
  | { readonly type: 'read'; readonly stage: number; readonly intake: number }
  /** Append to the sink, in the order of these effects. */
  | { readonly type: 'write'; readonly stage: number; readonly bytes: Uint8Array }
  /** Say `written` once everything written to this sink so far is out of our hands. */
  | { readonly type: 'release'; readonly stage: number; readonly epoch: number }
  /** Say `wake` at this time, or as soon as other events had their turn. An earlier wake replaces a later one. */
  | { readonly type: 'wake'; readonly at: number }
  | { readonly type: 'report'; readonly report: WorkerReport };

/** What a task tells. */
export type TaskReport =
  | { readonly type: 'acked'; readonly epoch: number; readonly stage: number }
  /** Every record of the source has been pushed into the topology; a barrier injected from now on covers them. */
  | { readonly type: 'source-ended'; readonly stage: number }
  | { readonly type: 'released'; readonly stage: number; readonly epoch: number }
  | { readonly type: 'outbox'; readonly stage: number; readonly full: boolean };

/** What a worker tells: an ack carries the records that the task had taken at its cut, so that the sums of an epoch agree. */
export type WorkerReport =
  | Exclude<TaskReport, { readonly type: 'acked' }>
  | (Extract<TaskReport, { readonly type: 'acked' }> & { readonly records: number });

/** Where a worker stands: decided by the coordinator, the same for all workers but for `self`. */
export type WorkerAssignment = {
  readonly generation: number;
  readonly self: number;
  readonly workers: number;
  readonly placement: Placement;
};
