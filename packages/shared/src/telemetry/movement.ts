/**
 * The movement ledger of a running deployment: one entry for each thing that was asked of it, and for each process that
 * was lost. An entry is told whole at each change, with a greater revision, so that the last one heard is the truth.
 */
import type { NodeId } from '../ids.ts';
import type { Disturbance } from './disturbance.ts';

export type MovementCause =
  /** The name that the new worker gets; empty until the request is taken up. */
  | { readonly type: 'add'; readonly worker: string }
  | { readonly type: 'drain'; readonly worker: string }
  /** Asked for: `w1`, or `coordinator`. */
  | { readonly type: 'kill'; readonly process: string }
  /** A process that ended or fell silent by itself, or by somebody else's hand. */
  | { readonly type: 'loss'; readonly process: string; readonly how: string }
  /** A single object, to a slot of its own at this worker; and back to where its key belongs. */
  | { readonly type: 'move'; readonly state: NodeId; readonly key: string; readonly worker: string }
  | { readonly type: 'release'; readonly state: NodeId; readonly key: string }
  | { readonly type: 'checkpoint' }
  /** It lasts so long, and ends by itself. */
  | (Disturbance & { readonly forMs: number })
  /** Another version of the pipeline goes on with the run; `changes`: in how many places it differs. */
  | { readonly type: 'deploy'; readonly changes: number };

/** The last three are ends. */
export type MovementPhase =
  | 'asked'
  /** Taken up: it waits for the next barrier, or, of a kill, until the loss is noticed. */
  | 'queued'
  /** Joiners link up, new owners are given what the last checkpoint has of their slots. */
  | 'preparing'
  /** Its barrier is in flight. */
  | 'moving'
  /** Everything goes back to the last checkpoint. */
  | 'recovering'
  /** Of a disturbance: it is in effect. */
  | 'lasting'
  | 'done'
  | 'refused'
  | 'failed';

/** Milliseconds since the deployment started, the clock of `TelemetryFrame.atMs`; null: not yet, or never. */
export type MovementTimes = {
  readonly askedMs: number;
  /** Preparing began; of a recovery: everybody was told to go back; of a disturbance: it began. */
  readonly startedMs: number | null;
  /** The barrier was injected. */
  readonly cutMs: number | null;
  /** The manifest of its epoch was durable. */
  readonly keptMs: number | null;
  /** Over; of a recovery: records flow again. */
  readonly endedMs: number | null;
};

/**
 * What moves of one stage, as columns with a row for each slot. Workers by index, as in `KeyedStageSample.placement`.
 * The last three are -1 until the slot has arrived.
 */
export type MovedSlots = {
  readonly stage: number;
  /** The node of the state, the source or the sink; a source and a sink have one slot. */
  readonly node: NodeId;
  readonly kind: 'keyed' | 'source' | 'sink';
  readonly slots: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly arrivedMs: readonly number[];
  /** That travelled for the slot, ahead of the barrier and with it. */
  readonly bytes: readonly number[];
  /** How long the first record that came before the slot waited for it. */
  readonly holdMs: readonly number[];
};

export type Movement = {
  /** Grows within a run. */
  readonly id: number;
  readonly revision: number;
  readonly cause: MovementCause;
  readonly phase: MovementPhase;
  /** Why it was refused or has failed. */
  readonly reason: string | null;
  readonly generation: number;
  /** The barrier that it takes part in; those of one barrier were batched. Of a recovery: the checkpoint it goes back to. */
  readonly barrier: number | null;
  readonly times: MovementTimes;
  /** Slots of keyed stages: those that change their owner, all, and how few could have moved. */
  readonly moved: number;
  readonly total: number;
  readonly minimum: number;
  /** State objects, and bytes, that have arrived; of a checkpoint the bytes that were kept. */
  readonly objects: number;
  readonly bytes: number;
  /** Of a recovery: about so many records are read again, those accepted since its checkpoint as workers last told. */
  readonly redone?: number | undefined;
  /** How long records waited for their slot, over the moved slots of keyed stages: 0 where none came before it; null where none has arrived. */
  readonly holdMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  readonly stages: readonly MovedSlots[];
};

export const isOver = ({ phase }: Pick<Movement, 'phase'>): boolean =>
  phase === 'done' || phase === 'refused' || phase === 'failed';
