/**
 * L1: who is waited for is being started: a run that waits for a process which nobody starts goes on without it for ever, or not
 * at all. I1: a process that took part in a generation and has no part in the next one has ended when that begins, or what
 * it still writes meets what is written then. Mutable, one for each coordinator.
 */
import { assert } from '@potoroo/shared/assert';
import type { CoordinatorEvent, CoordinatorState } from '../core/index.ts';
import { unionOf } from '../core/coordinator-state.ts';

type Process = { readonly worker: number; readonly alive: boolean };

export class ProcessesCheck {
  /** Workers whose process is on its way up. */
  readonly #starting: Set<number>;
  readonly #processes: ReadonlyMap<number, Process>;
  /** Those that took part in what is undone, and have no part in what begins. */
  readonly #undone = new Set<Process>();

  /** `members`: whoever starts a coordinator starts those whose process is not there. */
  constructor(members: readonly number[], processes: ReadonlyMap<number, Process>) {
    this.#starting = new Set(members);
    this.#processes = processes;
  }

  forked(worker: number): void {
    this.#starting.add(worker);
  }

  told(event: CoordinatorEvent): void {
    if (event.type !== 'joined' && event.type !== 'join-failed' && event.type !== 'worker-lost') return;
    const wasStarting = this.#starting.delete(event.worker);
    assert(
      wasStarting || event.type === 'worker-lost',
      `worker ${event.worker} comes, and this coordinator has not asked for it`,
    );
  }

  decided(before: CoordinatorState, after: CoordinatorState): void {
    const { phase, generation, members, present, requests } = after;
    if (phase === 'over') return;
    if (generation !== before.generation)
      for (const worker of partakersOf(before)) {
        const process = this.#processes.get(worker);
        if (process !== undefined && !members.includes(worker)) this.#undone.add(process);
      }
    for (const process of phase === 'loading' ? this.#undone : [])
      assert(
        !process.alive,
        `I1: worker ${process.worker} has no part in generation ${generation}, took part before, and still writes`,
      );
    if (phase === 'loading') this.#undone.clear();
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
