/**
 * What a running deployment tells about itself: a conflated sample at most four times a second. Counters only grow
 * within a run; rates are made by whoever shows them, from two samples and their times.
 */
import type { NodeId } from '../ids.ts';
import type { Disturbance } from './disturbance.ts';

export type DeadLetter = {
  readonly node: NodeId;
  /**
   * `decode`: bytes that are no record; `snippet`: user code threw; `record`: what user code returned cannot travel;
   * `quarantine`: user code came to no end with a record, which is skipped from its source on.
   */
  readonly kind: 'decode' | 'snippet' | 'record' | 'quarantine';
  readonly message: string;
  /** In the snippet as its author sees it, from 1; null where unknown. */
  readonly line: number | null;
  /** The record as text, cut to a limit. */
  readonly record: string;
  readonly key: string | null;
  readonly worker: string;
};

export type WorkerSample = {
  readonly name: string;
  readonly pid: number;
  /** `starting`: its process comes up; `recovering`: it goes back to the last checkpoint, as everybody does. */
  readonly phase: 'starting' | 'recovering' | 'running' | 'stopped' | 'failed';
  readonly slots: number;
  /** While it recovers: as many as were last known. */
  readonly objects: number;
  /**
   * Records handled by all processes of this worker, recoveries undone as in the ledger: applied to state objects, or, where
   * the pipeline has no state, accepted from its sources. With those of `gone` they are all that was applied.
   */
  readonly records: number;
  /** Records that left this worker for another, and bytes. */
  readonly sentRecords: number;
  readonly sentBytes: number;
  /** Shares of the time since the previous sample, 0 to 1; they add up to at most 1. */
  readonly busy: number;
  readonly backPressured: number;
  readonly queuedBytes: number;
  readonly memoryBytes: number;
  /**
   * It has answered nothing for so long: code that it runs may come to no end. `node`: with whose code it is busy, where that
   * is known, which is after a loss. Absent where it answers.
   */
  readonly silent?: { readonly ms: number; readonly node: NodeId | null } | undefined;
  /** Latencies of the records it handled since the generation began, in the buckets of `latency.ts`; absent before its first sample. */
  readonly latency?: readonly number[] | undefined;
};

/** A process of a worker that is there no more: its worker has left, or another process has its place. */
export type GoneProcess = {
  readonly worker: string;
  readonly pid: number;
  readonly how: 'left' | 'lost';
  /** Null: before the clock of this run began, which a supervisor that goes on with it starts anew. */
  readonly atMs: number | null;
  /** Of a worker that has left: all that it handled; null: the next process of this worker goes on counting. */
  readonly records: number | null;
};

/** Per node, over all workers. Shares are of the time since the previous sample, 0 to 1, the highest of all workers. */
export type NodeSample = {
  readonly node: NodeId;
  /** Since the start. */
  readonly recordsIn: number;
  /** Since the start; of a sink, what was released. */
  readonly recordsOut: number;
  /** How long the node takes for a record, measured on a few while somebody looks; null where nothing was measured. */
  readonly costMicros: number | null;
  /** What that makes of a worker's time; null where nothing was measured. */
  readonly busy: number | null;
  /** For how long its stage took nothing in, because what it leads to was full. */
  readonly backPressured: number;
  /** How full the fullest way is by which records come to it from another stage. */
  readonly queue: number;
};

/** A record that left a node while somebody looked at its edge. */
export type TappedRecord = {
  readonly node: NodeId;
  /** The key that it had; '' before any key function. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly worker: string;
  /** As JSON, cut to `limits.tapRecordCharsMax`. */
  readonly text: string;
  readonly isCut: boolean;
};

/** What a window wants to see of a run; it holds for `limits.watchLeaseMs`. */
export type WatchRequest = {
  /** How long nodes take for a record. */
  readonly costs: boolean;
  /** Records that leave nodes; `key` null: of any key. */
  readonly taps: readonly { readonly node: NodeId; readonly key: string | null }[];
};

/** In the buckets of `latency.ts`, since the generation began. */
export type Latencies = {
  /** From the read at a source until a record has met a computation, at whichever worker. */
  readonly nodes: readonly { readonly node: NodeId; readonly counts: readonly number[] }[];
  /** From the read at a source until what came of it has left by a sink. */
  readonly ways: readonly { readonly source: NodeId; readonly sink: NodeId; readonly counts: readonly number[] }[];
};

export type SoloSample = {
  readonly slot: number;
  readonly key: string;
  /** By index. */
  readonly worker: number;
  readonly objects: number;
  readonly applied: number;
};

export type KeyedStageSample = {
  readonly state: NodeId;
  /** Slot -> worker index. */
  readonly placement: readonly number[];
  /** Slot -> state objects; where its owner has not come back from a recovery, as many as were last known. */
  readonly objects: readonly number[];
  /** Slot -> records applied since the start, recoveries undone as in the ledger. */
  readonly applied: readonly number[];
  /**
   * Slots of which more than one worker says that it has objects. Samples are of different instants: for a moment it may be
   * so while slots move; where it lasts, a slot has two owners.
   */
  readonly contested?: number | undefined;
  /** Objects that have a slot of their own, behind those above, wherever somebody has moved them; the first of them. */
  readonly solos?: readonly SoloSample[] | undefined;
  /** How many objects have a slot of their own, also where they are too many to be listed; absent where none has. */
  readonly alone?: number | undefined;
};

/**
 * The live account of records. Accepted and applied are those of the last complete epoch: one cut through all workers, so
 * that they can be compared. Released and dead letters are the latest that is known.
 */
export type Ledger = {
  /** Records accepted from sources. */
  readonly accepted: number;
  /** Records applied to state objects. */
  readonly applied: number;
  /** Records released by sinks. */
  readonly released: number;
  readonly deadLetters: number;
  /**
   * Records that one worker sent and another never met, and such that were met more often than they were sent: counted at
   * both ends of every channel and compared at every barrier. What a loss undoes is sent again, and counts anew.
   */
  readonly lost: number;
  readonly doubled: number;
};

/** What a run waits for. Nothing is lost meanwhile, and it goes on by itself. */
export type Trouble = {
  /** `source`: its journal cannot be written; `checkpoint`: one cannot be kept; `sink`: a disk, or a receiver. */
  readonly waits: 'source' | 'checkpoint' | 'sink';
  /** Null for a checkpoint. */
  readonly node: NodeId | null;
  /** What, where, why: `sink totals lost its receiver 127.0.0.1:9000: it closed the connection`. */
  readonly text: string;
  /** By the clock of `TelemetryFrame.atMs`. */
  readonly sinceMs: number;
};

export type LiveRow = { readonly node: NodeId; readonly sequence: number; readonly text: string };

export type TelemetryFrame = {
  readonly sequence: number;
  /** Milliseconds since the deployment started. */
  readonly atMs: number;
  readonly phase: DeploymentPhase;
  readonly epoch: number;
  readonly ledger: Ledger;
  /** As workers last told, of no common cut: rates are of these. The ledger's counts stand still from one epoch to the next. */
  readonly latest: Pick<Ledger, 'accepted' | 'applied'>;
  /** How many records are skipped since code came to no end with them; absent where none is. Their dead letters follow with their epoch. */
  readonly skipped?: number | undefined;
  /** What the run waits for; absent where it waits for nothing. */
  readonly troubles?: readonly Trouble[] | undefined;
  /** What is done to the run for a while, as the workers say that it is done; absent where nothing is. */
  readonly disturbances?: readonly Disturbance[] | undefined;
  /**
   * A loss is being undone since then: everybody goes back to this checkpoint, the last one where there is no coordinator
   * yet to say which. Absent where nothing is.
   */
  readonly recovering?: { readonly sinceMs: number; readonly checkpoint: number | null } | undefined;
  readonly workers: readonly WorkerSample[];
  /** Processes of workers that are there no more, the last of them, oldest first; absent where all are. */
  readonly gone?: readonly GoneProcess[] | undefined;
  readonly nodes: readonly NodeSample[];
  readonly stages: readonly KeyedStageSample[];
  /** The most recent dead letters, at most `limits.deadLettersShownMax`. */
  readonly deadLetters: readonly DeadLetter[];
  /** New rows of live tables since the previous frame, at most `limits.liveRowsPerFrameMax`. */
  readonly liveRows: readonly LiveRow[];
  /** New records of the edges that somebody looks at, at most `limits.tappedPerFrameMax`. */
  readonly tapped: readonly TappedRecord[];
  /**
   * From the read at a source until a record has met its state object, or, where the pipeline has no state, until what came
   * of it has left; microseconds. Null where nothing was measured.
   */
  readonly latency: {
    readonly p50: number;
    readonly p99: number;
    /** Since the generation began, of all workers, in the buckets of `latency.ts`. */
    readonly counts: readonly number[];
  } | null;
  /** Of all workers; absent before anything was measured. */
  readonly latencies?: Latencies | undefined;
};

export type DeploymentPhase = 'starting' | 'running' | 'stopping' | 'finished' | 'stopped' | 'failed';

/** What `potoroo run --json` prints, and what ends a deployment. */
export type RunSummary = {
  readonly ok: boolean;
  /** Why the run failed: what, where, what to do. */
  readonly error: string | null;
  readonly sources: Readonly<Record<string, number>>;
  readonly sinks: Readonly<Record<string, number>>;
  readonly deadLetters: number;
  readonly deadLetterSamples: readonly DeadLetter[];
  /** As it was at the end. */
  readonly ledger: Ledger;
  readonly stateObjects: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** Those that have left among them, with nothing but their records. */
  readonly workers: readonly {
    readonly name: string;
    readonly slots: number;
    readonly objects: number;
    readonly records: number;
  }[];
  /** Where each TCP source listened, for a port of 0: node -> `host:port`. */
  readonly listening: Readonly<Record<string, string>>;
};
