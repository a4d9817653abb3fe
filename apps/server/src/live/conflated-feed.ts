/**
 * The telemetry of one client: the newest frame, at most one each interval, and only when the previous has left.
 * A slow client thus holds one frame, never a queue. Live rows and tapped records are news, not levels: those of frames that were
 * skipped are carried into the next, the newest of them up to the limit.
 */
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';

export type FeedOutlet = {
  /** Whether everything sent before has been handed to the network. */
  readonly isReady: () => boolean;
  readonly send: (frame: TelemetryFrame) => void;
};
export type FeedClock = {
  readonly now: () => number;
  readonly schedule: (run: () => void, delayMs: number) => () => void;
};

export class ConflatedFeed {
  readonly #outlet: FeedOutlet;
  readonly #clock: FeedClock;
  #pending: TelemetryFrame | null = null;
  #sentAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(outlet: FeedOutlet, clock: FeedClock) {
    this.#outlet = outlet;
    this.#clock = clock;
  }

  offer(frame: TelemetryFrame): void {
    this.#pending = this.#pending === null ? frame : withEarlierRows(frame, this.#pending);
    if (this.#cancel === null) this.#attempt();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#pending = null;
  }

  #attempt(): void {
    this.#cancel = null;
    if (this.#pending === null) return;
    const wait = this.#sentAt + limits.telemetryIntervalMs - this.#clock.now();
    if (wait > 0) return this.#attemptIn(wait);
    if (!this.#outlet.isReady()) return this.#attemptIn(limits.telemetryIntervalMs);
    const frame = this.#pending;
    this.#pending = null;
    this.#sentAt = this.#clock.now();
    this.#outlet.send(frame);
  }

  #attemptIn(delayMs: number): void {
    this.#cancel = this.#clock.schedule(() => this.#attempt(), delayMs);
  }
}

/** Rows of another run are not carried over: a run's frames count up from its start. */
function withEarlierRows(frame: TelemetryFrame, earlier: TelemetryFrame): TelemetryFrame {
  if (earlier.sequence >= frame.sequence) return frame;
  return {
    ...frame,
    liveRows: [...earlier.liveRows, ...frame.liveRows].slice(-limits.liveRowsPerFrameMax),
    tapped: [...earlier.tapped, ...frame.tapped].slice(-limits.tappedPerFrameMax),
  };
}
