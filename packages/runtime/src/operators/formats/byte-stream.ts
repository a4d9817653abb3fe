/**
 * The bytes of one stream that have arrived and are not consumed yet, as one contiguous window. A chunk that is consumed
 * whole is never copied. A record in many chunks is gathered in a store that doubles, so that each of its bytes is copied
 * a few times at most, however small the chunks.
 *
 * A large chunk behind a small rest is not copied to it: the window first shows a seam, the rest and the beginning of the
 * chunk, and `advance` moves it on to the chunk itself, behind the record that lies across.
 */

const empty = new Uint8Array(0);
const seamRestMax = 4_096;
const seamHeadBytes = 4_096;
const largeChunkBytes = 16_384;

export class ByteStream {
  bytes: Uint8Array = empty;
  /** Index into `bytes` of the first byte that is not consumed. */
  at = 0;
  /** Up to this index the bytes are known to hold no line end. */
  searched = 0;
  #ended = false;
  /** The bytes up to the next line end belong to a line that was refused. */
  skippingLine = false;
  #store: Uint8Array | null = null;
  #abandoned = false;
  /** The chunk behind a seam, which is not in the window yet, and the length of the rest in front of it. */
  #behind: Uint8Array | null = null;
  #seam = 0;
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

  /** No byte will follow those in the window. */
  get ended(): boolean {
    return this.#ended && this.#behind === null;
  }

  end(): void {
    this.#ended = true;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Gives up what has arrived and whatever will: nothing of it can be trusted. */
  abandon(): void {
    this.advance();
    this.at = this.bytes.length;
    this.#abandoned = true;
  }

  push(chunk: Uint8Array): void {
    if (this.#abandoned) this.#consumedBefore += chunk.length;
    else if (this.left === 0 && this.#behind === null) this.#replace(chunk);
    else if (this.#behind === null && this.left <= seamRestMax && chunk.length >= largeChunkBytes) this.#sew(chunk);
    else {
      this.advance();
      this.#append(chunk);
    }
  }

  /** Moves the window on where no record is left in it; false where nothing lies behind it. */
  advance(): boolean {
    const chunk = this.#behind;
    if (chunk === null) return false;
    this.#behind = null;
    if (this.at < this.#seam) {
      this.bytes = this.bytes.subarray(0, this.#seam);
      this.#append(chunk);
      return true;
    }
    this.at -= this.#seam;
    this.searched = Math.max(0, this.searched - this.#seam);
    this.#consumedBefore += this.#seam;
    this.bytes = plainView(chunk);
    this.#store = null;
    return true;
  }

  /** Gives up the chunk's memory once nothing of it is needed; a partial record is copied out. */
  settle(): void {
    if (this.left === 0) this.#replace(empty);
    else if (this.#store === null) this.#gather(0);
  }

  #replace(chunk: Uint8Array): void {
    this.#consumedBefore += this.at;
    this.bytes = plainView(chunk);
    this.#store = null;
    this.at = 0;
    this.searched = 0;
  }

  #sew(chunk: Uint8Array): void {
    const { left } = this;
    const sewn = new Uint8Array(left + seamHeadBytes);
    sewn.set(this.bytes.subarray(this.at));
    sewn.set(chunk.subarray(0, seamHeadBytes), left);
    this.#consumedBefore += this.at;
    this.searched = Math.max(0, this.searched - this.at);
    this.at = 0;
    this.bytes = sewn;
    this.#store = null;
    this.#seam = left;
    this.#behind = chunk;
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

/** Cutting records out of a host's own kind of buffer costs several times as much. */
const plainView = (chunk: Uint8Array): Uint8Array => new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
