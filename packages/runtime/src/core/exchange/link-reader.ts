/**
 * Finds the frames in the bytes of one link. A frame that lies whole in a chunk is not copied; a torn one is gathered in
 * a buffer of its own size, so that a large frame in many chunks costs one copy of each byte.
 */
import { assert } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';

/** Sees one frame: `view` covers the bytes, the frame lies from `start` (its length field) to `end`. */
export type OnFrame = (bytes: Uint8Array, view: DataView, start: number, end: number) => void;

const frameBytesMax = limits.frameBytesMax * 2;
const lengthBytes = 4;

export class LinkReader {
  #torn = new Uint8Array(lengthBytes);
  #gathered = 0;

  push(chunk: Uint8Array, onFrame: OnFrame): void {
    let at = this.#gathered > 0 ? this.#gather(chunk, onFrame) : 0;
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    while (chunk.length - at >= lengthBytes) {
      const end = at + frameBytes(view, at);
      if (end > chunk.length) break;
      onFrame(chunk, view, at, end);
      at = end;
    }
    if (at < chunk.length) this.#begin(chunk.subarray(at));
  }

  #begin(start: Uint8Array): void {
    this.#torn = new Uint8Array(Math.max(lengthBytes, start.length));
    this.#torn.set(start);
    this.#gathered = start.length;
    this.#fit();
  }

  /** Adds to the torn frame what belongs to it; says how many bytes of the chunk that were. */
  #gather(chunk: Uint8Array, onFrame: OnFrame): number {
    let at = 0;
    while (at < chunk.length) {
      const taken = Math.min(this.#torn.length - this.#gathered, chunk.length - at);
      this.#torn.set(chunk.subarray(at, at + taken), this.#gathered);
      this.#gathered += taken;
      at += taken;
      if (this.#gathered < this.#torn.length || !this.#fit()) continue;
      const torn = this.#torn;
      this.#gathered = 0;
      onFrame(torn, new DataView(torn.buffer), 0, torn.length);
      return at;
    }
    return at;
  }

  /** Gives the buffer the size of its frame, once that is known; true where the frame is whole. */
  #fit(): boolean {
    if (this.#gathered < lengthBytes) return false;
    const size = frameBytes(new DataView(this.#torn.buffer), 0);
    if (size !== this.#torn.length) {
      const fitting = new Uint8Array(size);
      fitting.set(this.#torn.subarray(0, this.#gathered));
      this.#torn = fitting;
    }
    return this.#gathered === size;
  }
}

function frameBytes(view: DataView, at: number): number {
  const bytes = lengthBytes + view.getUint32(at, true);
  assert(bytes <= frameBytesMax, `I16: a frame of ${bytes} bytes on a link`);
  return bytes;
}
