/** What came of a control command, in words for a person. `--json` prints what the studio answered instead. */
import type { ClusterStatus, PlacementReport, StateObjectReport } from '@potoroo/shared/control';
import type { Movement, MovementCause } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import { ledgerText } from './ledger-text.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

const whole = new Intl.NumberFormat('en-US');
const counted = (count: number, one: string): string => `${whole.format(count)} ${one}${count === 1 ? '' : 's'}`;

export function movementText(movement: Movement): string {
  const { cause, reason } = movement;
  if (movement.phase !== 'done')
    return line(`${subject(cause)}: ${movement.phase}${reason === null ? '' : `: ${reason}`}`);
  return line([`${done(movement)} in ${seconds(movement)}`, ...details(movement)].join('; '));
}

function done({ cause, moved, total, minimum, barrier, bytes }: Movement): string {
  const share = `${whole.format(moved)} of ${counted(total, 'slot')} moved (at least ${whole.format(minimum)} had to)`;
  switch (cause.type) {
    case 'add':
      return `${cause.worker} has joined: ${share}`;
    case 'drain':
      return `${cause.worker} has left: ${share}`;
    case 'move':
      return `${cause.state} ${JSON.stringify(cause.key)} is at ${cause.worker}, in a slot of its own; no other slot moved`;
    case 'release':
      return `${cause.state} ${JSON.stringify(cause.key)} is in the slot of its key again`;
    case 'checkpoint':
      return `checkpoint ${barrier ?? ''} is kept: ${size(bytes)}`;
    case 'slow':
    case 'cut':
    case 'burst':
    case 'skew':
      return `${subject(cause)}: over`;
    case 'deploy':
      return `${counted(cause.changes, 'change')} deployed: the new version goes on from checkpoint ${barrier ?? ''}`;
    case 'kill':
      return `${cause.process} was killed, and everything goes on from checkpoint ${barrier ?? ''}`;
    case 'loss':
      return `${cause.process} was lost, and everything goes on from checkpoint ${barrier ?? ''}`;
  }
}

function details({ objects, bytes, holdMs, cause, redone }: Movement): readonly string[] {
  if (redone === 0) return ['no record read again'];
  if (redone !== undefined) return [`about ${counted(redone, 'record')} read again`];
  if (cause.type !== 'add' && cause.type !== 'drain' && cause.type !== 'move') return [];
  const held = holdMs === null ? [] : [holdText(holdMs)];
  return [`${counted(objects, 'state object')}, ${size(bytes)}`, ...held];
}

const holdText = ({ p50, p99, max }: NonNullable<Movement['holdMs']>): string =>
  max === 0
    ? 'no record had to wait'
    : `records waited for their slot p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, at most ${milliseconds(max)}`;

function subject(cause: MovementCause): string {
  switch (cause.type) {
    case 'add':
      return `add ${cause.worker}`.trimEnd();
    case 'drain':
      return `drain ${cause.worker}`;
    case 'move':
      return `move of ${cause.state} ${JSON.stringify(cause.key)} to ${cause.worker}`;
    case 'release':
      return `release of ${cause.state} ${JSON.stringify(cause.key)}`;
    case 'checkpoint':
      return 'checkpoint';
    case 'slow':
      return `${cause.worker} ${cause.factor} times slower`;
    case 'cut':
      return `the link between ${cause.worker} and ${cause.peer} cut`;
    case 'burst':
      return `${cause.source} ${cause.factor} times faster`;
    case 'skew':
      return `${Math.round(cause.share * 100)} % of ${cause.source} one key`;
    case 'deploy':
      return `deploy ${counted(cause.changes, 'change')}`;
    case 'kill':
      return `kill ${cause.process}`;
    case 'loss':
      return `loss of ${cause.process}`;
  }
}

export function statusText({ status, cluster }: ClusterStatus): string {
  if (cluster === null) return line(unheardText(status));
  const { ledger, troubles } = cluster;
  const rows = cluster.workers.map((worker) => [
    worker.name,
    String(worker.pid),
    worker.phase,
    whole.format(worker.slots),
    whole.format(worker.objects),
    whole.format(worker.records),
  ]);
  return printable(
    [
      `${status.pipelineId ?? ''} ${status.phase}: coordinator ${cluster.phase}, generation ${cluster.generation}, ` +
        `epoch ${cluster.epoch}, last checkpoint ${cluster.checkpoint}`,
      cluster.recoverable
        ? 'a process that is lost would be replaced, and its work done again from the last checkpoint'
        : 'a process that is lost would fail the run: a source cannot be read again',
      ...cluster.processes.flatMap(({ name, pid }) =>
        name === 'spare' ? [`a spare worker is ready to take a seat: process ${pid}`] : [],
      ),
      ...troubles.map(({ text }) => `waiting, nothing is lost: ${text}`),
      ...(ledger === null ? [] : [ledgerText(ledger)]),
      '',
      ...table([['worker', 'process', 'phase', 'slots', 'objects', 'records'], ...rows]),
      ...cluster.open.filter((movement) => !isOver(movement)).map(({ cause, phase }) => `${subject(cause)}: ${phase}`),
      '',
    ].join('\n'),
  );
}

const over: ReadonlySet<string> = new Set(['finished', 'stopped', 'failed']);

function unheardText({ phase, pipelineId }: ClusterStatus['status']): string {
  if (phase === 'idle') return 'nothing has run yet';
  if (over.has(phase)) return `the last run is ${phase}`;
  return `${pipelineId ?? ''} ${phase}: its coordinator does not answer now; it is replaced where it is lost. Ask again`;
}

export function placementText({ workers, states, sources, sinks }: PlacementReport): string {
  const rows = [
    ...states.map(({ name, slots, owners }) => [
      name,
      `${whole.format(owners.length)} slots`,
      ...workers.map((worker) => whole.format(slots[worker] ?? 0)),
    ]),
    ...[
      ...sources.map((single) => [single, 'source'] as const),
      ...sinks.map((single) => [single, 'sink'] as const),
    ].map(([{ name, worker }, kind]) => [name, kind, ...workers.map((own) => (own === worker ? 'here' : ''))]),
  ];
  const moved = states.flatMap(({ name, solos }) =>
    solos.map(({ key, worker }) => `${name} ${JSON.stringify(key)} was moved by itself, to ${worker}`),
  );
  return printable([...table([['', '', ...workers], ...rows]), ...moved, ''].join('\n'));
}

/** The value alone on standard output, so that a program may read it. */
export function objectText({ value }: StateObjectReport): string {
  return printable(`${value ?? 'null'}\n`);
}

/** Where it lies, for a person. */
export const objectPlaceText = ({ state, key, slot, hasOwnSlot, owner, value, isCut }: StateObjectReport): string =>
  line(
    `${state} ${JSON.stringify(key)}: ${hasOwnSlot ? 'a slot of its own' : `slot ${slot}`}, at ${owner}` +
      `${value === null ? ', no record with this key has come' : ''}${isCut ? ', cut: it is longer' : ''}`,
  );

const line = (text: string): string => printable(`${text}\n`);

function seconds({ times }: Movement): string {
  return `${(((times.endedMs ?? times.askedMs) - times.askedMs) / 1_000).toFixed(2)} s`;
}

const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
const size = (bytes: number): string =>
  bytes < 1_000
    ? `${bytes} B`
    : bytes < 1_000_000
      ? `${(bytes / 1_000).toFixed(1)} kB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`;
