/**
 * Starts one deployment of a topology: a coordinator process and its worker processes, watched until they end.
 * The caller (CLI or server) is their supervisor: when it dies, the coordinator and the workers end too.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';

export type DeploymentOptions = {
  readonly topology: Topology;
  /** 1 to `limits.workersMax`. */
  readonly workers: number;
  /** A source that starts only when another has ended and all its records have been applied. */
  readonly after: readonly { readonly source: NodeId; readonly after: NodeId }[];
  readonly barrierIntervalMs: number;
  readonly onTelemetry: (frame: TelemetryFrame) => void;
  /** Called once every TCP source listens and every sink is open: node -> `host:port`. */
  readonly onListening: (addresses: Readonly<Record<string, string>>) => void;
};

export type Deployment = {
  /** Resolves when the run is over, failed runs included; it never rejects. */
  readonly done: Promise<RunSummary>;
  /** Ends the sources, lets what is in flight finish, releases it, and ends every process. */
  readonly stop: () => Promise<RunSummary>;
  readonly processes: () => readonly { readonly name: string; readonly pid: number }[];
};

export function startDeployment(_options: DeploymentOptions): Deployment {
  throw new Error('not built yet');
}
