/** What the coordinator asks of the journals, which its supervisor keeps: to be safe before a checkpoint names them. */
import type { Connections } from '../../../core/index.ts';
import type { FromCoordinator, ToCoordinator } from '../control-messages.ts';
import { isJournaled } from '../recoverable.ts';

type Begin = Extract<ToCoordinator, { type: 'begin' }>;

export class JournalDesk {
  readonly #tell: (message: FromCoordinator) => void;
  readonly #hasJournals: boolean;
  readonly #waiting = new Map<number, (error: string | null) => void>();
  #asked = 0;

  constructor({ topology, recoverable }: Begin, tell: (message: FromCoordinator) => void) {
    this.#tell = tell;
    this.#hasJournals = recoverable && topology.stages.some((stage) => stage.kind === 'source' && isJournaled(stage));
  }

  /** Null once everything that workers have been given survives a loss of power; or why it may not. */
  sync(): Promise<string | null> {
    if (!this.#hasJournals) return Promise.resolve(null);
    const id = this.#asked++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#tell({ type: 'sync-journals', id });
    });
  }

  synced(id: number, error: string | null): void {
    this.#waiting.get(id)?.(error);
    this.#waiting.delete(id);
  }

  /** Says what the oldest checkpoint still needs. */
  keep(positions: () => readonly (readonly [number, Connections])[]): void {
    if (this.#hasJournals) this.#tell({ type: 'journals-kept', positions: positions() });
  }
}
