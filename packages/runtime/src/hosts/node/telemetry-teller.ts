/** Tells the supervisor one frame of telemetry after the other, none while it has not taken the last one. */
import { clearInterval, setInterval } from 'node:timers';
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import type { FromCoordinator, ToCoordinator } from './control-messages.ts';
import { monotonicNow } from './monotonic-now.ts';

type Begin = Pick<Extract<ToCoordinator, { type: 'begin' }>, 'deployedAt' | 'sequence'>;
type Tell = (message: FromCoordinator, told?: () => void) => void;

export class TelemetryTeller {
  readonly #deployedAt: number;
  readonly #tell: Tell;
  readonly #frame: (place: Pick<TelemetryFrame, 'sequence' | 'atMs'>) => TelemetryFrame;
  #sequence: number;
  #telling = false;
  #timer: NodeJS.Timeout | undefined;

  /** Numbers and times go on where those of a coordinator that was lost ended. */
  constructor(
    { deployedAt, sequence }: Begin,
    tell: Tell,
    frame: (place: Pick<TelemetryFrame, 'sequence' | 'atMs'>) => TelemetryFrame,
  ) {
    this.#deployedAt = deployedAt;
    this.#sequence = sequence;
    this.#tell = tell;
    this.#frame = frame;
  }

  begin(): void {
    this.#timer = setInterval(() => {
      if (!this.#telling) this.#publish();
    }, limits.telemetryIntervalMs);
  }

  /** With a last frame. */
  end(): void {
    clearInterval(this.#timer);
    this.#publish();
  }

  #publish(): void {
    const frame = this.#frame({ sequence: this.#sequence++, atMs: monotonicNow() - this.#deployedAt });
    this.#telling = true;
    this.#tell({ type: 'telemetry', frame }, () => {
      this.#telling = false;
    });
  }
}
