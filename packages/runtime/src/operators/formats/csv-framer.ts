/**
 * Divides CSV into rows (RFC 4180): a line end between quotes belongs to its cell. Rows without quotes, which are most, are
 * found as lines are.
 *
 * A quote that is never closed would swallow all that follows. So a row that is longer than a line may be, or whose quotes
 * cannot be right, is given up as its first line alone, which cannot be decoded, and the next line is a row again.
 */
import { limits } from '@potoroo/shared/limits';
import type { ByteStream } from './byte-stream.ts';
import type { Found, Framer, Span } from './framer.ts';
import { nextLine } from './framer.ts';

const [lineFeed, carriageReturn, quote, comma] = [10, 13, 34, 44];

/** Where in a row: at the start of a cell, in one without quotes, within quotes, behind one that may be the last, and its CR. */
type Place = 'start' | 'plain' | 'quoted' | 'closing' | 'closed';
/** How the look at a row ended: at its last byte, with more to come, or with quotes that cannot be right. */
type Look = 'row' | 'more' | 'wrong';

/** A framer of one stream: it remembers how far it has looked into a row that has not arrived whole. */
export function csvFramer(): Framer {
  const quotes = new QuoteSearch();
  const row = new RowScan();
  return (stream, span) => {
    if (stream.skippingLine) return nextLine(stream, span);
    if (row.looked === 0) {
      const end = lineEnd(stream);
      if (!quotes.liesBefore(stream, end)) return nextLine(stream, span);
      row.looked = bomBytes(stream);
    }
    const look = row.look(stream);
    const isTooLong = row.looked - (look === 'row' ? 1 : 0) > limits.lineBytesMax;
    if (look === 'more' && !isTooLong && !stream.ended) return 'nothing';
    const isWhole = look === 'row' || (look === 'more' && row.mayEnd);
    const { looked } = row;
    row.begin();
    return isWhole && !isTooLong ? takeRow(stream, span, looked) : nextLine(stream, span);
  };
}

/** Where the line at hand ends, or how far it has arrived; what was searched is not searched again. */
function lineEnd(stream: ByteStream): number {
  const found = stream.bytes.indexOf(lineFeed, Math.max(stream.at, stream.searched));
  stream.searched = found < 0 ? stream.bytes.length : found;
  return stream.searched;
}

/** The byte order mark, which stands before the first cell. */
function bomBytes({ bytes, at, offset }: ByteStream): number {
  return offset === 0 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? 3 : 0;
}

function takeRow(stream: ByteStream, span: Span, length: number): Found {
  const { bytes, at } = stream;
  const next = at + length;
  const end = bytes[next - 1] === lineFeed ? next - 1 : next;
  stream.at = next;
  span.start = at;
  span.end = end > at && bytes[end - 1] === carriageReturn ? end - 1 : end;
  return 'record';
}

/** Where the next quote is, looked for once for all the lines before it. Offsets of the stream, which chunks do not change. */
class QuoteSearch {
  #clearUntil = 0;

  liesBefore(stream: ByteStream, end: number): boolean {
    const base = stream.offset - stream.at;
    if (this.#clearUntil < base + end) {
      const found = stream.bytes.indexOf(quote, Math.max(this.#clearUntil - base, stream.at));
      this.#clearUntil = base + (found < 0 ? stream.bytes.length : found);
    }
    return this.#clearUntil < base + end;
  }
}

class RowScan {
  /** Bytes of the row that have been looked at. */
  looked = 0;
  #place: Place = 'start';

  begin(): void {
    this.looked = 0;
    this.#place = 'start';
  }

  /** If no byte follows, the row ends here. */
  get mayEnd(): boolean {
    return this.#place !== 'quoted';
  }

  look({ bytes, at }: ByteStream): Look {
    let i = at + this.looked;
    let place = this.#place;
    let result: Look = 'more';
    while (i < bytes.length && result === 'more') {
      if (place === 'quoted') {
        const end = bytes.indexOf(quote, i);
        if (end >= 0) place = 'closing';
        i = end < 0 ? bytes.length : end + 1;
        continue;
      }
      const byte = bytes[i++];
      if (byte === lineFeed) result = 'row';
      else if (byte === comma && place !== 'closed') place = 'start';
      else if (place === 'start') place = byte === quote ? 'quoted' : 'plain';
      else if (place === 'closing' && (byte === quote || byte === carriageReturn))
        place = byte === quote ? 'quoted' : 'closed';
      else if (place !== 'plain') result = 'wrong';
    }
    this.looked = i - at;
    this.#place = place;
    return result;
  }
}
