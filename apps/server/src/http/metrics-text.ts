/**
 * What runs, in the text format of Prometheus (version 0.0.4): counters only grow within a run, but for those that begin anew with
 * a process or a generation; rates are whoever asks's to make. Names of nodes, workers and states are labels, escaped as the format
 * demands. Pure but for what it is told to remember.
 */
import type { DeploymentStatus } from '@potoroo/shared/control';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import type { MovementBook } from '../deployments/movement-book.ts';
import { bucketShare, percentile } from '@potoroo/shared/telemetry';
import { Heights } from './heights.ts';

export type MetricsParts = {
  readonly status: DeploymentStatus;
  readonly frame: TelemetryFrame | null;
  readonly movements: Pick<MovementBook, 'ended' | 'open'>;
  /** What was told before; absent: nothing was. */
  readonly heights?: Heights;
};

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

type Kind = 'counter' | 'gauge';
type Labels = Readonly<Record<string, string>>;
type Sample = readonly [Labels, number];

const buckets = `a quantile is up to ${Math.round(bucketShare * 100)} % above the latency itself`;
const shares = [0.5, 0.95, 0.99, 0.999, 0.9999] as const;
const waitKinds = ['source', 'checkpoint', 'sink'] as const;
const phases = ['idle', 'starting', 'running', 'stopping', 'finished', 'stopped', 'failed'] as const;

export function metricsText({ status, frame, movements, heights = new Heights() }: MetricsParts): string {
  const lines = family(
    'potoroo_phase',
    'gauge',
    'Whether the deployment is in this phase.',
    phases.map((phase) => [{ phase }, phase === status.phase ? 1 : 0]),
  );
  if (frame === null) return `${lines.join('\n')}\n`;
  const { ledger, troubles = [], workers, nodes, stages, epoch, latency } = frame;
  const one = (value: number): readonly Sample[] => [[{}, value]];
  // Those of the latest instant, some of which a recovery counts again.
  const latest = (name: string, help: string, samples: readonly Sample[]): readonly string[] => {
    const atLeast = ([labels, value]: Sample): Sample => [
      labels,
      heights.of(status.id, `${name}${labelsText(labels)}`, value),
    ];
    return family(name, 'counter', help, samples.map(atLeast));
  };
  lines.push(
    ...family('potoroo_epoch', 'gauge', 'The last complete epoch.', one(epoch)),
    ...family('potoroo_records_accepted_total', 'counter', 'Records taken from sources.', one(ledger.accepted)),
    ...family('potoroo_records_applied_total', 'counter', 'Records that met a state object.', one(ledger.applied)),
    ...family('potoroo_records_released_total', 'counter', 'Records that left by a sink.', one(ledger.released)),
    ...family(
      'potoroo_records_lost',
      'gauge',
      'Records that were sent and never met; 0 where all is well.',
      one(ledger.lost),
    ),
    ...family(
      'potoroo_records_doubled',
      'gauge',
      'Records met more often than sent; 0 where all is well.',
      one(ledger.doubled),
    ),
    ...family('potoroo_dead_letters_total', 'counter', 'Records that could not be handled.', one(ledger.deadLetters)),
    ...family(
      'potoroo_waits',
      'gauge',
      'What the deployment waits for: journals, checkpoints, sinks.',
      waitKinds.map((waits) => [{ waits }, troubles.filter((trouble) => trouble.waits === waits).length]),
    ),
    ...latest(
      'potoroo_node_records_in_total',
      'Records that came to a node.',
      nodes.map(({ node, recordsIn }) => [{ node }, recordsIn]),
    ),
    ...latest(
      'potoroo_node_records_out_total',
      'Records that left a node.',
      nodes.map(({ node, recordsOut }) => [{ node }, recordsOut]),
    ),
  );
  const perWorker = (
    name: string,
    kind: Kind,
    help: string,
    of: (worker: (typeof workers)[number]) => number,
  ): void => {
    lines.push(
      ...family(
        name,
        kind,
        help,
        workers.map((worker) => [{ worker: worker.name }, of(worker)]),
      ),
    );
  };
  const left = (frame.gone ?? []).flatMap(({ worker, records }) => (records === null ? [] : [{ worker, records }]));
  lines.push(
    ...latest(
      'potoroo_worker_records_total',
      'Records handled by the processes of this worker, also of one that has left: applied to state objects, or accepted where there is no state.',
      [...workers.map(({ name: worker, records }) => ({ worker, records })), ...left].map(({ worker, records }) => [
        { worker },
        records,
      ]),
    ),
    ...family(
      'potoroo_recovering',
      'gauge',
      'Whether everybody goes back to a checkpoint.',
      one(frame.recovering === undefined ? 0 : 1),
    ),
  );
  perWorker('potoroo_worker_sent_bytes_total', 'counter', 'Bytes sent to other workers.', (worker) => worker.sentBytes);
  perWorker('potoroo_worker_busy_ratio', 'gauge', 'Share of the time spent on records.', (worker) => worker.busy);
  perWorker(
    'potoroo_worker_back_pressured_ratio',
    'gauge',
    'Share of the time held back.',
    (worker) => worker.backPressured,
  );
  perWorker('potoroo_worker_queued_bytes', 'gauge', 'Bytes that wait in queues.', (worker) => worker.queuedBytes);
  perWorker('potoroo_worker_memory_bytes', 'gauge', 'Resident memory.', (worker) => worker.memoryBytes);
  perWorker('potoroo_worker_slots', 'gauge', 'Slots of keyed stages that it owns.', (worker) => worker.slots);
  perWorker('potoroo_worker_state_objects', 'gauge', 'State objects that it holds.', (worker) => worker.objects);
  lines.push(
    ...family(
      'potoroo_state_objects',
      'gauge',
      'State objects of a state.',
      stages.map(({ state, objects, alone = 0 }) => [{ state }, objects.reduce((sum, each) => sum + each, alone)]),
    ),
    ...family(
      'potoroo_movements_total',
      'counter',
      'Entries of the movement ledger that have come to their end.',
      movements.ended.map(({ count, ...labels }) => [labels, count]),
    ),
    ...family('potoroo_movements_open', 'gauge', 'Entries that are not over.', one(movements.open.length)),
    ...family(
      'potoroo_latency_seconds',
      'gauge',
      `Time from source read to release or application, since the generation began; ${buckets}.`,
      quantiles({}, latency?.counts ?? []),
    ),
  );
  const { nodes: latencyNodes = [], ways = [] } = frame.latencies ?? {};
  lines.push(
    ...family(
      'potoroo_node_latency_seconds',
      'gauge',
      `Time from source read until a record has met a computation, since the generation began; ${buckets}.`,
      latencyNodes.flatMap(({ node, counts }) => quantiles({ node }, counts)),
    ),
    ...family(
      'potoroo_way_latency_seconds',
      'gauge',
      `Time from the read at a source until its outputs have left by a sink, since the generation began; ${buckets}.`,
      ways.flatMap(({ counts, ...way }) => quantiles(way, counts)),
    ),
    ...family(
      'potoroo_way_records_total',
      'counter',
      'Records that have left by a sink, by the source that they came of, since the generation began.',
      ways.map(({ counts, ...way }) => [way, counts.reduce((sum, count) => sum + count, 0)]),
    ),
  );
  return `${lines.join('\n')}\n`;
}

const quantiles = (labels: Labels, counts: readonly number[]): readonly Sample[] =>
  shares.flatMap((share): readonly Sample[] => {
    const value = percentile(counts, share);
    return value === null ? [] : [[{ ...labels, quantile: String(share) }, value / 1e6]];
  });

function family(name: string, kind: Kind, help: string, samples: readonly Sample[]): string[] {
  if (samples.length === 0) return [];
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${kind}`,
    ...samples.map(([labels, value]) => `${name}${labelsText(labels)} ${value}`),
  ];
}

function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
