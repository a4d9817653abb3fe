/** What the outside sees of a sink: bytes at places. Writing again must write the same (I1), and nothing is left out. */
import { assert } from '@potoroo/shared/assert';

export class SimOutput {
  #bytes = new Uint8Array(1_024);
  length = 0;
  /** Bytes that were written again. */
  repeated = 0;

  /** What was written behind it is taken back. */
  cut(length: number): void {
    assert(
      length <= this.length,
      `I14: an output is ${this.length} long, and the checkpoint that it goes on from says ${length}`,
    );
    this.length = length;
  }

  write(at: number, bytes: Uint8Array): void {
    assert(at <= this.length, `I1: bytes at ${at} of an output that is ${this.length} long`);
    const known = Math.min(bytes.length, this.length - at);
    for (let i = 0; i < known; i++)
      assert(this.#bytes[at + i] === bytes[i], `I1: other bytes at ${at + i} than before`);
    this.repeated += known;
    this.#reserve(at + bytes.length);
    this.#bytes.set(bytes, at);
    this.length = Math.max(this.length, at + bytes.length);
  }

  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}
