/** Takes a few of the records that leave a node, as text, for somebody who looks at an edge. Mutable. */
import type { NodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { valueText } from '@potoroo/shared/pipeline/texts';
import { wholeRecord } from '@potoroo/shared/record-layout';
import type { ValvePlace, Witness } from '../../api/index.ts';

export type TapTake = {
  readonly node: NodeId;
  readonly key: string;
  /** By the clock of the worker. */
  readonly at: number;
  readonly text: string;
  readonly isCut: boolean;
};

type TapParts = {
  readonly node: NodeId;
  /** Only records of this key; null: of any. */
  readonly key: string | null;
  readonly clock: { readonly now: number };
  /** It has taken what it may. */
  readonly done: () => void;
};

export class Tap {
  readonly node: NodeId;
  readonly #parts: TapParts;
  #taken: TapTake[] = [];
  #chars = 0;

  constructor(parts: TapParts) {
    this.#parts = parts;
    this.node = parts.node;
  }

  /** Null where nothing leaves the node there, or enough was taken until the next call of `take`. */
  watchOf(place: ValvePlace): Witness | null {
    if (place === 'writes' || this.#isFull) return null;
    return ({ record, key }, code, ...args) => {
      const given = code(...args);
      if (place === 'keys') this.#see(record, typeof given === 'string' ? given : '');
      else if (Array.isArray(given)) for (const each of given) this.#see(each, key);
      else this.#see(given, key);
      return given;
    };
  }

  take(): readonly TapTake[] {
    const taken = this.#taken;
    this.#taken = [];
    this.#chars = 0;
    return taken;
  }

  get #isFull(): boolean {
    return this.#taken.length >= limits.tapRecordsMax || this.#chars >= limits.tapCharsMax;
  }

  #see(record: unknown, key: string): void {
    const { node, key: wanted, clock, done } = this.#parts;
    if (record === null || record === undefined || this.#isFull || (wanted !== null && key !== wanted)) return;
    const text = textOf(record);
    this.#chars += text.length;
    const isCut = text.length > limits.tapRecordCharsMax;
    this.#taken.push({ node, key, at: clock.now, text: isCut ? text.slice(0, limits.tapRecordCharsMax) : text, isCut });
    if (this.#isFull) done();
  }
}

/** User code may have made something that throws when it is looked at. */
function textOf(record: unknown): string {
  try {
    return valueText(wholeRecord(record));
  } catch {
    return '"something that throws when it is looked at"';
  }
}
