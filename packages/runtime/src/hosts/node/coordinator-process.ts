/**
 * The process of a deployment's coordinator. No user code runs here, so when the supervisor is gone it can still end
 * workers that no longer listen. When it is lost, another one goes on from the last manifest.
 */
import { accessSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { unreachable } from '@potoroo/shared/assert';
import type { FromCoordinator, ToCoordinator } from './control-messages.ts';
import { CoordinatorHost } from './coordinator-host.ts';
import { orphaned } from './deployment-options.ts';
import { monotonicNow } from './monotonic-now.ts';
import { isGone, isGoneFrom, isStorageTrouble } from './storage-trouble.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;

function tell(message: FromCoordinator, told: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, told);
}

const retryMs = 1_000;
/** What was said before there was a host to hear it. */
const early: (readonly [ToCoordinator, Socket | undefined])[] = [];

let waitsSince: number | null = null;
/** Of the checkpoints. */
let directory = '';

/**
 * Where a run goes on that had begun, a disk that cannot be written for now is waited for, and that is told as long as it lasts. So is a
 * directory that was taken away: beginning anew in its place would let out again what has left.
 */
function begin(message: Begin): void {
  ({ directory } = message);
  try {
    if (message.waits) accessSync(join(message.directory, 'meta.json'));
    host = new CoordinatorHost(message, tell);
    host.watch();
    for (const [word, socket] of early.splice(0)) heard(word, socket);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isWaitedFor = isStorageTrouble(error) || (message.waits && isGone(error));
    if (!isWaitedFor) return tell({ type: 'refused', reason });
    const what = `${message.directory} ${isGone(error) ? 'is gone' : 'cannot be written'}: ${reason}`;
    if (!message.waits) return tell({ type: 'refused', reason: `${what}; make room there, or let it be written` });
    const text = `${what}; the run goes on when it ${isGone(error) ? 'is there again' : 'can'}`;
    if (waitsSince === null) tell({ type: 'note', text });
    waitsSince ??= monotonicNow() - message.deployedAt;
    tell({ type: 'waits' });
    const { last, sequence } = message;
    const troubles = [{ waits: 'checkpoint', node: null, text, sinceMs: waitsSince }] as const;
    if (last !== null)
      tell({
        type: 'telemetry',
        frame: { ...orphaned(last, waitsSince), atMs: monotonicNow() - message.deployedAt, sequence, troubles },
      });
    setTimeout(() => begin({ ...message, sequence: sequence + 1 }), retryMs);
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

let host: CoordinatorHost | null = null;

function heard(message: ToCoordinator, socket: Socket | undefined): void {
  if (host === null && message.type !== 'begin') {
    early.push([message, socket]);
    return;
  }
  switch (message.type) {
    case 'begin':
      return begin(message);
    case 'worker':
      if (socket !== undefined) host?.seated(message.worker, message.pid, socket);
      return;
    case 'worker-exited':
      return host?.exited(message.worker, message.pid, message.end);
    case 'request':
      return host?.request(message);
    case 'question':
      return host?.questions.asked(message);
    case 'journals-synced':
      return host?.journals.synced(message.id, message.error);
    case 'watch':
      return host?.watched(message.request);
    case 'stop':
      return host?.stop();
    default:
      unreachable(message);
  }
}

process.on('message', heard);
process.on('disconnect', () => {
  for (const pid of host?.pids ?? []) endProcess(pid);
  process.exit(0);
});
// Nobody may hear of a generation that is not durable (I11): where the disk cannot be written, this process ends, and the one
// after it says so and waits for the disk, or for a directory that is gone.
process.on('uncaughtException', (error) => {
  if (!isStorageTrouble(error) && !isGoneFrom(error, directory))
    process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exit(1);
});
// A signal to the whole process group is the supervisor's to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
