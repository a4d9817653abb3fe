/**
 * Records that have come to a worker before the state object that they meet: their slot is moving here. They wait in the
 * order in which they arrived and are met before anything that comes after the slot. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';

export type PendingRecord = {
  readonly input: number;
  readonly key: string;
  readonly record: unknown;
  /** When, and at which source: it is as late as it has waited. */
  readonly readAt: number;
  readonly source: number;
};

/** A slot that is here, with all that waited for it: the bytes that travelled, and since when (null: nothing did) records waited. */
export type Installed = { readonly bytes: number; readonly since: number | null };
type Waiting = { readonly since: number; readonly records: PendingRecord[]; met: number };

export class PendingRecords {
  readonly #slots = new Map<number, Waiting>();
  /** Slots that have arrived and whose records are being met -> the bytes that travelled for them. */
  readonly #arrived = new Map<number, number>();
  readonly #recordsMax: number;
  count = 0;
  /** The task takes no more: too many records wait for their slots, or those of one that is here go first. */
  full = false;

  constructor(recordsMax: number) {
    this.#recordsMax = recordsMax;
  }

  /** Slots that are here, and for which records wait yet: the way out closed meanwhile. */
  get arrived(): Iterable<number> {
    return this.#arrived.keys();
  }

  /** Records of such a slot go before all others. */
  goFirst(): boolean {
    return this.#arrived.size > 0;
  }

  /** A record is about to be met that did not wait. */
  assertTurn(): void {
    assert(this.#arrived.size === 0, 'I16: a record is met before those that waited for a slot which is here');
  }

  keep(slot: number, record: PendingRecord, now: number): void {
    const waiting = this.#slots.get(slot);
    if (waiting === undefined) this.#slots.set(slot, { since: now, records: [record], met: 0 });
    else waiting.records.push(record);
    this.count++;
    this.#look();
  }

  arrive(slot: number, bytes: number): void {
    this.#arrived.set(slot, bytes);
    this.#look();
  }

  /** Takes the records of a slot that has arrived, one by one, as long as `meet` may go on; null where some are left. */
  drain(slot: number, mayGoOn: () => boolean, meet: (record: PendingRecord) => void): Installed | null {
    const waiting = this.#slots.get(slot) ?? { since: null, records: [], met: 0 };
    const { records } = waiting;
    for (let next = records[waiting.met]; next !== undefined && mayGoOn(); next = records[waiting.met]) {
      waiting.met++;
      this.count--;
      meet(next);
    }
    const isDone = waiting.met === records.length;
    const installed = isDone ? { bytes: this.#arrived.get(slot) ?? 0, since: waiting.since } : null;
    if (isDone) {
      this.#slots.delete(slot);
      this.#arrived.delete(slot);
    }
    this.#look();
    return installed;
  }

  #look(): void {
    this.full = this.count >= this.#recordsMax || this.goFirst();
  }
}
