/**
 * How long nothing has been heard of a run that goes on, though its server can be heard: its coordinator is stopped, or the server
 * is, or both are held up. A window cannot tell which, so that it tells the time alone (decision 239). Counted in turns, and not
 * in time: a page that was held up itself has missed nothing.
 */
import { create } from 'zustand';

export const turnMs = 250;
/** Several frames are overdue by then, and a person still takes it for at once. */
const silentTurns = 6;

/** Whole seconds since the last frame; null while frames come, or none is due. */
export const useSilence = create<{ readonly seconds: number | null }>(() => ({ seconds: null }));

export class SilenceWatch {
  #turns = 0;
  #heardMs = 0;

  heard(nowMs: number): void {
    this.#turns = 0;
    this.#heardMs = nowMs;
  }

  /** `isDue`: frames are to come, for a run goes on and the server can be heard. */
  turn(nowMs: number, isDue: boolean): number | null {
    if (!isDue) this.heard(nowMs);
    this.#turns += 1;
    return this.#turns <= silentTurns ? null : Math.max(1, Math.floor((nowMs - this.#heardMs) / 1_000));
  }
}

/** `3 s ago` for what stands on screen meanwhile; empty while frames come. */
export const agoText = (seconds: number | null): string => (seconds === null ? '' : `, ${seconds} s ago`);
