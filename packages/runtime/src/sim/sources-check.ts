/**
 * I17, L1: what a worker is told of its sources, it does. While they are held none takes a record, whatever comes up meanwhile, such as
 * a partition that moves there; once they are stopped none reads any more, or a run with a source that has no end would have none.
 * Mutable, one for each generation of a worker.
 */
import { assert } from '@potoroo/shared/assert';
import type { SourceStage, Topology } from '@potoroo/shared/topology';
import type { Worker, WorkerEvent } from '../core/index.ts';

export class SourcesCheck {
  readonly #sources: readonly SourceStage[];
  #isHeld = false;
  #isStopped = false;
  #accepted = 0;

  constructor({ stages }: Topology) {
    this.#sources = stages.filter((stage) => stage.kind === 'source');
  }

  /** The worker has taken a step. */
  stepped(worker: number, core: Worker, event: WorkerEvent): void {
    if (event.type === 'hold-sources') this.#isHeld = event.held;
    if (event.type === 'stop-sources') this.#isStopped = true;
    const before = this.#accepted;
    this.#accepted = this.#sources.reduce((sum, { id, node }) => sum + core.counts.of(id, node).recordsIn, 0);
    const more = this.#accepted - before;
    assert(!this.#isHeld || more === 0, `I17: worker ${worker} takes ${more} records while its sources are held`);
    // A worker that stands still hears nothing, and does nothing.
    const mustStop = this.#isStopped && core.spoilt === null;
    const reading = mustStop ? this.#sources.find(({ node }) => core.reads(node)) : undefined;
    assert(
      reading === undefined,
      `L1: worker ${worker} reads source ${reading?.node} although its sources are stopped`,
    );
  }
}
