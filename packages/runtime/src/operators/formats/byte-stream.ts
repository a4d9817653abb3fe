/**
 * The bytes of one stream that have arrived and are not consumed yet, as one contiguous window. A chunk that ends inside
 * a record is joined with the next one; a chunk that is consumed whole is never copied.
 */

const empty = new Uint8Array(0);

export class ByteStream {
  bytes: Uint8Array = empty;
  /** Index into `bytes` of the first byte that is not consumed. */
  at = 0;
  ended = false;
  /** The bytes up to the next line end belong to a line that was refused. */
  skippingLine = false;
  #abandoned = false;
  #consumedBefore = 0;

  /** Bytes consumed since the start of the stream. */
  get offset(): number {
    return this.#consumedBefore + this.at;
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
    if (this.#abandoned) {
      this.#consumedBefore += chunk.length;
      return;
    }
    this.#consumedBefore += this.at;
    if (this.left === 0) {
      // A plain view: cutting records out of a host's own kind of buffer costs several times as much.
      this.bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    } else {
      const joined = new Uint8Array(this.left + chunk.length);
      joined.set(this.bytes.subarray(this.at));
      joined.set(chunk, this.left);
      this.bytes = joined;
    }
    this.at = 0;
  }

  /** Gives up the chunk's memory once nothing of it is needed; a partial record is copied out. */
  settle(): void {
    if (this.at === 0 && this.left > 0) {
      this.bytes = this.bytes.slice();
      return;
    }
    this.#consumedBefore += this.at;
    this.bytes = this.left === 0 ? empty : this.bytes.slice(this.at);
    this.at = 0;
  }
}
