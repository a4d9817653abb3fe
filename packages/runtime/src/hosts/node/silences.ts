/**
 * Which workers have been silent for too long. One that falls silent in safe mode with the very record with which a worker was
 * lost by its silence just before is not given as long again: the record has had its time, and a loop is found sooner. A silence is
 * noted at its seat, so that it is told, long before it is a loss. Mutable.
 */
import type { Origin } from '@potoroo/shared/origins';
import { limits } from '@potoroo/shared/limits';
import { isSameOrigin } from '@potoroo/shared/origins';
import type { Topology } from '@potoroo/shared/topology';
import type { Quarantined } from '../../api/index.ts';
import type { CoordinatorState } from '../../core/index.ts';
import { residentMegabytes } from './filled-memory.ts';
import { suspectOf } from './marks.ts';
import { isStopped } from './stopped-process.ts';
import type { WorkerEnd } from './worker-ends.ts';
import { silenceOf } from './worker-ends.ts';
import type { WorkerSeat, WorkerSeats } from './worker-seats.ts';

export type SilencesParts = {
  readonly seats: Pick<WorkerSeats, 'checkHeartbeats'>;
  /** Of the marks. */
  readonly directory: string;
  readonly topology: Pick<Topology, 'modules'>;
  readonly heartbeatTimeoutMs: number;
};
type Standing = Pick<CoordinatorState, 'generation' | 'safeUntil'>;

/** Long enough for a machine that is busy. */
const againMs = 2_500;

export class Silences {
  readonly #parts: SilencesParts;
  /** The record with which the last worker was busy that was silent by itself for as long as may be, and what it did. */
  #last: { readonly record: Origin; readonly did: string } | null = null;
  /** What the process of a seat had in MB when it fell silent. */
  readonly #before = new WeakMap<WorkerSeat, number | null>();

  constructor(parts: SilencesParts) {
    this.#parts = parts;
  }

  /** To be called once every `limits.heartbeatIntervalMs`. */
  check(standing: Standing, lost: (seat: WorkerSeat, end: WorkerEnd) => void): void {
    const { seats, topology, heartbeatTimeoutMs } = this.#parts;
    seats.checkHeartbeats(Math.min(limits.silenceToldMs, heartbeatTimeoutMs), (seat, silentMs) => {
      const suspect = this.#busyWith(seat, standing);
      const node = suspect === null ? null : (topology.modules[suspect.module]?.node ?? null);
      if (seat.silent == null) this.#before.set(seat, residentMegabytes(seat.pid));
      const before = this.#before.get(seat) ?? null;
      // No code is to blame for one that somebody stopped.
      seat.silent = isStopped(seat.pid) ? null : { ms: silentMs, node };
      if (silentMs >= heartbeatTimeoutMs) {
        const end = silenceOf(seat, silentMs, before);
        // One that was stopped has not given its record any time.
        this.#last = end.byItself && suspect !== null ? { record: suspect, did: end.did } : null;
        lost(seat, end);
      } else if (silentMs >= againMs && this.#last !== null && this.#isSilentAgain(seat, suspect)) {
        lost(seat, { ...silenceOf(seat, silentMs, before), did: this.#last.did });
      }
    });
  }

  #isSilentAgain({ pid }: WorkerSeat, suspect: Origin | null): boolean {
    return this.#last !== null && !isStopped(pid) && isSameOrigin(this.#last.record, suspect);
  }

  #busyWith({ worker }: WorkerSeat, { generation, safeUntil }: Standing): Quarantined | null {
    if (safeUntil === null) return null;
    return suspectOf({ directory: this.#parts.directory, worker, generation, why: '' });
  }
}
