/**
 * Whether the checkpoints of a run can be kept: a person is told of the first of several that cannot, and of the next that can.
 * Mutable.
 */
import type { ClusterView } from './cluster-view.ts';
import { monotonicNow } from './monotonic-now.ts';

export class UnkeptCheckpoints {
  readonly #directory: string;
  readonly #note: (text: string) => void;
  /** Why the last checkpoint could not be kept, and since when none could. */
  now: ClusterView['unkept'] = null;

  constructor({ directory }: { readonly directory: string }, note: (text: string) => void) {
    this.#directory = directory;
    this.#note = note;
  }

  kept(epoch: number): void {
    if (this.now !== null) this.#note(`checkpoints are kept again in ${this.#directory}, from checkpoint ${epoch} on`);
    this.now = null;
  }

  failed(epoch: number, reason: string): void {
    const what = `checkpoint ${epoch} could not be kept in ${this.#directory}: ${reason}`;
    if (this.now === null) this.#note(`${what}; nothing is lost: it is tried again`);
    this.now = { what, since: this.now?.since ?? monotonicNow() };
  }
}
