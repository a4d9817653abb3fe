/** The movement ledger of the current or the last run: its newest entries, and who waits for what becomes of one. */
import { clearTimeout, setTimeout } from 'node:timers';
import { limits } from '@potoroo/shared/limits';
import type { Movement } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';

/** How many entries of a cause have come to an end in this way. */
export type EndedCount = {
  readonly cause: Movement['cause']['type'];
  readonly phase: Movement['phase'];
  readonly count: number;
};

export class MovementBook {
  readonly #entries = new Map<number, Movement>();
  /** Of the whole run, those that are forgotten among them. */
  readonly #ended = new Map<string, EndedCount>();
  readonly #waiting = new Set<(movement: Movement) => void>();

  /** Oldest first. */
  get all(): readonly Movement[] {
    return [...this.#entries.values()];
  }

  get open(): readonly Movement[] {
    return this.all.filter((entry) => !isOver(entry));
  }

  find(id: number): Movement | null {
    return this.#entries.get(id) ?? null;
  }

  /** They only grow. */
  get ended(): readonly EndedCount[] {
    return [...this.#ended.values()];
  }

  take(movement: Movement): void {
    const before = this.find(movement.id);
    if (isOver(movement) && (before === null || !isOver(before))) this.#count(movement);
    this.#entries.set(movement.id, movement);
    this.#forget();
    for (const look of this.#waiting) look(movement);
  }

  /** The entry once the condition holds, or as it stands after this long; null where there is no such entry. */
  async once(id: number, holds: (movement: Movement) => boolean, waitMs: number): Promise<Movement | null> {
    const found = this.find(id);
    if (found === null || holds(found)) return found;
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(this.find(id));
      };
      const look = (movement: Movement): void => {
        if (movement.id === id && holds(movement)) settle();
      };
      const timer = setTimeout(settle, waitMs);
      this.#waiting.add(look);
    });
  }

  #count({ cause: { type: cause }, phase }: Movement): void {
    const key = `${cause} ${phase}`;
    this.#ended.set(key, { cause, phase, count: (this.#ended.get(key)?.count ?? 0) + 1 });
  }

  /** The oldest that are over go first. */
  #forget(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size <= limits.movementsKept) return;
      if (isOver(entry)) this.#entries.delete(id);
    }
  }
}

/** Whether others may take part from now on than before; a coordinator that starts again goes on with whom its checkpoint names. */
export const changesMembers = ({ cause: { type }, phase }: Movement): boolean =>
  (phase === 'done' || phase === 'failed') &&
  (type === 'add' || type === 'drain' || type === 'kill' || type === 'loss');
