/**
 * Outputs of a sink that are not released yet, epoch by epoch: open while records arrive, sealed at the cut, released
 * once the epoch is complete. Mutable: data plane.
 *
 * I13, I14: bytes leave in the order of their epochs, and none before its epoch is complete. Each epoch knows where its
 * bytes stand in the whole output, so that releasing it again after a recovery writes the same bytes to the same place.
 */
import { assert } from '@potoroo/shared/assert';
import { Arena } from '../exchange/arena.ts';

/** How far an output has come: bytes and records before what follows. */
export type OutputPosition = { readonly bytes: number; readonly records: number };
export type Sealed = {
  readonly epoch: number;
  /** Where the epoch begins. */
  readonly from: OutputPosition;
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
  #from: OutputPosition = { bytes: 0, records: 0 };
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

  /** Takes what has come of the open epoch, which leaves before its epoch is complete; null where nothing has. */
  takeOpen(): { readonly at: number; readonly chunks: readonly Uint8Array[]; readonly bytes: number } | null {
    if (this.#arena.at > 0) this.#chunks.push(this.#arena.take());
    const [chunks, bytes, at] = [this.#chunks, this.#openBytes, this.#from.bytes];
    if (bytes === 0) return null;
    this.#chunks = [];
    this.#openBytes = 0;
    this.bytes -= bytes;
    this.#from = { bytes: at + bytes, records: this.#from.records };
    return { at, chunks, bytes };
  }

  seal(epoch: number): Sealed {
    if (this.#arena.at > 0) this.#chunks.push(this.#arena.take());
    const sealed = {
      epoch,
      from: this.#from,
      chunks: this.#chunks,
      records: this.#records,
      bytes: this.#openBytes,
    };
    this.#sealed.push(sealed);
    this.#from = positionAfter(sealed);
    this.#chunks = [];
    this.#records = 0;
    this.#openBytes = 0;
    return sealed;
  }

  /** The sealed epochs that are not complete, oldest first. */
  get waiting(): readonly Sealed[] {
    return this.#sealed;
  }

  /** Where the open epoch begins. */
  get from(): OutputPosition {
    return this.#from;
  }

  /** Puts back an epoch that a checkpoint or another worker brings; what is taken from now on stands behind it. */
  restore(sealed: Sealed): void {
    assert(this.#openBytes === 0, 'an outbox is restored before it takes anything');
    const last = this.#sealed.at(-1);
    assert(last === undefined || last.epoch < sealed.epoch, 'epochs are restored in their order');
    this.#sealed.push(sealed);
    this.bytes += sealed.bytes;
    this.#from = positionAfter(sealed);
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

  /** Gives up the newest sealed epoch: it is another worker's now. */
  giveUp(epoch: number): void {
    const last = this.#sealed.pop();
    assert(last?.epoch === epoch && this.#sealed.length === 0, 'I13: an output moves only once all before is released');
    this.forget(last);
  }
}

const positionAfter = ({ from, bytes, records }: Sealed): OutputPosition => ({
  bytes: from.bytes + bytes,
  records: from.records + records,
});
