/** Finds the frames in the bytes of one link. A frame that lies whole in a chunk is not copied; a torn one is joined. */
import { assert } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';

/** Sees one frame: `view` covers the bytes, the frame lies from `start` (its length field) to `end`. */
export type OnFrame = (bytes: Uint8Array, view: DataView, start: number, end: number) => void;

const frameBytesMax = limits.frameBytesMax * 2;

export class LinkReader {
  #carry: Uint8Array | null = null;

  push(chunk: Uint8Array, onFrame: OnFrame): void {
    const bytes = this.#carry === null ? chunk : join(this.#carry, chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (bytes.length - at >= 4) {
      const end = at + 4 + view.getUint32(at, true);
      assert(end - at <= frameBytesMax, `I16: a frame of ${end - at} bytes on a link`);
      if (end > bytes.length) break;
      onFrame(bytes, view, at, end);
      at = end;
    }
    this.#carry = at === bytes.length ? null : bytes.slice(at);
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
