/**
 * How a run that is asked to stop comes to its end. What it has accepted is still applied and released. It is given some time for
 * that; where it waits for a disk or a receiver it is given all the time that this takes, and whoever asked is told. Asked again
 * while it waits, it is ended where it stands, and what has not left is told.
 */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';

export type StoppingParts = {
  readonly timeoutMs: number;
  /** Where what has not left stays for a later run; null: nowhere. */
  readonly keptIn: string | null;
  readonly ask: () => void;
  readonly note: (text: string) => void;
  readonly fail: (error: string) => void;
};

export class Stopping {
  readonly #parts: StoppingParts;
  #frame: TelemetryFrame | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isWaiting = false;
  isAsked = false;

  constructor(parts: StoppingParts) {
    this.#parts = parts;
  }

  /** Hands the frame on. */
  seen(frame: TelemetryFrame): TelemetryFrame {
    this.#frame = frame;
    return frame;
  }

  asked(): void {
    if (this.#isWaiting)
      return this.#parts.fail(`the run was ended while ${this.#waitsFor ?? 'it was stopping'}; ${this.#fate}`);
    if (this.isAsked) return;
    this.isAsked = true;
    this.#parts.ask();
    this.#watch();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #watch(): void {
    const { timeoutMs, note, fail } = this.#parts;
    this.#timer = setTimeout(() => {
      if (this.#waitsFor === null)
        return fail(`the run did not stop within ${timeoutMs / 1000} s and was ended; ${this.#fate}`);
      if (!this.#isWaiting)
        note(
          `the run cannot stop yet, because ${this.#waitsFor}; it stops when that is over. Stop it again to end it now: ${this.#fate}`,
        );
      this.#isWaiting = true;
      this.#watch();
    }, timeoutMs);
  }

  get #waitsFor(): string | null {
    const troubles = this.#frame?.troubles ?? [];
    return troubles.length === 0 ? null : troubles.map(({ text }) => text).join('; ');
  }

  get #fate(): string {
    const { keptIn } = this.#parts;
    return keptIn === null
      ? 'outputs that were not released are lost'
      : `outputs that were not released are in the checkpoints in ${keptIn}: start the run with them to have them released`;
  }
}
