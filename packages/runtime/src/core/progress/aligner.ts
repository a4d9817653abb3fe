/**
 * Alignment of one task on a barrier: it counts the channels that have delivered barrier n until all have. Records that
 * follow the barrier on an early channel wait meanwhile.
 *
 * I10: one barrier is in flight, so a channel never delivers a later barrier before the task has cut.
 */
import { assert } from '@potoroo/shared/assert';
import type { AlignmentPhase } from '../phase-tables.ts';
import { alignmentTable, nextPhase } from '../phase-tables.ts';

export class Aligner {
  readonly #inputs: () => number;
  #arrived = 0;
  #epoch: number;
  #phase: AlignmentPhase = 'flowing';

  /**
   * `inputs`: the channels of the task, its own worker's included. They change only between two barriers.
   * `epoch`: the last complete one; barriers go on from there.
   */
  constructor(inputs: () => number, epoch: number) {
    this.#inputs = inputs;
    this.#epoch = epoch;
  }

  get phase(): AlignmentPhase {
    return this.#phase;
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
    const inputs = this.#inputs();
    assert(this.#arrived <= inputs, 'a channel delivered the same barrier twice');
    const isLast = this.#arrived === inputs;
    this.#phase = nextPhase(alignmentTable, this.#phase, isLast ? 'last barrier' : 'barrier', 'I10');
    if (isLast) this.#arrived = 0;
    return isLast;
  }
}
