/**
 * A log of entries in segments `log-1`, `log-2`, ... of one directory. Entries that come while others are being written go
 * in one write; they are handed back once the kernel has them, which a killed process cannot undo. `sync` makes all of
 * that survive a loss of power: it is asked for once per checkpoint, and holds up nobody else.
 *
 * A write that fails is tried again until it succeeds: nothing is passed over, and whoever appends sees nothing come back.
 * Mutable.
 */
import { Buffer } from 'node:buffer';
import {
  closeSync,
  fdatasync,
  mkdirSync,
  openSync,
  read,
  readFileSync,
  readdirSync,
  rm,
  truncateSync,
  writev,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { promisify } from 'node:util';
import type { Entry, FoundEntry } from './journal-entry.ts';
import { headBytes, headOf, isTorn, readEntries } from './journal-entry.ts';

/** Where an entry's payload lies. */
export type Place = { readonly segment: Segment; readonly place: number };
export type Segment = {
  readonly number: number;
  readonly descriptor: number;
  size: number;
  /** Entries that may still be asked for. */
  refs: number;
  /** Written to since it was last made to survive a loss of power. */
  isDirty: boolean;
};
export type LogParts = {
  readonly directory: string;
  readonly segmentBytes: number;
  /** What a new segment begins with, so that it can be read without those before it. */
  readonly preface: () => readonly Entry[];
  /** True where the entry may be asked for again. */
  readonly written: (entry: Entry, place: Place) => boolean;
  readonly found: (entry: FoundEntry, place: Place) => boolean;
  /** A write has failed, and is tried again; null once one has succeeded. */
  readonly trouble: (why: string | null) => void;
  /** What was being written when the program ended is dropped. */
  readonly torn: (what: string) => void;
  /** The system's own where not given. */
  readonly syncData?: (descriptor: number) => Promise<void>;
};

/** Names that are written otherwise are somebody else's. */
const segmentName = /^log-([1-9]\d{0,8})$/;
const retryMs = 500;
const readAt = promisify(read);
const syncNow = promisify(fdatasync);

export class SegmentLog {
  readonly #parts: LogParts;
  readonly #segments = new Map<number, Segment>();
  #current: Segment;
  #waiting: Entry[] = [];
  #writing = false;
  #troubled = false;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #syncing: Promise<void> = Promise.resolve();
  /** The names of all segments survive a loss of power. */
  #isNamed = false;

  /** Reads what the directory holds; throws where it is damaged other than at its very end. */
  constructor(parts: LogParts) {
    this.#parts = parts;
    mkdirSync(parts.directory, { recursive: true });
    const numbers = readdirSync(parts.directory)
      .flatMap((name) => segmentName.exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((a, b) => a - b);
    for (const number of numbers) this.#read(number, number === numbers.at(-1));
    this.#current = this.#begin((numbers.at(-1) ?? 0) + 1);
    this.#waiting.push(...parts.preface());
    this.#forget();
    this.#write();
  }

  append(entry: Entry): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined && last.kind === 'bytes' && entry.kind === 'bytes' && last.connection === entry.connection)
      this.#waiting[this.#waiting.length - 1] = {
        ...last,
        payload: [...last.payload, ...entry.payload],
        length: last.length + entry.length,
      };
    else this.#waiting.push(entry);
    this.#write();
  }

  /** Everything that was handed back so far survives a loss of power once this resolves; what another sync still writes, too. */
  sync(): Promise<void> {
    this.#syncing = this.#syncing.catch(() => undefined).then(() => this.#sync());
    return this.#syncing;
  }

  async #sync(): Promise<void> {
    const { syncData = syncNow } = this.#parts;
    if (!this.#isNamed) await this.#syncDirectory();
    for (const segment of this.#segments.values()) {
      if (!segment.isDirty) continue;
      segment.isDirty = false;
      try {
        await syncData(segment.descriptor);
      } catch (error) {
        segment.isDirty = true;
        throw error;
      }
    }
  }

  async #syncDirectory(): Promise<void> {
    this.#isNamed = true;
    const directory = await open(this.#parts.directory, 'r');
    try {
      await directory.sync();
    } catch (error) {
      this.#isNamed = false;
      throw error;
    } finally {
      await directory.close();
    }
  }

  async read({ segment, place }: Place, from: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await readAt(segment.descriptor, bytes, filled, length - filled, place + from + filled);
      if (bytesRead === 0) throw new Error(`log-${segment.number} ends too early`);
      filled += bytesRead;
    }
    return bytes;
  }

  /** Nobody will ask for this entry any more. */
  release({ segment }: Place): void {
    segment.refs--;
    if (segment.refs === 0) this.#forget();
  }

  /** What waits to be written is dropped. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    if (!this.#writing) this.#closeFiles();
  }

  #write(): void {
    if (this.#writing || this.#closed || this.#waiting.length === 0 || this.#retry !== undefined) return;
    this.#writing = true;
    if (this.#current.size >= this.#parts.segmentBytes && !this.#rotate()) return;
    const entries = this.#waiting;
    this.#waiting = [];
    const pieces = entries.flatMap((entry) => [headOf(entry), ...entry.payload]);
    this.#writeAll(entries, pieces, this.#current.size);
  }

  #writeAll(entries: readonly Entry[], pieces: readonly Uint8Array[], at: number): void {
    const segment = this.#current;
    // The system takes so many pieces in one call.
    const some = pieces.slice(0, piecesMax);
    const wanted = some.reduce((bytes, piece) => bytes + piece.length, 0);
    writev(segment.descriptor, some, at, (error, written) => {
      if (this.#closed) return this.#closeFiles();
      if (error !== null || written < wanted) {
        return this.#fail(error === null ? 'no space left on device' : error.message, () =>
          this.#writeAll(entries, pieces, at),
        );
      }
      if (pieces.length > piecesMax) return this.#writeAll(entries, pieces.slice(piecesMax), at + written);
      if (this.#troubled) this.#parts.trouble(null);
      this.#troubled = false;
      this.#writing = false;
      this.#handBack(entries, segment);
      this.#write();
    });
  }

  #handBack(entries: readonly Entry[], segment: Segment): void {
    segment.isDirty = true;
    for (const entry of entries) {
      segment.size += headBytes;
      const place = { segment, place: segment.size };
      segment.size += entry.length;
      if (this.#parts.written(entry, place)) segment.refs++;
    }
  }

  /** False where there is no room for another segment: it is tried again. */
  #rotate(): boolean {
    try {
      this.#current = this.#begin(this.#current.number + 1);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error), () => {
        this.#writing = false;
        this.#write();
      });
      return false;
    }
    this.#waiting.unshift(...this.#parts.preface());
    this.#forget();
    return true;
  }

  /** Said once, however often it is tried. */
  #fail(why: string, again: () => void): void {
    if (!this.#troubled) this.#parts.trouble(why);
    this.#troubled = true;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      again();
    }, retryMs);
  }

  #begin(number: number): Segment {
    const path = join(this.#parts.directory, `log-${number}`);
    const segment = { number, descriptor: openSync(path, 'w+'), size: 0, refs: 0, isDirty: true };
    this.#segments.set(number, segment);
    this.#isNamed = false;
    return segment;
  }

  #read(number: number, isLast: boolean): void {
    const path = join(this.#parts.directory, `log-${number}`);
    const { bytes, descriptor } = openedSegment(path);
    const segment = { number, descriptor, size: 0, refs: 0, isDirty: true };
    this.#segments.set(number, segment);
    segment.size = readEntries(bytes, (entry) => {
      if (this.#parts.found(entry, { segment, place: entry.place })) segment.refs++;
    });
    if (segment.size === bytes.length) return;
    if (!isLast || !isTorn(bytes, segment.size))
      throw new Error(
        `${path} is damaged at byte ${segment.size}; start with an empty directory to begin anew, which loses what it held`,
      );
    this.#parts.torn(
      `${path} ends with ${bytes.length - segment.size} bytes that were being written when the program ended: they are dropped`,
    );
    truncateSync(path, segment.size);
  }

  #forget(): void {
    for (const segment of this.#segments.values()) {
      if (segment.refs > 0 || segment === this.#current) continue;
      this.#segments.delete(segment.number);
      rm(join(this.#parts.directory, `log-${segment.number}`), { force: true }, () => undefined);
      closeSync(segment.descriptor);
    }
  }

  #closeFiles(): void {
    for (const { descriptor } of this.#segments.values()) closeSync(descriptor);
    this.#segments.clear();
  }
}

const piecesMax = 512;

function openedSegment(path: string): { readonly bytes: Buffer; readonly descriptor: number } {
  try {
    return { bytes: readFileSync(path), descriptor: openSync(path, 'r+') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} cannot be read: ${why}; move it away if it is not the journal's`, { cause: error });
  }
}
