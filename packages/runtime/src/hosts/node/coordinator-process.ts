/**
 * The process of a deployment's coordinator. No user code runs here, so when the supervisor is gone it can still end
 * workers that no longer listen. When it is lost, another one goes on from the last manifest.
 */
import type { Socket } from 'node:net';
import { unreachable } from '@potoroo/shared/assert';
import type { FromCoordinator, ToCoordinator } from './control-messages.ts';
import { CoordinatorHost } from './coordinator-host.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;

function tell(message: FromCoordinator, told: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, told);
}

function begin(message: Begin): CoordinatorHost | null {
  try {
    const made = new CoordinatorHost(message, tell);
    made.watch();
    return made;
  } catch (error) {
    tell({ type: 'refused', reason: error instanceof Error ? error.message : String(error) });
    return null;
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

process.on('message', (message: ToCoordinator, socket: Socket | undefined) => {
  switch (message.type) {
    case 'begin':
      host = begin(message);
      return;
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
    case 'stop':
      return host?.stop();
    default:
      unreachable(message);
  }
});
process.on('disconnect', () => {
  for (const pid of host?.pids ?? []) endProcess(pid);
  process.exit(0);
});
// A signal to the whole process group is the supervisor's to answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
