/**
 * What coordinator, workers and supervisor say to each other. Workers speak with the coordinator over a loopback socket
 * (a greeting with the token, then length-prefixed msgpackr), the supervisor with both over Node's IPC channel.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { DeadLetter, LiveRow, NodeSample, RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { Placement, WorkerReport } from '../../core/index.ts';

/** Supervisor -> coordinator. */
export type ToCoordinator =
  | {
      readonly type: 'begin';
      readonly token: string;
      readonly topology: Topology;
      readonly workers: number;
      readonly after: readonly { readonly source: NodeId; readonly after: NodeId }[];
      readonly barrierIntervalMs: number;
      readonly heartbeatTimeoutMs: number;
    }
  | { readonly type: 'forked'; readonly worker: number; readonly pid: number }
  | { readonly type: 'worker-exited'; readonly worker: number; readonly how: string }
  | { readonly type: 'stop' };

/** Coordinator -> supervisor. */
export type FromCoordinator =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'started'; readonly listening: Readonly<Record<string, string>> }
  | { readonly type: 'telemetry'; readonly frame: TelemetryFrame }
  | { readonly type: 'over'; readonly summary: RunSummary };

/** Supervisor -> worker, once. */
export type ToWorkerProcess = {
  readonly type: 'begin';
  readonly worker: number;
  readonly workers: number;
  readonly token: string;
  readonly topology: Topology;
  readonly coordinatorPort: number;
  /** How long a TCP source waits for another connection after its last one has closed; null: it never ends by itself. */
  readonly lingerMs: number | null;
};

/** Worker -> coordinator, which hears from every worker at least once every `limits.heartbeatIntervalMs`. */
export type FromWorker =
  | { readonly type: 'hello'; readonly pid: number; readonly port: number }
  | { readonly type: 'alive' }
  | { readonly type: 'ready'; readonly listening: Readonly<Record<string, string>> }
  | { readonly type: 'report'; readonly report: WorkerReport }
  | { readonly type: 'sample'; readonly sample: WorkerTelemetry }
  | { readonly type: 'final'; readonly sample: WorkerTelemetry }
  | { readonly type: 'link-lost'; readonly peer: number; readonly why: string }
  | { readonly type: 'fault'; readonly message: string };

/** Coordinator -> worker. */
export type ToWorker =
  | {
      readonly type: 'assign';
      readonly generation: number;
      readonly placement: Placement;
      readonly ports: readonly number[];
    }
  | { readonly type: 'start-sources'; readonly stages: readonly number[] }
  | { readonly type: 'stop-sources' }
  | { readonly type: 'hold-sources'; readonly held: boolean }
  | { readonly type: 'inject'; readonly generation: number; readonly epoch: number }
  | { readonly type: 'complete'; readonly epoch: number }
  | { readonly type: 'retire' };

/** What a worker tells of itself; counters grow from the start, letters and rows are those since the last sample. */
export type WorkerTelemetry = {
  readonly pid: number;
  readonly nodes: readonly NodeSample[];
  readonly stages: readonly {
    readonly stage: number;
    readonly objects: readonly number[];
    readonly applied: readonly number[];
  }[];
  readonly released: readonly { readonly stage: number; readonly records: number }[];
  readonly sentRecords: number;
  readonly sentBytes: number;
  readonly busy: number;
  readonly backPressured: number;
  readonly queuedBytes: number;
  readonly memoryBytes: number;
  readonly deadLetters: number;
  readonly letters: readonly DeadLetter[];
  readonly rows: readonly LiveRow[];
  readonly latency: readonly number[];
};
