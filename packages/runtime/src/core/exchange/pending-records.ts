/**
 * Records that have come to a worker before the state object that they meet: their slot is moving here. They wait in the
 * order in which they arrived and are met first, before any record that comes after the slot. Mutable: data plane.
 */
export type PendingRecord = {
  readonly input: number;
  readonly key: string;
  readonly record: unknown;
  /** When, and at which source: it is as late as it has waited. */
  readonly readAt: number;
  readonly source: number;
};

export class PendingRecords {
  readonly #slots = new Map<number, PendingRecord[]>();
  readonly #recordsMax: number;
  count = 0;

  /** `recordsMax`: beyond it the task takes no more until a slot has arrived. */
  constructor(recordsMax: number) {
    this.#recordsMax = recordsMax;
  }

  get full(): boolean {
    return this.count >= this.#recordsMax;
  }

  has(slot: number): boolean {
    return this.#slots.has(slot);
  }

  keep(slot: number, record: PendingRecord): void {
    const waiting = this.#slots.get(slot);
    if (waiting === undefined) this.#slots.set(slot, [record]);
    else waiting.push(record);
    this.count++;
  }

  /** Takes the records of a slot, one by one, as long as `meet` may go on; true where none is left. */
  drain(slot: number, mayGoOn: () => boolean, meet: (record: PendingRecord) => void): boolean {
    const waiting = this.#slots.get(slot);
    if (waiting === undefined) return true;
    let met = 0;
    for (const record of waiting) {
      if (!mayGoOn()) break;
      meet(record);
      met++;
    }
    this.count -= met;
    if (met < waiting.length) this.#slots.set(slot, waiting.slice(met));
    else this.#slots.delete(slot);
    return met === waiting.length;
  }
}
