/**
 * What can be asked of the deployment that runs, and what is answered:
 *
 *   POST /api/deployment/actions               Action -> 202 Movement, taken up | 409 refused, with the reason
 *   GET  /api/deployment/movements             -> Movement[] of the current or the last run, oldest first
 *   GET  /api/deployment/movements/:id/outcome -> Movement, once it is over, or as it stands after `limits.outcomeWaitMs`
 *   GET  /api/deployment/cluster               -> ClusterStatus
 *   GET  /api/deployment/placement             -> PlacementReport
 *   POST /api/deployment/objects               StateObjectQuestion -> StateObjectReport
 *   POST /api/deployment/slots                 SlotsQuestion -> SlotsReport
 *   POST /api/deployment/profiles              ProfileQuestion -> ProfileReport, when the time is over
 *
 *   GET  /api/deployment/recording             -> the last minutes of the telemetry of the current or the last run: a series of
 *                                                messages of the live feed, `decodeSeries` of wire
 *   GET  /api/metrics                          the same run in the text format of Prometheus
 *
 * Requests that come at the same time wait for the same barrier. Where nothing runs, all but the movements and the
 * cluster are refused with 409 `nothing-runs`.
 */
import type { NodeId } from '../ids.ts';
import type {
  Disturbance,
  Ledger,
  Movement,
  NodeProfile,
  ProfilePart,
  Trouble,
  WorkerSample,
} from '../telemetry/index.ts';
import type { DeploymentStatus } from './control.ts';

export type Action =
  | { readonly type: 'add' }
  /** `w2`. */
  | { readonly type: 'drain'; readonly worker: string }
  /** SIGKILL: `w2`, or `coordinator`. */
  | { readonly type: 'kill'; readonly process: string }
  /** The state object of a key, alone; `state`: the id of the state's node, or its name. */
  | { readonly type: 'move'; readonly state: string; readonly key: string; readonly worker: string }
  /** Back to where its key belongs. */
  | { readonly type: 'release'; readonly state: string; readonly key: string }
  | { readonly type: 'checkpoint' }
  /** For `limits.disturbanceMsMin` to `limits.disturbanceMsMax`; `source`: the id of the source's node, or its name. */
  | (Disturbance<string> & { readonly forMs: number })
  /** A disturbance that lasts is over at once; `id`: its entry in the movement ledger. */
  | { readonly type: 'end'; readonly id: number };

export type ClusterStatus = {
  readonly status: DeploymentStatus;
  /** Null where nothing runs. */
  readonly cluster: Cluster | null;
};

export type Cluster = {
  /** What the coordinator does: it gathers workers, loads, runs, prepares a change, cuts. */
  readonly phase: string;
  readonly generation: number;
  /** The last barrier, and the last epoch that is kept. */
  readonly epoch: number;
  readonly checkpoint: number;
  /** A loss is undone: every source can be read again. */
  readonly recoverable: boolean;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  /** As last sampled. */
  readonly workers: readonly WorkerSample[];
  readonly ledger: Ledger | null;
  /** What the run waits for. */
  readonly troubles: readonly Trouble[];
  /** What has been asked for and is not over. */
  readonly open: readonly Movement[];
};

export type PlacementReport = {
  readonly epoch: number;
  /** The members, in join order. */
  readonly workers: readonly string[];
  readonly states: readonly {
    readonly state: NodeId;
    readonly name: string;
    readonly stage: number;
    /** Slot -> worker index; `w1` is 0. No place in `workers`, where a worker that has left is missing. */
    readonly owners: readonly number[];
    /** The same by name. */
    readonly ownerNames: readonly string[];
    /** Worker -> slots that it owns. */
    readonly slots: Readonly<Record<string, number>>;
    /** Objects that were moved by themselves: each has a slot of its own, behind those of the hashes. */
    readonly solos: readonly { readonly key: string; readonly slot: number; readonly worker: string }[];
  }[];
  readonly sources: readonly { readonly node: NodeId; readonly name: string; readonly worker: string }[];
  readonly sinks: readonly { readonly node: NodeId; readonly name: string; readonly worker: string }[];
};

/** `state`: the id of the state's node, or its name. */
export type StateObjectQuestion = { readonly state: string; readonly key: string };

export type StateObjectReport = {
  readonly state: NodeId;
  readonly key: string;
  readonly slot: number;
  /** It was moved by itself: the slot is its alone. */
  readonly hasOwnSlot: boolean;
  readonly owner: string;
  /** As JSON; null where no record with this key has come. */
  readonly value: string | null;
  readonly isCut: boolean;
  /** Read from the object itself, at its owner, between two records. */
  readonly live: boolean;
};

/** What lies in these slots; `values`: the objects too, of which fewer are listed. */
export type SlotsQuestion = { readonly state: string; readonly slots: readonly number[]; readonly values: boolean };

export type SlotsReport = {
  readonly state: NodeId;
  /** A slot that is on its way, or whose owner did not answer, is left out: ask again. */
  readonly slots: readonly {
    readonly slot: number;
    /** How many objects it has; fewer may be listed. */
    readonly total: number;
    /** In the order in which they came to be at its owner; long ones are cut. */
    readonly keys: readonly string[];
    /** As JSON, cut; null where only keys were asked for. */
    readonly values: readonly string[] | null;
  }[];
};

/** Workers by name, none for all of them; for so many seconds, up to `limits.profileSecondsMax`. */
export type ProfileQuestion = {
  readonly workers: readonly string[];
  readonly seconds: number;
  /** The profiles themselves come along: megabytes, for Chrome's tools and VS Code. */
  readonly files: boolean;
};

/** What a worker's time went to. */
export type WorkerProfileReport = {
  readonly worker: string;
  readonly busyMs: number;
  /** Of the busy time, 0 to 1. */
  readonly parts: Readonly<Record<ProfilePart, number>>;
  /** The largest first; what is no node's alone, such as links, sockets and barriers, is in `parts` and not here. */
  readonly nodes: readonly NodeProfile[];
  /** A `.cpuprofile`, as JSON; null where none was asked for. */
  readonly profile: string | null;
};

export type ProfileReport = {
  readonly profiles: readonly WorkerProfileReport[];
  /** Workers that did not answer, because they ended or are profiled already. */
  readonly silent: readonly string[];
};
