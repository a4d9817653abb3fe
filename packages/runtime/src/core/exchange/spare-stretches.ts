/**
 * The memory of frames that have left, to be written into again. A garbage collector that is told of a megabyte of new buffers
 * with every ten thousand records marks the whole heap for them, again and again. Who has sent a frame gives its memory
 * back, once, when nobody reads it any more; where nobody does, as in a simulation, frames get new memory. Mutable.
 */

const sparesMax = 64;

export class SpareStretches {
  readonly #bytes: number;
  readonly #spares: ArrayBuffer[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** A stretch to write into; what stands in it means nothing. */
  take(): Uint8Array {
    return new Uint8Array(this.#spares.pop() ?? new ArrayBuffer(this.#bytes));
  }

  /** Anything but a stretch of these is left alone. */
  giveBack({ buffer, byteOffset }: Uint8Array): void {
    const isOurs = buffer instanceof ArrayBuffer && buffer.byteLength === this.#bytes && byteOffset === 0;
    if (isOurs && this.#spares.length < sparesMax) this.#spares.push(buffer);
  }
}
