/**
 * How high each counter of a run has been told. After a loss records are read again, and counts of the latest instant fall to those of
 * the checkpoint: to a scraper that is a counter that began anew at 0, and everything before it came in one second. What was told
 * stands until it is reached again. Mutable.
 */
export class Heights {
  #run: string | null = null;
  #told = new Map<string, number>();

  /** What to tell of a counter with this value. */
  of(run: string | null, counter: string, value: number): number {
    if (run !== this.#run) {
      this.#run = run;
      this.#told = new Map();
    }
    const height = Math.max(value, this.#told.get(counter) ?? 0);
    this.#told.set(counter, height);
    return height;
  }
}
