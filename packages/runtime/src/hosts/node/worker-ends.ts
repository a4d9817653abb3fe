/** How workers are lost: what a person is told, whether anybody else did it, and what a dead letter says where a record did. */
import { filledMegabytes } from './filled-memory.ts';
import { isStopped } from './stopped-process.ts';
import { nameOf } from './worker-seats.ts';

export type WorkerEnd = {
  /** What happened, and what to do where the run cannot go on. */
  readonly reason: string;
  /** Nobody else is known to have ended it or stopped it. */
  readonly byItself: boolean;
  /** `looped for 10 s`, `ran out of memory`: what user code did, if it was that. */
  readonly did: string;
};

/** How a process came to its end. */
export type ProcessEnd = { readonly how: string; readonly byItself: boolean; readonly did: string };

export function processEnd(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  const how = howItEnded(code, signal);
  if (signal === 'SIGABRT') return { how, byItself: true, did: 'ran out of memory' };
  const by = signal === null ? `exit code ${code ?? 'unknown'}` : signal;
  return { how, byItself: signal === null || crashes.has(signal), did: `ended its process (${by})` };
}

const crashes: ReadonlySet<NodeJS.Signals> = new Set(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT') return 'was ended by SIGABRT: user code may have used up its memory';
  if (signal === 'SIGKILL') return 'was ended by SIGKILL: somebody killed it, or the machine ran out of memory';
  return signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`;
}

type Seated = { readonly worker: number; readonly pid: number };

export const exitOf = ({ worker, pid }: Seated, { how, byItself, did }: ProcessEnd): WorkerEnd => ({
  reason: `worker ${nameOf(worker)} (process ${pid}) ${how}; the run cannot go on without it: start it again`,
  byItself,
  did,
});

/** `before`: what its process had in MB when it fell silent, where that is known. */
export function silenceOf({ worker, pid }: Seated, silentMs: number, before: number | null): WorkerEnd {
  const seconds = `${silentMs / 1000} s`;
  const who = `worker ${nameOf(worker)} (process ${pid}) has not answered for ${seconds}`;
  if (isStopped(pid))
    return { reason: `${who}: the process is stopped`, byItself: false, did: `looped for ${seconds}` };
  const filled = filledMegabytes(pid, before);
  return filled === null
    ? {
        reason: `${who}: a snippet may loop for ever, or the process is stopped`,
        byItself: true,
        did: `looped for ${seconds}`,
      }
    : {
        reason: `${who} while its memory filled (${filled} MB): a snippet may use it up`,
        byItself: true,
        did: `came to no end for ${seconds} while its memory filled (${filled} MB)`,
      };
}

export const cutOf = (worker: number, peer: number, why: string): WorkerEnd => ({
  reason: `the link between workers ${nameOf(worker)} and ${nameOf(peer)} was lost: ${why}; start the run again`,
  byItself: false,
  did: 'lost its link',
});
