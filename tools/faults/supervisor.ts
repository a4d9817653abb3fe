/**
 * The program that a run belongs to, in a process of its own, so that it can be killed and started again as any other:
 * it starts a deployment as it is told, does what it is told, and tells how far the run is, who is there and how it ended.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { type DeploymentAction, startDeployment } from '@potoroo/runtime/node';
import type { RunSummary } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';

export type Supervised = {
  /** A topology, as JSON. */
  readonly topology: string;
  readonly stateDirectory: string;
  readonly workers: number;
};
export type Process = { readonly name: string; readonly pid: number };
export type ToSupervisor = Exclude<DeploymentAction, { readonly type: 'kill' | 'deploy' }>;
export type FromSupervisor =
  | {
      readonly type: 'seen';
      readonly released: number;
      readonly processes: readonly Process[];
      readonly members: readonly string[];
    }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'over'; readonly summary: RunSummary };

const [given = ''] = process.argv.slice(2);
const { topology, ...options } = JSON.parse(given) as Supervised;
const tell = (message: FromSupervisor): void => void process.send?.(message);

const deployment = startDeployment({
  ...options,
  topology: JSON.parse(readFileSync(topology, 'utf8')) as Topology,
  after: [],
  barrierIntervalMs: 200,
  heartbeatTimeoutMs: 2_000,
  // Faults come faster than a real machine has them: what counts is that none of them ends the run.
  recoveriesMax: 1_000,
  tcpLingerMs: null,
  spareAfterMs: 500,
  onListening: () => undefined,
  onNote: (text) => tell({ type: 'note', text }),
  onTelemetry: ({ ledger, workers }) =>
    tell({
      type: 'seen',
      released: ledger.released,
      processes: deployment.processes(),
      members: workers.map(({ name }) => name),
    }),
});
process.on('message', (action: ToSupervisor) => void deployment.act(action));
process.on('disconnect', () => process.exit(1));
const summary = await deployment.done;
process.send?.({ type: 'over', summary } satisfies FromSupervisor, undefined, undefined, () => process.exit(0));
