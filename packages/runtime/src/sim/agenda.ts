/** What happens next in a simulated world: a binary heap of actions by time, ties broken by a seeded draw. */
import type { Random } from './random.ts';

type Entry = { readonly at: number; readonly tie: number; readonly order: number; readonly act: () => void };

export class Agenda {
  readonly #heap: Entry[] = [];
  readonly #ties: Random;
  #order = 0;
  now = 0;

  constructor(ties: Random) {
    this.#ties = ties;
  }

  /** An action at a time not before now. */
  at(time: number, act: () => void): void {
    this.#heap.push({ at: Math.max(time, this.now), tie: this.#ties.next(), order: this.#order++, act });
    this.#up(this.#heap.length - 1);
  }

  /** When the next action is due; null where there is none. */
  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  /** Performs the next action; false where there is none. */
  step(): boolean {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return false;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#down(0);
    }
    this.now = first.at;
    first.act();
    return true;
  }

  #up(from: number): void {
    for (let i = from; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #down(from: number): void {
    for (let i = from; ;) {
      const left = i * 2 + 1;
      const child = left + 1 < this.#heap.length && this.#before(left + 1, left) ? left + 1 : left;
      if (child >= this.#heap.length || !this.#before(child, i)) return;
      this.#swap(i, child);
      i = child;
    }
  }

  #before(i: number, j: number): boolean {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && (a.tie < b.tie || (a.tie === b.tie && a.order < b.order)));
  }

  #swap(i: number, j: number): void {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined) return;
    this.#heap[i] = b;
    this.#heap[j] = a;
  }
}
