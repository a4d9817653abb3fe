/**
 * What coordinator, workers and supervisor say to each other. Workers speak with the coordinator, and with each other,
 * over connections that the supervisor makes and hands to both ends; the supervisor speaks with all over Node's IPC channel.
 */
import type { ModuleId, NodeId } from '@potoroo/shared/ids';
import type {
  DeadLetter,
  Disturbance,
  Latencies,
  LiveRow,
  NodeSample,
  RunSummary,
  TappedRecord,
  TelemetryFrame,
  WatchRequest,
} from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type {
  Connections,
  CoordinatorPhase,
  Placement,
  Solo,
  StoredSection,
  TakenUp,
  TaskReport,
  WorkerEvent,
} from '../../core/index.ts';
import type { InputFile } from './input-files.ts';
import type { MovementProgress } from './movement-progress.ts';
import type { ListingQuestion } from './slot-listings.ts';
import type { Quarantined } from '../../api/index.ts';
import type { Lack } from './recoverable.ts';
import type { Wait } from './waits.ts';
import type { ProcessEnd } from './worker-ends.ts';

/** Something that a person or a program asks of a running deployment. */
export type ControlRequest =
  | { readonly type: 'add' }
  | { readonly type: 'drain'; readonly worker: number }
  | { readonly type: 'checkpoint' }
  /** The object of a key shall be at this worker, in a slot of its own. */
  | { readonly type: 'move'; readonly stage: number; readonly key: string; readonly worker: number }
  /** The object of a key shall be where its key belongs. */
  | { readonly type: 'release'; readonly stage: number; readonly key: string }
  /** Another version of the pipeline is to go on; `changes`: in how many places it differs. */
  | { readonly type: 'deploy'; readonly changes: number };

/** What a supervisor is asked for: it kills by itself, and disturbs. */
export type DeploymentAction =
  | ControlRequest
  | { readonly type: 'kill'; readonly process: string }
  | { readonly type: 'disturb'; readonly disturbance: Disturbance; readonly forMs: number };

/** What is answered once it is done, and a disturbance once it has ended; what comes of a kill, the ledger tells. */
export type DeploymentRequest = Exclude<DeploymentAction, { readonly type: 'kill' }>;

/** Something that is asked about a running deployment. */
export type ControlQuestion =
  | { readonly type: 'view' }
  | { readonly type: 'object'; readonly stage: number; readonly key: string }
  | ListingQuestion;

/** Where the run stands, as its coordinator has it. */
export type ClusterState = {
  readonly phase: CoordinatorPhase;
  readonly generation: number;
  readonly epoch: number;
  /** The last epoch that is kept. */
  readonly checkpoint: number;
  readonly members: readonly number[];
  readonly placement: Placement;
  /** State objects with a slot of their own. */
  readonly solos: readonly Solo[];
};

export type ObjectFound = {
  readonly slot: number;
  readonly owner: number;
  /** As JSON; null where no record with this key has come. */
  readonly value: string | null;
  readonly isCut: boolean;
};

/** What lies in a slot, in the order in which it came to be there: the first keys, up to a limit of all together. */
export type ListedSlot = {
  readonly slot: number;
  readonly total: number;
  readonly keys: readonly string[];
  /** As JSON, cut; null where only keys were asked for. */
  readonly values: readonly string[] | null;
};

export type ControlAnswer =
  | { readonly type: 'view'; readonly state: ClusterState }
  /** Null: its owner could not be asked. */
  | { readonly type: 'object'; readonly found: ObjectFound | null }
  | { readonly type: 'list'; readonly slots: readonly ListedSlot[] };

/** Another version was to take the place of this one, and did not. `quarantine`: the records that are skipped, as this one has them; null: as the directory has them. */
export type GoingBack = { readonly quarantine: readonly Quarantined[] | null };

/** Supervisor -> coordinator. */
export type ToCoordinator =
  | {
      readonly type: 'begin';
      readonly topology: Topology;
      readonly workers: number;
      readonly after: readonly { readonly source: NodeId; readonly after: NodeId }[];
      readonly barrierIntervalMs: number;
      readonly heartbeatTimeoutMs: number;
      /** Where checkpoints are kept. */
      readonly directory: string;
      /** Every source can be read again from a checkpoint on: a loss is undone rather than ending the run. */
      readonly recoverable: boolean;
      /** Stages that any worker can have, as it was when the run began. */
      readonly movable: readonly number[];
      /** Losses in a row, without a complete epoch between them, that are undone: another recovery would only meet the same. */
      readonly recoveriesMax: number;
      /** How long the run goes on already, under coordinators that were lost. */
      readonly runningMs: number;
      /** When the deployment began, by the machine's monotonic clock, and the number of its next frame of telemetry. */
      readonly deployedAt: number;
      readonly sequence: number;
      /** The last frame of an earlier coordinator of this run: who is gone, and what was where. */
      readonly last: TelemetryFrame | null;
      /** Workers whose process is there already, or being started. */
      readonly alive: readonly number[];
      /** What another version was given is taken back. */
      readonly goesBack: GoingBack | null;
      /** A directory that cannot be written for now is waited for; or else the run is refused. */
      readonly waits: boolean;
    }
  /** The control link of a worker's process comes with it. */
  | { readonly type: 'worker'; readonly worker: number; readonly pid: number }
  | { readonly type: 'worker-exited'; readonly worker: number; readonly pid: number; readonly end: ProcessEnd }
  /** `takenUp`: by a coordinator that was lost before it had answered. */
  | {
      readonly type: 'request';
      readonly id: number;
      readonly request: ControlRequest;
      readonly takenUp: TakenUp | null;
    }
  | { readonly type: 'question'; readonly id: number; readonly question: ControlQuestion }
  /** What the journals have given to workers survives a loss of power, or why it may not. */
  | { readonly type: 'journals-synced'; readonly id: number; readonly error: string | null }
  | { readonly type: 'watch'; readonly request: WatchRequest }
  | { readonly type: 'stop' };

/** Coordinator -> supervisor. */
export type FromCoordinator =
  /** `run`: drawn when it first began; `accepted` records and `members`: of the checkpoint from which it goes on. */
  | {
      readonly type: 'started';
      readonly run: number;
      readonly accepted: number;
      readonly members: readonly number[];
      readonly listening: Readonly<Record<string, string>>;
    }
  | { readonly type: 'telemetry'; readonly frame: TelemetryFrame }
  /** The first that it says of requests: they may be put to it now, those first that were open when another one was lost. */
  | { readonly type: 'takes-requests' }
  /** The run cannot begin for now, because its directory cannot be written. */
  | { readonly type: 'waits' }
  /** A process for this worker is wanted; one that is there already is ended first. */
  | { readonly type: 'fork'; readonly worker: number; readonly joins: Joins }
  | { readonly type: 'end'; readonly worker: number }
  /** Both ends of a new link for each pair. */
  | { readonly type: 'link'; readonly generation: number; readonly pairs: readonly (readonly [number, number])[] }
  | { readonly type: 'answer'; readonly id: number; readonly error: string | null }
  | { readonly type: 'told'; readonly id: number; readonly answer: ControlAnswer }
  | { readonly type: 'movement'; readonly progress: MovementProgress }
  | { readonly type: 'sync-journals'; readonly id: number }
  /** Where the sources stand in the oldest checkpoint that is kept: stage and position. */
  | { readonly type: 'journals-kept'; readonly positions: readonly (readonly [number, Connections])[] }
  | { readonly type: 'note'; readonly text: string }
  /** The run cannot begin. */
  | { readonly type: 'refused'; readonly reason: string }
  /** The run is where another version of the pipeline can go on from its last checkpoint. */
  | { readonly type: 'handed-over' }
  | { readonly type: 'over'; readonly summary: UntimedSummary };

/** How fast a run was, its supervisor says, who knows what had been accepted before it. */
export type UntimedSummary = Omit<RunSummary, 'recordsPerSecond'>;

/** The run, drawn when it began, of a worker that is to join it; null of a member, which opens what it owns when it is told that. */
export type Joins = number | null;

/** What a worker needs before it can have any place in the run. */
export type Equipment = {
  readonly topology: Topology;
  /** The run has begun: this worker takes the place of another, or joins. */
  readonly begun: boolean;
  /** How long a TCP source waits for another connection after its last one has closed; null: it never ends by itself. */
  readonly lingerMs: number | null;
  /** How often it tells of itself. */
  readonly telemetryIntervalMs: number;
  /** Sources that the supervisor keeps a journal of: stage and where it listens. */
  readonly journaled: readonly (readonly [number, string])[];
  /** Where it says, in safe mode, with what it is busy; null: nobody would read it. */
  readonly marks: string | null;
  readonly movable: readonly number[];
  /** What its sources read, as it was when the run began. */
  readonly inputs: readonly InputFile[];
};

/** Supervisor -> worker. */
export type ToWorkerProcess =
  | (Equipment & { readonly type: 'begin'; readonly worker: number; readonly joins: Joins })
  /** A spare: it opens everything, gives up its rights, and waits for a seat. `run`: drawn when the run began. */
  | (Equipment & { readonly type: 'prepare'; readonly run: number })
  /** To a spare. */
  | { readonly type: 'seat'; readonly worker: number }
  /** The link to the coordinator comes with it; a new one after the coordinator was started again. */
  | { readonly type: 'control'; readonly coordinator: number }
  /** The link to the journals of the supervisor comes with it. */
  | { readonly type: 'journal' }
  /** A link to another worker comes with it. */
  | { readonly type: 'peer'; readonly generation: number; readonly worker: number }
  /** What is done to the run for a while, all of it: what is not in it is over. */
  | { readonly type: 'disturb'; readonly disturbances: readonly Disturbance[] }
  /** It shall tell what it does in the next milliseconds. */
  | { readonly type: 'profile'; readonly id: number; readonly ms: number }
  /** The connection that was asked for comes with it, or why there is none. */
  | { readonly type: 'dialled'; readonly id: number; readonly error: string | null };

/** Worker -> supervisor. */
export type FromWorkerProcess =
  | {
      readonly type: 'dial';
      readonly id: number;
      readonly host: string;
      readonly port: number;
      /** Or several times, because the receiver may be starting too. */
      readonly once: boolean;
    }
  /** As JSON; null where it has none. */
  | { readonly type: 'profiled'; readonly id: number; readonly profile: string | null }
  /** A spare waits for its seat; it has taken it. */
  | { readonly type: 'prepared' }
  | { readonly type: 'seated' };

/** Worker -> coordinator, which hears from every worker at least once every `limits.heartbeatIntervalMs`. */
export type FromWorker =
  | { readonly type: 'hello'; readonly pid: number }
  /** In its place: it was to join, and cannot open what it would need. It waits for its end. */
  | { readonly type: 'cannot-join'; readonly reason: string }
  /** `note`: what a person should know. */
  | { readonly type: 'alive'; readonly note?: string }
  /** A member's word counts only in the generation in which it was said. */
  | {
      readonly type: 'ready';
      readonly generation: number;
      readonly listening: Readonly<Record<string, string>>;
      readonly lacks: readonly Lack[];
    }
  /** The link to a joiner is up. */
  | { readonly type: 'linked'; readonly generation: number; readonly peer: number }
  /** Everything that was sent before the question has been taken. */
  | { readonly type: 'warmed'; readonly generation: number }
  | { readonly type: 'report'; readonly generation: number; readonly report: TaskReport }
  /** A part of the checkpoint in the making; its bytes come beside the message. */
  | { readonly type: 'store'; readonly generation: number; readonly stored: Omit<StoredSection, 'section'> }
  | { readonly type: 'sample' | 'final'; readonly generation: number; readonly sample: WorkerTelemetry }
  /** The object that was asked for, as text. `absent`: its slot is not here. */
  | {
      readonly type: 'looked';
      readonly generation: number;
      readonly id: number;
      readonly value: string | null;
      readonly isCut: boolean;
      readonly absent: boolean;
    }
  | {
      readonly type: 'listed';
      readonly generation: number;
      readonly id: number;
      readonly slots: readonly ListedSlot[];
    }
  | { readonly type: 'link-lost'; readonly generation: number; readonly peer: number; readonly why: string }
  | { readonly type: 'fault'; readonly message: string };

/** What the coordinator tells a worker's core. */
export type ControlEvent = Extract<
  WorkerEvent,
  { type: 'load' | 'warm' | 'peer-left' | 'start' | 'stop-sources' | 'hold-sources' | 'inject' | 'complete' }
>;

/** Coordinator -> worker. What belongs to another generation than the worker's is dropped. */
export type ToWorker =
  /** A generation begins, or the worker joins one: what it owns follows, then `assigned`. */
  | {
      readonly type: 'assign';
      readonly generation: number;
      readonly members: readonly number[];
      readonly placement: Placement;
      readonly solos: readonly Solo[];
      readonly epoch: number;
      readonly keeps: boolean;
      /** Drawn when the run began; part of the ids of outputs. */
      readonly run: number;
      /** That of committed outputs. */
      readonly timeline: number;
      readonly safe: boolean;
      readonly quarantine: readonly Quarantined[];
      readonly guarded: readonly ModuleId[];
    }
  | { readonly type: 'assigned'; readonly generation: number }
  /** The generation is over: nothing more of it counts. */
  | { readonly type: 'halt' }
  | { readonly type: 'event'; readonly generation: number; readonly event: ControlEvent }
  /** A joiner takes part from the next barrier on. */
  | { readonly type: 'peer-joined'; readonly generation: number; readonly worker: number }
  | { readonly type: 'warmed?'; readonly generation: number }
  | {
      readonly type: 'look';
      readonly generation: number;
      readonly id: number;
      readonly stage: number;
      readonly key: string;
    }
  | {
      readonly type: 'list';
      readonly generation: number;
      readonly id: number;
      readonly stage: number;
      readonly slots: readonly number[];
      readonly values: boolean;
    }
  /** What somebody wants to see, in whatever generation. */
  | { readonly type: 'watch'; readonly request: WatchRequest }
  | { readonly type: 'retire' };

/**
 * What a worker tells of itself; counters grow from the start, letters and rows are those since the last sample. Long rows of
 * numbers travel as they lie in memory: each number by itself would be most of what a sample costs.
 */
export type WorkerTelemetry = {
  readonly pid: number;
  readonly nodes: readonly NodeSample[];
  readonly stages: readonly {
    readonly stage: number;
    readonly objects: Float64Array;
    readonly applied: Float64Array;
  }[];
  readonly released: readonly { readonly stage: number; readonly records: number }[];
  readonly sentRecords: number;
  readonly sentBytes: number;
  readonly busy: number;
  readonly backPressured: number;
  readonly queuedBytes: number;
  readonly memoryBytes: number;
  readonly disturbed: readonly Disturbance[];
  readonly deadLetters: number;
  /** In this generation, at its barriers. */
  readonly lost: number;
  readonly doubled: number;
  /** What its sinks wait for; since: by the machine's monotonic clock. */
  readonly waits: readonly Wait[];
  readonly letters: readonly DeadLetter[];
  readonly rows: readonly LiveRow[];
  readonly tapped: readonly TappedRecord[];
  readonly latency: Float64Array;
  readonly latencies: Latencies;
};
