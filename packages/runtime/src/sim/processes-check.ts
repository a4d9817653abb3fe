/**
 * L1: who is waited for is being started: a run that waits for a process which nobody starts goes on without it for ever, or not
 * at all. I1: a process that took part in a generation and has no part in the next one ends with it, or what it still writes
 * meets what is written now. Mutable, one for each coordinator.
 */
import { assert } from '@potoroo/shared/assert';
import type { CoordinatorEvent, CoordinatorState } from '../core/index.ts';
import { unionOf } from '../core/coordinator-state.ts';

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

  decided(before: CoordinatorState, after: CoordinatorState): void {
    const { phase, generation, members, present, requests } = after;
    if (phase === 'over') return;
    for (const worker of generation === before.generation ? [] : partakersOf(before))
      assert(
        members.includes(worker) || !present.has(worker),
        `I1: worker ${worker} took part in generation ${before.generation}, has none in ${generation}, and goes on`,
      );
    const added = requests.flatMap((request) => (request.kind === 'add' ? [request.worker] : []));
    for (const worker of [...added, ...(phase === 'gathering' ? members : [])])
      assert(
        present.has(worker) || this.#starting.has(worker),
        `L1: worker ${worker} is waited for, and nobody starts it`,
      );
  }
}

/** Whoever joins takes part from the barrier on. */
const partakersOf = (state: CoordinatorState): readonly number[] =>
  state.phase === 'cutting' ? unionOf(state) : state.members;
