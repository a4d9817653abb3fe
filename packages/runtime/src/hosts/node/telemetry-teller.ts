/** Tells the supervisor one frame of telemetry after the other, none while it has not taken the last one. */
import { clearInterval, setInterval } from 'node:timers';
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import type { ClusterView } from './cluster-view.ts';
import type { FromCoordinator, ToCoordinator } from './control-messages.ts';
import { monotonicNow } from './monotonic-now.ts';
import type { FrameParts } from './telemetry-aggregate.ts';
import { frameOf } from './telemetry-aggregate.ts';

type Begin = Pick<Extract<ToCoordinator, { type: 'begin' }>, 'deployedAt' | 'sequence' | 'last'>;
type Tell = (message: FromCoordinator, told?: () => void) => void;
export type TellerParts = {
  readonly view: () => ClusterView;
  /** What is new since the last frame is asked for once. */
  readonly news: () => Omit<FrameParts, 'sequence' | 'atMs'>;
};

export class TelemetryTeller {
  readonly #deployedAt: number;
  readonly #tell: Tell;
  readonly #parts: TellerParts;
  #sequence: number;
  #last: TelemetryFrame | null;
  #telling = false;
  #isWanted = false;
  #timer: NodeJS.Timeout | undefined;

  /** Numbers and times go on where those of a coordinator that was lost ended. */
  constructor({ deployedAt, sequence, last }: Begin, tell: Tell, parts: TellerParts) {
    this.#deployedAt = deployedAt;
    this.#sequence = sequence;
    this.#last = last;
    this.#tell = tell;
    this.#parts = parts;
  }

  begin(): void {
    this.#timer = setInterval(() => {
      if (!this.#telling) this.#publish();
    }, limits.telemetryIntervalMs);
  }

  /** What has changed shall not wait for its turn. */
  soon(): void {
    if (this.#telling) this.#isWanted = true;
    else this.#publish();
  }

  /** With a last frame. */
  end(): void {
    clearInterval(this.#timer);
    this.#publish();
  }

  #publish(): void {
    const place = { sequence: this.#sequence++, atMs: monotonicNow() - this.#deployedAt };
    const frame = frameOf(this.#parts.view(), { ...place, ...this.#parts.news() }, this.#last);
    this.#last = frame;
    this.#telling = true;
    this.#isWanted = false;
    this.#tell({ type: 'telemetry', frame }, () => {
      this.#telling = false;
      if (this.#isWanted) this.#publish();
    });
  }
}
