/**
 * A growing stretch of bytes that records are written into, one after the other, and handed over whole. Mutable.
 * `reserve` makes room for the most that will be written; the writer then moves `at` by what it wrote.
 */

import type { SpareStretches } from './spare-stretches.ts';

const growthKeptMax = 16;

export class Arena {
  bytes: Uint8Array;
  view: DataView;
  at = 0;
  readonly #firstBytes: number;
  readonly #spares: SpareStretches | null;

  /** Spares are of `firstBytes` each. */
  constructor(firstBytes: number, spares: SpareStretches | null = null) {
    this.#firstBytes = firstBytes;
    this.#spares = spares;
    this.bytes = new Uint8Array(firstBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Room for `bytes` more; the position to write at. */
  reserve(bytes: number): number {
    if (this.at + bytes > this.bytes.length) this.#grow(this.at + bytes);
    return this.at;
  }

  append(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
    this.at = at + bytes.length;
  }

  /**
   * What was written. A well filled stretch is handed over, a nearly empty one is copied and used again. One that grew far
   * for a single record is given up: else every channel would keep as much for ever.
   */
  take(): Uint8Array {
    const { at } = this;
    this.at = 0;
    if (at * 4 >= this.bytes.length) return this.#handOver(at);
    const copy = this.bytes.slice(0, at);
    if (this.bytes.length > this.#firstBytes * growthKeptMax) this.#handOver(at);
    return copy;
  }

  #handOver(length: number): Uint8Array {
    const taken = this.bytes.subarray(0, length);
    this.bytes = this.#spares?.take() ?? new Uint8Array(this.#firstBytes);
    this.view = new DataView(this.bytes.buffer);
    return taken;
  }

  #grow(least: number): void {
    const grown = new Uint8Array(Math.max(least, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
