/**
 * How a run that is asked to stop comes to its end. What it has accepted is still applied and released. It is given some time for
 * that; where it waits for a disk or a receiver, or still works off what it has accepted, it is given all the time that this takes,
 * and whoever asked is told. Asked again meanwhile, it is ended where it stands, and what has not left is told.
 */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Standing } from './stopped-process.ts';

export type StoppingParts = {
  readonly timeoutMs: number;
  /** Where what has not left stays for a later run; null: nowhere. */
  readonly keptIn: string | null;
  readonly standing: () => Standing;
  readonly ask: () => void;
  readonly note: (text: string) => void;
  readonly fail: (error: string) => void;
};

export class Stopping {
  readonly #parts: StoppingParts;
  /** The last one: what is known of a run that is ended before it could tell. */
  frame: TelemetryFrame | null = null;
  /** How far the run had come when it was last looked at. */
  #reached = '';
  #timer: NodeJS.Timeout | undefined;
  #isWaiting = false;
  isAsked = false;

  constructor(parts: StoppingParts) {
    this.#parts = parts;
  }

  /** Hands the frame on. */
  seen(frame: TelemetryFrame): TelemetryFrame {
    this.frame = frame;
    return frame;
  }

  asked(): void {
    if (this.#isWaiting)
      return this.#parts.fail(withFate(`the run was ended while ${this.#waitsFor ?? 'it was stopping'}`, this.#parts));
    if (this.isAsked) return;
    this.isAsked = true;
    this.#reached = this.#progress;
    this.#parts.ask();
    this.#watch();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #watch(): void {
    const { timeoutMs, note, fail } = this.#parts;
    this.#timer = setTimeout(() => {
      const waitsFor = this.#waitsFor;
      const reached = this.#progress;
      if (waitsFor === null && reached === this.#reached)
        return fail(withFate(`the run did not stop within ${timeoutMs / 1000} s and was ended`, this.#parts));
      this.#reached = reached;
      const why = waitsFor ?? 'what it has accepted is still being worked off';
      if (!this.#isWaiting)
        note(
          withFate(
            `the run cannot stop yet, because ${why}; it stops when that is over. Stop it again to end it now`,
            this.#parts,
          ),
        );
      this.#isWaiting = true;
      this.#watch();
    }, timeoutMs);
  }

  get #waitsFor(): string | null {
    const stopped = this.#parts.standing().stopped;
    const waits = [
      ...(stopped === null ? [] : [`${stopped} is stopped, until it runs again or is taken for lost`]),
      ...(this.frame?.troubles ?? []).map(({ text }) => text),
    ];
    return waits.length === 0 ? null : waits.join('; ');
  }

  /** The same as long as nothing comes forward. */
  get #progress(): string {
    // Whoever takes the place of a lost one has as long as any other.
    const { pids } = this.#parts.standing();
    if (this.frame === null) return JSON.stringify(pids);
    const { ledger, epoch, workers } = this.frame;
    return JSON.stringify([pids, ledger, epoch, workers.map(({ name, records }) => [name, records])]);
  }
}

/** With what becomes of outputs that have not left; the directory is named once. */
function withFate(what: string, { keptIn }: StoppingParts): string {
  if (keptIn === null) return `${what}; outputs that were not released are lost`;
  const where = what.includes(keptIn) ? 'there' : `in ${keptIn}`;
  return `${what}; outputs that were not released are in the checkpoints ${where}: start the run with them to have them released`;
}
