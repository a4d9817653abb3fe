/** What a deployment is asked to be, and what its caller can do with it. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Movement, RunSummary, TelemetryFrame, WatchRequest } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { Result } from '@potoroo/shared/result';
import type {
  ClusterState,
  DeploymentAction,
  DeploymentRequest,
  GoingBack,
  ListedSlot,
  ObjectFound,
  UntimedSummary,
} from './control-messages.ts';
import type { InputFile } from './input-files.ts';
import type { Journals } from './journal/journals.ts';
import type { MovementLedger } from './movement-ledger.ts';
import type { RunningProfile } from './running-profiles.ts';
import type { ListingQuestion } from './slot-listings.ts';

export type DeploymentOptions = {
  readonly topology: Topology;
  /** 1 to `limits.workersMax`. */
  readonly workers: number;
  /** A source that starts only when another has ended and all its records have been applied. */
  readonly after: readonly { readonly source: NodeId; readonly after: NodeId }[];
  readonly barrierIntervalMs: number;
  /** What a version of the pipeline before has handed over: the run goes on from `stateDirectory`, which holds its last cut. */
  readonly goesOn?: HandedOver;
  /** How long a TCP source waits for another connection after its last one has closed; null: it never ends by itself. */
  readonly tcpLingerMs: number | null;
  /** Where checkpoints are kept; a run that finds some there goes on from them. A directory of its own where not given. */
  readonly stateDirectory?: string;
  /** How long a worker or the coordinator may be silent before it is taken for lost; `limits.heartbeatTimeoutMs` where not given. */
  readonly heartbeatTimeoutMs?: number;
  /** How long a stop may take that waits for nothing; `limits.stopTimeoutMs` where not given. */
  readonly stopTimeoutMs?: number;
  /** How many losses in a row, without a checkpoint between them, are undone; 10 where not given. */
  readonly recoveriesMax?: number;
  /** The heap of each worker: user code that needs more ends its worker; `limits.workerHeapMegabytesMax` where not given. */
  readonly workerHeapMegabytesMax?: number;
  /** How long a run must have been steady before a spare worker is started (spare-worker.ts); `limits.spareAfterMs` where not given, null for none. */
  readonly spareAfterMs?: number | null;
  /** How often workers tell of themselves; `limits.telemetryIntervalMs` where not given. */
  readonly telemetryIntervalMs?: number;
  /** For tests and profiles: the URL of a module that the process of this name (`coordinator`, `w1`, `spare`) loads before anything else. */
  readonly preload?: (name: string) => string | null;
  readonly onTelemetry: (frame: TelemetryFrame) => void;
  /** Called once every TCP source listens and every sink is open: node -> `host:port`. */
  readonly onListening: (addresses: Readonly<Record<string, string>>) => void;
  /** Each change of an entry of the movement ledger. */
  readonly onMovement?: (movement: Movement) => void;
  /** What happened to the run that a person should know: a recovery, a checkpoint that could not be kept. */
  readonly onNote?: (text: string) => void;
};

/** What outlives the processes of a version of the pipeline. */
export type HandedOver = {
  readonly journals: Journals | null;
  readonly ledger: MovementLedger;
  /** The entry of the deployment in it. */
  readonly entry: number;
  /** When the deployment began, by the machine's monotonic clock; how long it has run; frames of telemetry so far. */
  readonly deployedAt: number;
  readonly runningMs: number;
  /** Records that had been accepted before it began to run. */
  readonly acceptedBefore: number;
  readonly frames: number;
  /** The last of them. */
  readonly last: TelemetryFrame | null;
  /** What its sources read, as it was when the run began. */
  readonly inputs: readonly InputFile[];
  /** Gives the state directory up, which is held until then. */
  readonly unlock: () => void;
  /** For the version that has handed over, where the next one did not come to run. */
  readonly goesBack?: GoingBack;
};

export type Deployment = {
  /** Resolves when the run is over and its processes have ended, failed runs included; it never rejects. Never, where it was handed over. */
  readonly done: Promise<RunSummary>;
  /**
   * Ends the sources, lets what is in flight finish, releases it, and ends every process. Where a sink waits for a disk or a
   * receiver, or much is still to be done, so does the stop, and says so; asked again, it ends the run at once and says what is not released.
   * A run that is handed over meanwhile goes on in the next version, and is to be stopped there: nothing is told of it here.
   */
  readonly stop: () => Promise<RunSummary>;
  /** Ends every process where it stands. Whoever is given the same state directory goes on from its last checkpoint. */
  readonly suspend: () => void;
  readonly processes: () => readonly { readonly name: string; readonly pid: number }[];
  /**
   * Brings the run to where another version of its pipeline can go on, and ends its processes. Its last checkpoint has
   * everything that was taken from its sources, and all of it has left. The error says why it runs on as it was.
   */
  readonly handOver: (changes: number) => Promise<Result<HandedOver, string>>;
  /** Asks for a change of the running deployment; resolves with the reason where it is refused, or null once it is done. */
  readonly request: (request: DeploymentRequest) => Promise<string | null>;
  /** The same, and kills: the number of its entry in the movement ledger, where what comes of it is told. */
  readonly act: (action: DeploymentAction) => number;
  /** Ends a disturbance before its time; false where none of this entry lasts. */
  readonly end: (id: number) => boolean;
  /** Where the run stands; null where nobody can say. */
  readonly view: () => Promise<ClusterState | null>;
  /** The state object of a key; null where its owner does not answer. */
  readonly look: (stage: number, key: string) => Promise<ObjectFound | null>;
  /** What lies in slots of a keyed stage; a slot whose owner did not answer is left out. Null: nobody could be asked. */
  readonly list: (question: ListingQuestion) => Promise<readonly ListedSlot[] | null>;
  /** What these workers do in the next milliseconds; one that is not there, or does not answer, is left out. */
  readonly profile: (workers: readonly string[], ms: number) => Promise<readonly RunningProfile[]>;
  /** A loss is undone: every source can be read again. */
  readonly recoverable: boolean;
  /** Asks to see more of the run for a while: it comes with the telemetry. */
  readonly watch: (request: WatchRequest) => void;
};

/** The summary of a run that did not come to tell of itself. */
export const noRun: Omit<RunSummary, 'error'> = {
  ok: false,
  sources: {},
  sinks: {},
  deadLetters: 0,
  deadLetterSamples: [],
  ledger: { accepted: 0, applied: 0, released: 0, deadLetters: 0, lost: 0, doubled: 0 },
  stateObjects: 0,
  seconds: 0,
  recordsPerSecond: 0,
  workers: [],
  listening: {},
};

/** The summary of a run that was ended before it could tell: what its last frame of telemetry says. */
export function lastSummary(
  { stages }: Topology,
  frame: TelemetryFrame | null,
  { error, seconds }: Pick<RunSummary, 'error' | 'seconds'>,
): UntimedSummary {
  if (frame === null) return { ...noRun, error };
  const nodes = new Map(frame.nodes.map((sample) => [sample.node, sample]));
  const counts = (kind: 'source' | 'sink', count: 'recordsIn' | 'recordsOut'): Readonly<Record<string, number>> =>
    Object.fromEntries(
      stages.flatMap((stage) =>
        stage.kind === kind && 'node' in stage ? [[stage.node, nodes.get(stage.node)?.[count] ?? 0]] : [],
      ),
    );
  const sources = counts('source', 'recordsIn');
  return {
    ...noRun,
    error,
    sources,
    sinks: counts('sink', 'recordsOut'),
    deadLetters: frame.ledger.deadLetters,
    deadLetterSamples: frame.deadLetters,
    ledger: frame.ledger,
    stateObjects: frame.workers.reduce((sum, { objects }) => sum + objects, 0),
    seconds,
    workers: frame.workers.map(({ name, slots, objects, records }) => ({ name, slots, objects, records })),
  };
}

/** A version that was to take the place of another and has not come to run: that one does, with what it had. */
export const isForgone = ({ goesOn }: DeploymentOptions, startedAt: number | null): boolean =>
  goesOn !== undefined && goesOn.goesBack === undefined && startedAt === null;

/** What whoever waits for something of the run is told. */
export function endOf({ error }: RunSummary, isForgone: boolean): string {
  if (error === null) return 'the run is over';
  return `${isForgone ? 'the new version did not start' : 'the run has failed'}: ${error}`;
}

/** What is told while there is no coordinator: what was known last, and that everybody goes back as soon as the next one is there. */
export const orphaned = (last: TelemetryFrame, atMs: number): TelemetryFrame => ({
  ...last,
  sequence: last.sequence + 1,
  atMs,
  troubles: undefined,
  recovering: { sinceMs: atMs, checkpoint: null },
  workers: last.workers.map((worker) => (worker.phase === 'running' ? { ...worker, phase: 'recovering' } : worker)),
  liveRows: [],
  tapped: [],
  latency: null,
});
