/**
 * The bytes that stand before every record of a sink, such as a CSV header. The first ones count, and whoever comes later
 * must bring the same: rows under the columns of others would be wrong without anybody noticing. Those of an earlier version
 * of the pipeline stay in force while what follows brings the same, and otherwise give way once.
 */
export class Preamble {
  #bytes: Uint8Array | null = null;
  #isInherited = false;

  get bytes(): Uint8Array | null {
    return this.#bytes;
  }

  get isInherited(): boolean {
    return this.#isInherited;
  }

  /** What a checkpoint or another worker brings. */
  restore(bytes: Uint8Array, isInherited: boolean): void {
    this.#bytes = bytes.slice();
    this.#isInherited = isInherited;
  }

  /** True for the first bytes, false for the same ones again. Throws where they differ. */
  offer(bytes: Uint8Array): boolean {
    const isSame = this.#bytes !== null && sameBytes(this.#bytes, bytes);
    const mayReplace = this.#bytes === null || this.#isInherited;
    this.#isInherited = false;
    if (mayReplace) {
      this.#bytes = bytes.slice();
      return !isSame;
    }
    if (!isSame) {
      throw new TypeError(
        'this sink already has a header with other columns; every record needs the same fields in the same order',
      );
    }
    return false;
  }
}

const sameBytes = (some: Uint8Array, others: Uint8Array): boolean =>
  some.length === others.length && some.every((byte, index) => byte === others[index]);
