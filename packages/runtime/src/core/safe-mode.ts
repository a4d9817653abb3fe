/**
 * Safe mode: a generation after a loss in which every worker says, before it calls user code, with what it is busy: a
 * record, by its origin, and the module of a snippet. The mark outlives the process, so that a record with which user code
 * came to no end is known. Mutable: data plane.
 *
 * Whatever is made of one record leaves before anything of the next one does, so that a frame has one origin.
 */
import type { ModuleId } from '@potoroo/shared/ids';
import { isSameOrigin } from '@potoroo/shared/origins';
import type { Origin } from '../api/index.ts';

export type Mark = Origin & { readonly module: ModuleId };

export type SafeModeParts = {
  /** Remembers the mark beyond the end of this process; null: it is not busy with user code. */
  readonly mark: (mark: Mark | null) => void;
  /** Sends what waits in channels. */
  readonly flush: () => void;
};

export class SafeMode {
  readonly #parts: SafeModeParts;
  #isMarked = false;
  /** Of the record that is worked on, or was last. */
  origin: Origin | null = null;

  constructor(parts: SafeModeParts) {
    this.#parts = parts;
  }

  /** From here on everything that is made is made of this record. */
  follow(origin: Origin): void {
    if (isSameOrigin(origin, this.origin)) return;
    this.#parts.flush();
    this.origin = origin;
  }

  /** The next thing that happens is a call of user code. */
  calling(module: ModuleId): void {
    if (this.origin === null) return;
    this.#isMarked = true;
    this.#parts.mark({ ...this.origin, module });
  }

  /** User code has come to an end. */
  rest(): void {
    if (this.#isMarked) this.#parts.mark(null);
    this.#isMarked = false;
  }
}
