/**
 * Alignment of one task on a barrier: it counts the channels that have delivered barrier n until all have. Records that
 * follow the barrier on an early channel wait meanwhile.
 *
 * I10: one barrier is in flight, so a channel never delivers a later barrier before the task has cut.
 */
import { assert } from '@potoroo/shared/assert';

export class Aligner {
  readonly #inputs: number;
  #arrived = 0;
  #epoch = 0;

  /** `inputs`: the channels of the task, its own worker's included. */
  constructor(inputs: number) {
    this.#inputs = inputs;
  }

  /** Notes the barrier of one channel; true where it was the last, so that the task cuts now. */
  arrived(epoch: number): boolean {
    assert(
      this.#arrived === 0 || epoch === this.#epoch,
      `I10: barrier ${epoch} arrived while barrier ${this.#epoch} is being aligned`,
    );
    assert(this.#arrived > 0 || epoch > this.#epoch, `I11: barrier ${epoch} after barrier ${this.#epoch}`);
    this.#epoch = epoch;
    this.#arrived++;
    assert(this.#arrived <= this.#inputs, 'a channel delivered the same barrier twice');
    if (this.#arrived < this.#inputs) return false;
    this.#arrived = 0;
    return true;
  }
}
