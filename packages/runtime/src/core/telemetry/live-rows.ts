/** The latest rows of live tables, as bytes until somebody looks: at most a frame's worth is kept. Mutable. */
import { limits } from '@potoroo/shared/limits';
import type { LiveRow } from '@potoroo/shared/telemetry';
import type { NodeId } from '@potoroo/shared/ids';
import type { TextCodec } from '../../api/index.ts';

const lineFeed = 10;
const chunkBytesMax = 8_192;

export class LiveRows {
  readonly #node: NodeId;
  readonly #text: TextCodec;
  #chunks: Uint8Array[] = [];
  #sequence = 0;

  constructor(node: NodeId, text: TextCodec) {
    this.#node = node;
    this.#text = text;
  }

  /** Adds one or more rows, each ending with a line feed. */
  add(rows: Uint8Array): void {
    this.#chunks.push(newest(rows));
    if (this.#chunks.length > limits.liveRowsPerFrameMax * 2)
      this.#chunks = this.#chunks.slice(-limits.liveRowsPerFrameMax);
  }

  /** The newest rows since the last call, oldest first. */
  take(): readonly LiveRow[] {
    const lines = this.#chunks.flatMap((chunk) =>
      this.#text
        .decode(chunk, 0, chunk.length)
        .split('\n')
        .filter((line) => line !== ''),
    );
    this.#chunks = [];
    return lines
      .slice(-limits.liveRowsPerFrameMax)
      .map((line) => ({ node: this.#node, sequence: this.#sequence++, text: line.slice(0, limits.liveRowCharsMax) }));
  }
}

/** A copy of the last rows, as many as fit; of one that is longer than that by itself, its beginning. */
function newest(rows: Uint8Array): Uint8Array {
  if (rows.length <= chunkBytesMax) return rows.slice();
  const start = rows.indexOf(lineFeed, rows.length - chunkBytesMax) + 1;
  if (start > 0 && start < rows.length) return rows.slice(start);
  const last = rows.lastIndexOf(lineFeed, rows.length - 2) + 1;
  return rows.slice(last, last + chunkBytesMax);
}
