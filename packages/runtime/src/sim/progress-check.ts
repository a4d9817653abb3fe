/** L1: a pipeline that makes much of its input takes long; one that does the same again and again gets no further. */
import { assert } from '@potoroo/shared/assert';
import type { EpochLedger } from '../core/index.ts';

/** In so many steps a cluster accepts more records than ever before, or applies more, until it ends. */
const idleStepsMax = 300_000;

export class ProgressCheck {
  steps = 0;
  /** Records accepted and applied when it was looked at last. */
  #progress = -1;

  stepped(ledger: EpochLedger | undefined): void {
    if (++this.steps % idleStepsMax !== 0 || ledger === undefined) return;
    const { accepted, applied } = ledger.atCut();
    const isFurther = accepted + applied > this.#progress;
    assert(isFurther, `L1: no end after ${this.steps} steps, and no record more than ${idleStepsMax} steps before`);
    this.#progress = accepted + applied;
  }
}
