/**
 * The state objects of one keyed stage at one worker, slot by slot. Mutable: this is the data plane. It knows nothing of
 * records or of where slots live; a slot that is not owned here has no table, and asking for it is a bug.
 */
import { assert } from '@potoroo/shared/assert';

/** One state object: Helland's entity. `value` is plain TypeScript, changed in place by its state computations. */
export type StateObject = { readonly key: string; readonly slot: number; value: unknown };

export class StateTable {
  readonly #slots: (Map<string, StateObject> | null)[];
  readonly #initial: (key: string, record: unknown) => unknown;
  /** Slot -> records applied since the start. */
  readonly applied: Float64Array;

  constructor(slots: number, initial: (key: string, record: unknown) => unknown) {
    this.#slots = Array.from({ length: slots }, () => null);
    this.#initial = initial;
    this.applied = new Float64Array(slots);
  }

  own(slot: number): void {
    this.#slots[slot] ??= new Map();
  }

  /** The object of a key, made at its first record; null where its initial snippet threw. */
  meet(key: string, slot: number, record?: unknown): StateObject | null {
    const objects = this.#slots[slot];
    assert(objects !== null && objects !== undefined, `I4: a record for slot ${slot}, which this worker does not own`);
    const known = objects.get(key);
    if (known !== undefined) return known;
    const value = this.#initial(key, record);
    if (value === undefined) return null;
    const made = { key, slot, value };
    objects.set(key, made);
    return made;
  }

  /** Slot -> number of state objects. */
  objectCounts(): readonly number[] {
    return this.#slots.map((objects) => objects?.size ?? 0);
  }

  *objectsOf(slot: number): Iterable<StateObject> {
    yield* this.#slots[slot]?.values() ?? [];
  }
}
