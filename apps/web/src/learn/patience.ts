/**
 * How long the page waits for the worker that plays the lessons. Code that never ends is known by its silence: a stage that goes on says so, whatever
 * it was asked for. Whoever has just written code is not left alone with it for longer than a few seconds, since it may also fill the memory of the window.
 */
import type { LearnCommand } from './play/learn-desk.ts';

/** `wholeMs`: until the answer; `silenceMs`: from one sign of life to the next. */
export type Patience = { readonly wholeMs: number; readonly silenceMs: number };

export function patienceFor(command: LearnCommand): Patience {
  if (command.type === 'act' && command.text !== undefined) return { wholeMs: 60_000, silenceMs: 5_000 };
  // A worker that has to be fetched says nothing before it is there, and takes its time on a busy machine.
  if (command.type === 'list') return { wholeMs: 60_000, silenceMs: 60_000 };
  if (command.type === 'open' || command.type === 'lab') return { wholeMs: 240_000, silenceMs: 60_000 };
  return { wholeMs: command.type === 'work' ? 60_000 : 240_000, silenceMs: 10_000 };
}

/** What it has come to an end by. */
export type End = keyof Patience;

/** Calls `giveUp` once, when the patience is at its end. */
export class Waiting {
  readonly #whole: ReturnType<typeof setTimeout>;
  readonly #patience: Patience;
  readonly #giveUp: (end: End) => void;
  #silence: ReturnType<typeof setTimeout>;

  constructor(patience: Patience, giveUp: (end: End) => void) {
    this.#patience = patience;
    this.#giveUp = giveUp;
    this.#whole = setTimeout(giveUp, patience.wholeMs, 'wholeMs');
    this.#silence = setTimeout(giveUp, patience.silenceMs, 'silenceMs');
  }

  /** A sign of life has come. */
  hear(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.#giveUp, this.#patience.silenceMs, 'silenceMs');
  }

  end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#whole);
  }
}
