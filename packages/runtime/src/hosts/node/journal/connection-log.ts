/**
 * What the journal knows of one connection: the entries that may still be asked for, how much has been written, how much
 * the reader has been sent, and what of it is still in memory. Bytes that a reader takes as they come never leave
 * memory; what it is behind with is read back from the log. Mutable.
 */
import type { Place } from './segment-log.ts';

export type Stretch = { readonly at: number; readonly length: number; readonly place: Place };
export type End = { readonly kind: 'ended' | 'broken'; readonly reason: string };

/** Written bytes of all connections of a journal that may be kept in memory until they are sent. */
const freshBytesMax = 33_554_432;

export class FreshBytes {
  held = 0;
  get room(): boolean {
    return this.held < freshBytesMax;
  }
}

export class ConnectionLog {
  readonly id: number;
  readonly #fresh: FreshBytes;
  readonly #stretches: Stretch[] = [];
  /** Where its opening, or its last mention at the start of a segment, and its end lie. */
  readonly marks: Place[] = [];
  /** Bytes that are written. */
  received = 0;
  /** Bytes that have been given to the log. */
  appended = 0;
  /** Bytes that have been sent to the reader. */
  cursor = 0;
  credit = 0;
  /** The reader knows of it. */
  isOpened = false;
  isReading = false;
  end: End | null = null;
  /** The end has been appended, though it may not be written. */
  isOver = false;
  #memory: Uint8Array[] = [];
  #memoryBytes = 0;

  constructor(id: number, fresh: FreshBytes, at = 0) {
    this.id = id;
    this.#fresh = fresh;
    this.received = at;
    this.appended = at;
    this.cursor = at;
  }

  /** Bytes that the reader has not been sent. */
  get lag(): number {
    return this.appended - this.cursor;
  }

  get isSent(): boolean {
    return this.cursor === this.received;
  }

  /** The first byte that can still be given. */
  get first(): number {
    return this.#stretches[0]?.at ?? this.received;
  }

  written(stretch: Stretch, pieces: readonly Uint8Array[]): void {
    this.#stretches.push(stretch);
    this.received = stretch.at + stretch.length;
    if (!this.isOpened || this.cursor + this.#memoryBytes !== stretch.at || !this.#fresh.room) return;
    this.#memory.push(...pieces);
    this.#memoryBytes += stretch.length;
    this.#fresh.held += stretch.length;
  }

  found(stretch: Stretch): void {
    this.#stretches.push(stretch);
    this.received = stretch.at + stretch.length;
    this.appended = this.received;
  }

  /** A reader begins, or has gone. */
  rewind(cursor: number, credit: number): void {
    this.#fresh.held -= this.#memoryBytes;
    this.#memory = [];
    this.#memoryBytes = 0;
    this.cursor = cursor;
    this.credit = credit;
    this.isOpened = credit > 0;
    this.isReading = false;
  }

  /** The next bytes to send, where they are in memory. */
  takeFresh(): Uint8Array | null {
    const bytes = this.#memory.shift();
    if (bytes === undefined) return null;
    this.#memoryBytes -= bytes.length;
    this.#fresh.held -= bytes.length;
    this.sent(bytes.length);
    return bytes;
  }

  sent(bytes: number): void {
    this.cursor += bytes;
    this.credit -= bytes;
  }

  /** The written bytes at the cursor, as they lie together in the log. */
  next(): Stretch | null {
    let [low, high] = [0, this.#stretches.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { at, length } = this.#stretches[middle] ?? { at: 0, length: 0 };
      if (at + length <= this.cursor) low = middle + 1;
      else high = middle;
    }
    return this.#stretches[low] ?? null;
  }

  /** Gives up what lies before this byte; returns where it lay. */
  trim(offset: number): readonly Place[] {
    let count = 0;
    for (const { at, length } of this.#stretches) {
      if (at + length > offset) break;
      count++;
    }
    return this.#stretches.splice(0, count).map(({ place }) => place);
  }

  /** Gives up everything. */
  drop(): readonly Place[] {
    this.rewind(this.received, 0);
    return [...this.trim(Number.POSITIVE_INFINITY), ...this.marks.splice(0)];
  }
}
