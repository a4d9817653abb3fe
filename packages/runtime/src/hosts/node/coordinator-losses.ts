/**
 * How often the coordinator of a run may be lost: as often as it happens while the run gets further, for however long it goes on;
 * where no checkpoint is kept between two losses, so many times in a row. Mutable.
 */

/** Losses in a row that are undone, of the coordinator as well as of workers. */
export const lossesMax = 10;

export class CoordinatorLosses {
  readonly #most: number | null;
  #inARow = 0;

  /** `most`: in a row; null where none can be undone. */
  constructor(most: number | null) {
    this.#most = most;
  }

  /** A checkpoint is kept. */
  gotFurther(): void {
    this.#inARow = 0;
  }

  /** Why the run cannot go on; null: another one takes its place. */
  lost(how: string): string | null {
    const most = this.#most;
    if (most === null) return `the coordinator ${how}; the run cannot go on without it: start it again`;
    if (++this.#inARow <= most) return null;
    return `the coordinator ${how}; ${most} recoveries in a row came no further: start the run again`;
  }
}
