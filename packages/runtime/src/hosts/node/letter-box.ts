/**
 * The last dead letters of a run, as screens show them. A recovery takes back whatever came after the checkpoint from which it
 * goes on: its records are met again, and their letters come again. One that does takes the place of the one before. Mutable.
 */
import { limits } from '@potoroo/shared/limits';
import type { DeadLetter } from '@potoroo/shared/telemetry';

type Entry = {
  readonly letter: DeadLetter;
  /** The barrier in flight, or the last one, when it came. */
  readonly epoch: number;
  /** It may come again. */
  isDoubtful: boolean;
};

export class LetterBox {
  #entries: Entry[] = [];

  get all(): readonly DeadLetter[] {
    return this.#entries.map(({ letter }) => letter);
  }

  add(letters: readonly DeadLetter[], epoch: number): void {
    for (const letter of letters) {
      const before = this.#entries.findIndex((entry) => entry.isDoubtful && isSame(entry.letter, letter));
      if (before >= 0) this.#entries.splice(before, 1);
      this.#entries.push({ letter, epoch, isDoubtful: false });
    }
    this.#entries = this.#entries.slice(-limits.deadLettersShownMax);
  }

  /** Everything goes on from the checkpoint of this epoch. What came before its barrier was asked for is certain. */
  rolledBack(epoch: number): void {
    for (const entry of this.#entries) if (entry.epoch >= epoch) entry.isDoubtful = true;
  }

  /** The run is over before all records are met again: what may be of one that it has not accepted is no letter of it. */
  stopped(): void {
    this.#entries = this.#entries.filter(({ isDoubtful }) => !isDoubtful);
  }
}

/** The same record, at the same place, for the same reason; it may be another worker's now. */
const isSame = (one: DeadLetter, other: DeadLetter): boolean =>
  one.node === other.node &&
  one.kind === other.kind &&
  one.message === other.message &&
  one.record === other.record &&
  one.key === other.key;
