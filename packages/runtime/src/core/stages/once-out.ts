/**
 * What leaves a sink before its epoch does, and what a cut has to tell once all of it is out of our hands: a checkpoint that were
 * kept before could not be gone on from, because the output would be shorter than it says. Mutable.
 */
import { assert } from '@potoroo/shared/assert';

export class OnceOut {
  /** Bytes on their way. */
  leaving = 0;
  #untold: { bytes: number; readonly tell: () => void } | null = null;

  /** Tells once all that has left so far is out; at once where nothing is on its way. */
  tell(what: () => void): void {
    assert(this.#untold === null, 'I10: a sink cuts again before it has told of its last cut');
    if (this.leaving === 0) what();
    else this.#untold = { bytes: this.leaving, tell: what };
  }

  /** So many bytes more are out, in the order in which they left. */
  out(bytes: number): void {
    this.leaving -= bytes;
    const untold = this.#untold;
    if (untold === null) return;
    untold.bytes -= bytes;
    if (untold.bytes > 0) return;
    this.#untold = null;
    untold.tell();
  }
}
