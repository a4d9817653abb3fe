/**
 * Which workers have been silent for too long. One that falls silent in safe mode with the very record with which a worker was
 * lost by its silence just before is not given as long again: the record has had its time, and a loop is found sooner. Mutable.
 */
import type { Origin } from '@potoroo/shared/origins';
import { isSameOrigin } from '@potoroo/shared/origins';
import type { CoordinatorState } from '../../core/index.ts';
import { suspectOf } from './marks.ts';
import { isStopped } from './stopped-process.ts';
import type { WorkerEnd } from './worker-ends.ts';
import { silenceOf } from './worker-ends.ts';
import type { WorkerSeat, WorkerSeats } from './worker-seats.ts';

export type SilencesParts = {
  readonly seats: Pick<WorkerSeats, 'checkHeartbeats'>;
  /** Of the marks. */
  readonly directory: string;
  readonly heartbeatTimeoutMs: number;
};
type Standing = Pick<CoordinatorState, 'generation' | 'safeUntil'>;

/** Long enough for a machine that is busy. */
const againMs = 2_500;

export class Silences {
  readonly #parts: SilencesParts;
  /** The record with which the last worker was busy that was silent by itself for as long as may be. */
  #last: Origin | null = null;

  constructor(parts: SilencesParts) {
    this.#parts = parts;
  }

  /** To be called once every `limits.heartbeatIntervalMs`. */
  check(standing: Standing, lost: (seat: WorkerSeat, end: WorkerEnd) => void): void {
    const { seats, heartbeatTimeoutMs } = this.#parts;
    seats.checkHeartbeats(Math.min(againMs, heartbeatTimeoutMs), (seat, silentMs) => {
      if (silentMs >= heartbeatTimeoutMs) {
        const end = silenceOf(seat, silentMs);
        // One that was stopped has not given its record any time.
        this.#last = end.byItself ? this.#busyWith(seat, standing) : null;
        lost(seat, end);
      } else if (this.#isSilentAgain(seat, standing)) {
        lost(seat, { ...silenceOf(seat, silentMs), did: silenceOf(seat, heartbeatTimeoutMs).did });
      }
    });
  }

  #isSilentAgain(seat: WorkerSeat, standing: Standing): boolean {
    if (this.#last === null || isStopped(seat.pid)) return false;
    return isSameOrigin(this.#last, this.#busyWith(seat, standing));
  }

  #busyWith({ worker }: WorkerSeat, { generation, safeUntil }: Standing): Origin | null {
    if (safeUntil === null) return null;
    return suspectOf({ directory: this.#parts.directory, worker, generation, why: '' });
  }
}
