/**
 * The contract between a pipeline's logic and whatever runs it. Operators implement it from a topology and its snippets;
 * the runtime core and the one-thread topology driver drive it. Nothing here knows a worker: an outlet takes a record
 * and a key, and where the record goes is the runtime's business.
 */
import type { ExchangeId, ModuleId, NodeId, StageId } from '@potoroo/shared/ids';
import type { Watch } from '@potoroo/shared/origins';
import type { RecordLayout } from '@potoroo/shared/record-layout';

/** Looked at between two records: while `blocked`, no further record is taken. */
export type Gate = { readonly blocked: boolean };

/** Where the records of one exchange leave a stage. */
export interface Outlet {
  /** Sends a record of a hash exchange to the state object of its key. */
  send(key: string, record: unknown): void;
  /**
   * Makes a function that does the same for records that are still bytes, with their key at one place in them: the key is made
   * once for each text that comes, not for each record. Null where the key is too long or too short for that.
   */
  sendsByBytes?(place: KeyPlace): SendBytes | null;
  /** Sends one encoded record of a sink's exchange. The bytes are copied before the call returns. */
  write(bytes: Uint8Array): void;
  /** Bytes that must stand before every record of the sink (a CSV header). Throws where others came first. */
  preamble(bytes: Uint8Array): void;
}

/** A record that is still the bytes it came in (`LazyRecord`), from `$at` on. */
export type RecordBytes = { readonly $view: DataView; readonly $at: number };
/** The key is a text of so many bytes at this place of the record, which `keyOf` makes of it. */
export type KeyPlace = {
  readonly at: number;
  readonly bytes: number;
  /** Of every record that goes this way. */
  readonly layout: RecordLayout;
  readonly keyOf: (record: RecordBytes) => string;
};
export type SendBytes = (record: RecordBytes) => void;

/** A record that user code or a decoder refused. It goes to the dead letters; the rest goes on. */
export type Failure = {
  readonly node: NodeId;
  readonly kind: 'decode' | 'snippet' | 'record' | 'quarantine';
  readonly error: unknown;
  /** The record or its bytes, as they were; made text only if the letter is shown. */
  readonly record: unknown;
  readonly key: string | null;
};

/** Counts of one node, grown in place by the operators and read by telemetry. */
export type NodeCount = { recordsIn: number; recordsOut: number };

/** How long the bytes were from which the record that is being pushed was read: what was made of few needs no measuring. */
export type Reading = { bytes: number };

/**
 * Calls the code of a node for one record, and gives what it gives. Code and arguments come as they are: a closure over them
 * would cost every record that nobody watches a place on the heap.
 */
export type Witness = <Args extends readonly unknown[]>(
  seen: { readonly record: unknown; readonly key: string },
  code: (...args: Args) => unknown,
  ...args: Args
) => unknown;
/** Sets who watches; null: nobody, and the code is called as if nobody ever could. */
export type Valve = (watch: Witness | null) => void;
/** What the code of a node gives: the records that leave it; the key of the record that leaves it; nothing, it is a sink's. */
export type ValvePlace = 'makes' | 'keys' | 'writes';

export type Wiring = {
  readonly reading: Reading;
  readonly outlet: (exchange: ExchangeId) => Outlet;
  /** `stage`: where the record was. */
  readonly fail: (failure: Failure, stage?: StageId) => void;
  /** `stage`: where the node is; one that several stages share is counted at each. */
  readonly count: (node: NodeId, stage?: StageId) => NodeCount;
  /** Of an intake some of whose records are skipped, or all of whose records are watched; otherwise null. */
  readonly watch?: (source: StageId, intake: number) => Watch | null;
  /** Told before each call of a snippet, with what it is called with first, where that matters. */
  readonly calling?: (module: ModuleId, argument: unknown) => void;
  /** A snippet threw that may have left its state object half changed. Ends the turn by throwing where all of it is undone: then it is no failure. */
  readonly undoes?: (module: ModuleId) => void;
  /** Told once of every place where the code of a node is called; a node that several stages share has several. */
  readonly valve: (node: NodeId, place: ValvePlace, valve: Valve) => void;
};

/** One stream of bytes into a source: a file, or one connection of a TCP server. */
export interface Intake {
  /** Appends bytes. They must not change until `pending` is false. */
  push(chunk: Uint8Array): void;
  /** No byte will follow: what is left is the last record, or a decoding failure. */
  end(): void;
  /** No byte will follow, against the sender's will: what is left is no record, and the reason is a dead letter. */
  break(reason: string): void;
  /** Emits records until the gate is blocked, `recordsMax` were taken, or no complete record is left; says how many. */
  run(gate: Gate, recordsMax: number): number;
  /** A complete record may be left, so `run` is worth calling. */
  readonly pending: boolean;
  /** Where to go on from after everything that was emitted: plain data. */
  readonly position: IntakePosition;
}

export type IntakePosition = {
  /** Bytes since the start of the stream. */
  readonly offset: number;
  /** What the decoder has learned from the bytes before (a CSV header); null where nothing. */
  readonly memo: unknown;
};

/** A source that makes its own records. */
export interface Generator {
  /** Emits the next records until the gate is blocked, `recordsMax` were taken, or the count is reached; says how many. */
  run(gate: Gate, recordsMax: number): number;
  readonly ended: boolean;
  readonly rate: number | null;
  /** Where to go on from after everything that was emitted: plain data. */
  readonly position: GeneratorPosition;
  /** From now on this share of the records is the next one, again and again, each a copy; 0: none is. */
  repeat(share: number, copy: (record: unknown) => unknown): void;
}

/** The index of the next record, and the memory of the snippet. */
export type GeneratorPosition = { readonly index: number; readonly memory: unknown };

export type SourceOperator =
  | {
      readonly type: 'bytes';
      readonly open: (from: IntakePosition, intake: number) => Intake;
      readonly rate: number | null;
    }
  | { readonly type: 'generator'; readonly open: (from: GeneratorPosition | null) => Generator };

export const streamStart: IntakePosition = { offset: 0, memo: null };

export interface KeyedOperator {
  /** The first value of a state object, which this record meets; undefined where the snippet threw, which has then been reported. */
  initial(key: string, record: unknown): unknown;
  /** What an input does with a record. Asked for once, and called for every record. */
  input(index: number): Apply;
}

/** Applies one record to one state object, and sends what comes out; false where its code threw. Throws only what ends the turn. */
export type Apply = (key: string, record: unknown, state: unknown) => boolean;

/** The operators of a topology. Ask for each stage once, a later stage before an earlier one, whose outlets lead to it. */
export type Program = {
  readonly source: (stage: StageId) => SourceOperator;
  readonly keyed: (stage: StageId) => KeyedOperator;
  /** The records in bytes that were written for a sink which has a preamble, each as text, to be told of. */
  readonly rows: (bytes: Uint8Array) => readonly string[];
};

/** Makes a program for one place to run: each call has its own intakes, memories and counts. */
export type ProgramBuilder = (wiring: Wiring) => Program;
