/** Bytes that grow at their end, with the big-endian numbers and ASCII fields of the framed formats. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 65_536) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** Reserves `length` bytes and says where they start. */
  #take(length: number): number {
    const at = this.#length;
    this.#length = at + length;
    if (this.#length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    return at;
  }

  u8(value: number): this {
    const at = this.#take(1);
    this.#bytes.writeUInt8(value, at);
    return this;
  }

  u32(value: number): this {
    const at = this.#take(4);
    this.#bytes.writeUInt32BE(value, at);
    return this;
  }

  u64(value: bigint): this {
    const at = this.#take(8);
    this.#bytes.writeBigUInt64BE(value, at);
    return this;
  }

  f32(value: number): this {
    const at = this.#take(4);
    this.#bytes.writeFloatBE(value, at);
    return this;
  }

  f64(value: number): this {
    const at = this.#take(8);
    this.#bytes.writeDoubleBE(value, at);
    return this;
  }

  /** ASCII in a fixed width, right-justified with spaces. */
  ascii(value: string, width: number): this {
    if (value.length > width) throw new Error(`"${value}" is longer than ${width} characters`);
    const at = this.#take(width);
    this.#bytes.write(value.padStart(width), at, 'latin1');
    return this;
  }

  text(value: string): this {
    return this.raw(Buffer.from(value, 'utf8'));
  }

  raw(bytes: Uint8Array): this {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** A copy of what was written. */
  done(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }
}
