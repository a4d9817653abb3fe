/**
 * The bytes that stand before every record of a sink, such as a CSV header. The first ones count, and whoever comes later
 * must bring the same: rows under the columns of others would be wrong without anybody noticing.
 */
export class Preamble {
  #bytes: Uint8Array | null = null;

  get bytes(): Uint8Array | null {
    return this.#bytes;
  }

  /** True for the first bytes, false for the same ones again. Throws where they differ. */
  offer(bytes: Uint8Array): boolean {
    if (this.#bytes === null) {
      this.#bytes = bytes.slice();
      return true;
    }
    if (!sameBytes(this.#bytes, bytes)) {
      throw new TypeError(
        'this sink already has a header with other columns; every record needs the same fields in the same order',
      );
    }
    return false;
  }
}

const sameBytes = (some: Uint8Array, others: Uint8Array): boolean =>
  some.length === others.length && some.every((byte, index) => byte === others[index]);
