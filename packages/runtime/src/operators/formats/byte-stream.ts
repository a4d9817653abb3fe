/**
 * The bytes of one stream that have arrived and are not consumed yet, as one contiguous window. A chunk that is consumed
 * whole is never copied. A record in many chunks is gathered in a store that doubles, so that each of its bytes is copied
 * a few times at most, however small the chunks.
 */

const empty = new Uint8Array(0);

export class ByteStream {
  bytes: Uint8Array = empty;
  /** Index into `bytes` of the first byte that is not consumed. */
  at = 0;
  /** Up to this index the bytes are known to hold no line end. */
  searched = 0;
  ended = false;
  /** The bytes up to the next line end belong to a line that was refused. */
  skippingLine = false;
  #store: Uint8Array | null = null;
  #abandoned = false;
  #consumedBefore: number;

  /** `offset`: bytes of the stream that were consumed before, and are not given again. */
  constructor(offset = 0) {
    this.#consumedBefore = offset;
  }

  /** Bytes consumed since the start of the stream. */
  get offset(): number {
    return this.#consumedBefore + this.at;
  }

  /** Nothing that still arrives counts. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Gives up what has arrived and whatever will: nothing of it can be trusted. */
  abandon(): void {
    this.at = this.bytes.length;
    this.#abandoned = true;
  }

  push(chunk: Uint8Array): void {
    if (this.#abandoned) this.#consumedBefore += chunk.length;
    else if (this.left === 0) this.#replace(chunk);
    else this.#append(chunk);
  }

  /** Gives up the chunk's memory once nothing of it is needed; a partial record is copied out. */
  settle(): void {
    if (this.left === 0) this.#replace(empty);
    else if (this.#store === null) this.#gather(0);
  }

  #replace(chunk: Uint8Array): void {
    this.#consumedBefore += this.at;
    // A plain view: cutting records out of a host's own kind of buffer costs several times as much.
    this.bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    this.#store = null;
    this.at = 0;
    this.searched = 0;
  }

  #append(chunk: Uint8Array): void {
    if (this.#store === null || this.#store.length < this.bytes.length + chunk.length) this.#gather(chunk.length);
    const filled = this.bytes.length;
    const store = this.#store ?? empty;
    store.set(chunk, filled);
    this.bytes = store.subarray(0, filled + chunk.length);
  }

  /** Moves what is left into a store with room for this much more, and as much again. */
  #gather(more: number): void {
    const { left } = this;
    const store = new Uint8Array((left + more) * 2);
    store.set(this.bytes.subarray(this.at));
    this.#consumedBefore += this.at;
    this.searched = Math.max(0, this.searched - this.at);
    this.at = 0;
    this.#store = store;
    this.bytes = store.subarray(0, left);
  }
}
