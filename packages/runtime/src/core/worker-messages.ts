/**
 * What a worker's core is told (events), what it asks of its host (effects), and what it tells the coordinator
 * (reports). All plain data: hosts carry them over sockets, files, or a queue in memory.
 */
import type { ModuleId } from '@potoroo/shared/ids';
import type { Quarantined } from '../api/index.ts';
import type { Placement, SlotTable } from './placement/placement.ts';
import type { SlotMove } from './placement/moves.ts';
import type { Solo } from './placement/solo-slots.ts';
import type { StoredSection } from './stages/task-host.ts';
import type { StageCounts } from './telemetry/node-totals.ts';

/** What a barrier changes, the same for every worker of the view. */
export type Reconfiguration = {
  /** In force after the barrier; null where nothing moves. */
  readonly placement: Placement | null;
  /** State objects with a slot of their own after the barrier; null where nothing moves. */
  readonly solos: readonly Solo[] | null;
  /** Slots that change their owner, by stage. */
  readonly moves: readonly (readonly SlotMove[])[];
  /** The last checkpoint was not kept: this one holds everything. */
  readonly everything: boolean;
};

export const unchanged: Reconfiguration = { placement: null, solos: null, moves: [], everything: false };

export type WorkerEvent =
  /** Before the start: what a checkpoint holds of a slot that this worker owns, oldest section first. */
  | {
      readonly type: 'load';
      readonly stage: number;
      readonly slot: number;
      readonly sections: readonly Uint8Array[];
      /** Of a sink: the last epoch that has left. */
      readonly released: number;
    }
  /** A slot as of the last checkpoint, before it moves here. */
  | { readonly type: 'warm'; readonly stage: number; readonly slot: number; readonly sections: readonly Uint8Array[] }
  /** The link to one more member is up; its channels take part from the next barrier on. */
  | { readonly type: 'peer-joined'; readonly worker: number }
  /** A member that owns nothing any more has gone. */
  | { readonly type: 'peer-left'; readonly worker: number }
  | { readonly type: 'start'; readonly stages: readonly number[] }
  | { readonly type: 'stop-sources' }
  | { readonly type: 'hold-sources'; readonly held: boolean }
  | { readonly type: 'inject'; readonly epoch: number; readonly change: Reconfiguration }
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
  | { readonly type: 'flushed'; readonly stage: number; readonly bytes: number }
  /** A sink that was closed writes nothing any more. `unread`: what its receiver may not have read, as the next owner is to be told. */
  | { readonly type: 'left'; readonly stage: number; readonly unread: Uint8Array }
  | { readonly type: 'wake' };

/** Where a source with many connections goes on. */
export type Connections = {
  /** Those with this number and above are new. */
  readonly next: number;
  /** How far each had been taken; one that is neither new nor here has been taken to its end. */
  readonly open: readonly { readonly connection: number; readonly offset: number }[];
};

export type WorkerEffect =
  | { readonly type: 'send'; readonly to: number; readonly bytes: Uint8Array }
  /** Start taking input: open the file at this position, accept connections. */
  | {
      readonly type: 'open-source';
      readonly stage: number;
      readonly offset: number;
      /** Of a source whose connections are kept in a journal. */
      readonly connections: Connections;
    }
  | { readonly type: 'close-source'; readonly stage: number }
  /** Deliver the next chunk of this intake, once. */
  | { readonly type: 'read'; readonly stage: number; readonly intake: number }
  /**
   * The sink's shard is here from now on. `bytes`: how long the whole output is by then; `left`: how much of it has left, for what is
   * behind that leaves again; `unread`: what the owner before was told when it closed its own.
   */
  | {
      readonly type: 'open-sink';
      readonly stage: number;
      readonly bytes: number;
      readonly left: number;
      readonly unread: Uint8Array;
    }
  /** The shard is to leave: say `left` once everything written is out of our hands, and nothing more comes from here. */
  | { readonly type: 'close-sink'; readonly stage: number }
  /** Append to the sink, in the order of these effects. `at`: bytes of the whole output before these. */
  | { readonly type: 'write'; readonly stage: number; readonly at: number; readonly bytes: Uint8Array }
  /** Say `flushed` once everything written to this sink so far is out of our hands. */
  | { readonly type: 'flush-sink'; readonly stage: number; readonly bytes: number }
  /** Say `written` once everything written to this sink so far is out of our hands. */
  | { readonly type: 'release'; readonly stage: number; readonly epoch: number }
  /** A part of the checkpoint of an epoch; the task's ack follows once all of its parts are given. */
  | { readonly type: 'store'; readonly stored: StoredSection }
  /** Say `wake` at this time, or as soon as other events had their turn. An earlier wake replaces a later one. */
  | { readonly type: 'wake'; readonly at: number }
  | { readonly type: 'report'; readonly report: TaskReport };

/** What a task tells the coordinator. */
export type TaskReport =
  /**
   * The task has cut, and everything of the cut is given to be stored. Since the generation began it had taken so many
   * records by then, of which so many became dead letters, and so many had come to its nodes and left them. `applied`, of a
   * keyed stage: slot -> records, without the zeros at the end.
   */
  | (StageCounts & {
      readonly type: 'acked';
      readonly epoch: number;
      readonly stage: number;
      readonly records: number;
      readonly applied?: readonly number[];
    })
  /**
   * A slot that moved here is owned: its objects are in place, and the records that waited for them are applied. `bytes`
   * travelled for it, ahead of the barrier and with it; the first record that waited did so for `heldMs`.
   */
  | {
      readonly type: 'installed';
      readonly epoch: number;
      readonly stage: number;
      readonly slot: number;
      readonly objects: number;
      readonly bytes: number;
      readonly heldMs: number;
    }
  /** Every record of the source has been pushed into the topology; a barrier injected from now on covers them. */
  | { readonly type: 'source-ended'; readonly stage: number }
  /** `records`: of the whole output, this epoch included. */
  | { readonly type: 'released'; readonly stage: number; readonly epoch: number; readonly records: number }
  | { readonly type: 'outbox'; readonly stage: number; readonly full: boolean }
  /** The snippet threw, and may have left its object half changed: this worker stands still until it is led back. */
  | { readonly type: 'spoilt'; readonly module: ModuleId };

/** Where a worker stands when a generation begins: decided by the coordinator, the same for all but for `self`. */
export type WorkerAssignment = {
  readonly generation: number;
  readonly self: number;
  /** The workers that are linked, this one included. */
  readonly members: readonly number[];
  readonly placement: Placement;
  /** State objects with a slot of their own. */
  readonly solos: readonly Solo[];
  /** The last complete epoch, from whose cut the generation goes on. */
  readonly epoch: number;
  /** Checkpoints are kept: without them a cut only counts and moves. */
  readonly keeps: boolean;
  /** Each worker marks what it is busy with. */
  readonly safe: boolean;
  /** Records that are skipped. */
  readonly quarantine: readonly Quarantined[];
  /** State computations that have thrown: what they throw over is put back as it was. */
  readonly guarded: readonly ModuleId[];
};

export type { Placement, SlotMove, SlotTable };
