/**
 * The values of a line whose bytes were found to hold them: numbers of at most 15 digits without an exponent, and text of
 * printable ASCII without escapes. What else JSON allows never comes here.
 */
import type { LayoutText } from './runtime-parts.ts';

/** Of numbers with so many digits a double holds each exactly. */
export const digitsMax = 15;
const powersOfTen = Array.from({ length: digitsMax + 1 }, (_, power) => 10 ** power);

/** Decimal digits that a double holds exactly, divided by a power of ten that it holds exactly: correctly rounded (Clinger 1990). */
export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === 45;
  let digits = 0;
  let point = end;
  for (let at = negative ? start + 1 : start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 46) point = at + 1;
    else digits = digits * 10 + byte - 48;
  }
  const value = digits / (powersOfTen[end - point] ?? 1);
  return negative ? -value : value;
}

export type TextAt = (bytes: Uint8Array, start: number, end: number) => string;

const entries = 2_048;
const internedBytesMax = 32;
const trialReads = 1_024;

/** Texts that come again and again are found in a small table. Where few of them do, the table is given up. */
export function textReader(text: LayoutText): TextAt {
  const table: (string | undefined)[] = Array.from({ length: entries }, () => undefined);
  let hits = 0;
  let misses = 0;
  let kept = true;
  return (bytes, start, end) => {
    if (!kept || end - start > internedBytesMax) return plainTextAt(bytes, start, end, text);
    let hash = 0;
    for (let at = start; at < end; at++) hash = (hash * 31 + (bytes[at] ?? 0)) | 0;
    const entry = (hash ^ (hash >>> 8)) & (entries - 1);
    const known = table[entry];
    if (known !== undefined && isSame(known, bytes, start, end)) {
      // No further than it is asked for: a number that grows for ever becomes one that costs more to count up.
      if (hits < trialReads) hits++;
      return known;
    }
    if (++misses === trialReads) {
      kept = hits === trialReads;
      hits = 0;
      misses = 0;
    }
    const made = plainTextAt(bytes, start, end, text);
    table[entry] = made;
    return made;
  };
}

function isSame(known: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

const shortTextBytes = 8;

/** For few characters several times faster than a native decoder. */
function plainTextAt(bytes: Uint8Array, start: number, end: number, text: LayoutText): string {
  if (end - start > shortTextBytes) return text.decode(bytes, start, end);
  let made = '';
  for (let at = start; at < end; at++) made += String.fromCharCode(bytes[at] ?? 0);
  return made;
}
