/**
 * Outputs of a sink that are not released yet, epoch by epoch: open while records arrive, sealed at the cut, released
 * once the epoch is complete. Mutable: data plane.
 *
 * I13, I14: bytes leave in the order of their epochs, and none before its epoch is complete.
 */
import { assert } from '@potoroo/shared/assert';
import { Arena } from '../exchange/arena.ts';

export type Sealed = {
  readonly epoch: number;
  readonly chunks: readonly Uint8Array[];
  readonly records: number;
  readonly bytes: number;
};

export class Outbox {
  readonly #arena: Arena;
  readonly #chunkBytes: number;
  #chunks: Uint8Array[] = [];
  #records = 0;
  #openBytes = 0;
  readonly #sealed: Sealed[] = [];
  /** Bytes that are held here, sealed ones included. */
  bytes = 0;

  constructor(chunkBytes: number) {
    this.#arena = new Arena(chunkBytes);
    this.#chunkBytes = chunkBytes;
  }

  append(bytes: Uint8Array, records: number): void {
    this.#arena.append(bytes);
    this.#records += records;
    this.#openBytes += bytes.length;
    this.bytes += bytes.length;
    if (this.#arena.at >= this.#chunkBytes) this.#chunks.push(this.#arena.take());
  }

  seal(epoch: number): void {
    if (this.#arena.at > 0) this.#chunks.push(this.#arena.take());
    this.#sealed.push({ epoch, chunks: this.#chunks, records: this.#records, bytes: this.#openBytes });
    this.#chunks = [];
    this.#records = 0;
    this.#openBytes = 0;
  }

  /** The sealed epochs up to and including this one, oldest first; they still count until `forget`. */
  releasable(epoch: number): readonly Sealed[] {
    const released: Sealed[] = [];
    for (let next = this.#sealed[0]; next !== undefined && next.epoch <= epoch; next = this.#sealed[0]) {
      released.push(next);
      this.#sealed.shift();
    }
    return released;
  }

  forget(released: Sealed): void {
    this.bytes -= released.bytes;
    assert(this.bytes >= 0, 'more bytes were released than appended');
  }
}
