/**
 * L1: who is waited for is being started: a run that waits for a process which nobody starts goes on without it for ever, or not
 * at all. Mutable, one for each coordinator.
 */
import { assert } from '@potoroo/shared/assert';
import type { CoordinatorEvent, CoordinatorState } from '../core/index.ts';

export class ProcessesCheck {
  /** Workers whose process is on its way up. */
  readonly #starting: Set<number>;

  /** `members`: whoever starts a coordinator starts those whose process is not there. */
  constructor(members: readonly number[]) {
    this.#starting = new Set(members);
  }

  forked(worker: number): void {
    this.#starting.add(worker);
  }

  told(event: CoordinatorEvent): void {
    if (event.type === 'joined' || event.type === 'worker-lost') this.#starting.delete(event.worker);
  }

  decided({ phase, members, present, requests }: CoordinatorState): void {
    if (phase === 'over') return;
    const added = requests.flatMap((request) => (request.kind === 'add' ? [request.worker] : []));
    for (const worker of [...added, ...(phase === 'gathering' ? members : [])])
      assert(
        present.has(worker) || this.#starting.has(worker),
        `L1: worker ${worker} is waited for, and nobody starts it`,
      );
  }
}
