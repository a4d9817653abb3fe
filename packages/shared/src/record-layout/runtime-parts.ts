/** What generated code calls for what is not worth generating: text, 64 bits, and refusals. */
import type { Padding } from './layout.ts';

/** Bytes to text and back, as the runtime's own port for it has it. */
export type LayoutText = {
  readonly decode: (bytes: Uint8Array, start: number, end: number) => string;
  readonly encode: (text: string) => Uint8Array;
};

/** What the host of a layout brings: text, and the error that a refused record becomes. */
export type LayoutHost = { readonly text: LayoutText; readonly refusal: (message: string) => Error };

export type ReadText = (bytes: Uint8Array, view: DataView, at: number) => string;

const internedWordsMax = 8;
const trialReads = 4_096;

/**
 * Reads a text of a fixed number of bytes. Where few distinct ones make up the traffic, each is made a string once: a
 * direct-mapped table holds the last text of each hash, compared word by word. Where they do not, the table is given up.
 */
export function fixedTextReader(length: number, padding: Padding, text: LayoutText): ReadText {
  const make = (bytes: Uint8Array, at: number): string => {
    let start = at;
    let end = at + length;
    if (padding === 'spaces-before') while (start < end && bytes[start] === 32) start++;
    if (padding === 'spaces-after') while (end > start && bytes[end - 1] === 32) end--;
    if (padding === 'zeros-after') while (end > start && bytes[end - 1] === 0) end--;
    return shortText(bytes, start, end, text);
  };
  if (length < 4 || length > internedWordsMax * 4) return (bytes, _view, at) => make(bytes, at);
  return length === 4 ? internedWord(make) : internedWords(length, make);
}

const shortTextBytes = 8;

/** One call with few characters is several times faster than a native decoder; what is not ASCII goes to that. */
function shortText(bytes: Uint8Array, start: number, end: number, text: LayoutText): string {
  if (end - start > shortTextBytes) return text.decode(bytes, start, end);
  let made = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte > 127) return text.decode(bytes, start, end);
    made += String.fromCharCode(byte);
  }
  return made;
}

type MakeText = (bytes: Uint8Array, at: number) => string;

/** Whether a table of texts is worth its while: it is given up where more reads miss than hit. */
class Trial {
  readonly #counts = new Int32Array(2);

  hit(): void {
    this.#counts[0] = (this.#counts[0] ?? 0) + 1;
  }

  /** True where the table is to be given up. */
  missed(): boolean {
    const [hits = 0, misses = 0] = this.#counts;
    this.#counts[1] = misses + 1;
    if (misses < trialReads) return false;
    this.#counts.fill(0);
    return hits >= 0 && hits < misses;
  }
}

/** The commonest case by itself: a symbol of four characters is one word. */
function internedWord(make: MakeText): ReadText {
  const entryBits = 12;
  const words = new Uint32Array(1 << entryBits);
  const texts: (string | undefined)[] = Array.from({ length: 1 << entryBits }, () => undefined);
  const trial = new Trial();
  let kept = true;
  return (bytes, view, at) => {
    if (!kept) return make(bytes, at);
    const word = view.getUint32(at);
    const entry = Math.imul(word, golden) >>> (32 - entryBits);
    const known = texts[entry];
    if (known !== undefined && words[entry] === word) {
      trial.hit();
      return known;
    }
    kept = !trial.missed();
    const made = make(bytes, at);
    words[entry] = word;
    texts[entry] = made;
    return made;
  };
}

/** Longer texts are compared word by word; the last word may overlap the one before it. */
function internedWords(length: number, make: MakeText): ReadText {
  const entries = 1_024;
  const count = Math.ceil(length / 4);
  const last = length - 4;
  const words = new Uint32Array(entries * count);
  const texts: (string | undefined)[] = Array.from({ length: entries }, () => undefined);
  const trial = new Trial();
  let kept = true;
  const wordAt = (view: DataView, at: number, i: number): number => view.getUint32(at + Math.min(i * 4, last));
  return (bytes, view, at) => {
    if (!kept) return make(bytes, at);
    let hash = 0;
    for (let i = 0; i < count; i++) hash = Math.imul(hash ^ wordAt(view, at, i), golden);
    const entry = (hash ^ (hash >>> 15)) & (entries - 1);
    const base = entry * count;
    const known = texts[entry];
    let same = 0;
    while (same < count && words[base + same] === wordAt(view, at, same)) same++;
    if (known !== undefined && same === count) {
      trial.hit();
      return known;
    }
    kept = !trial.missed();
    const made = make(bytes, at);
    for (let i = 0; i < count; i++) words[base + i] = wordAt(view, at, i);
    texts[entry] = made;
    return made;
  };
}

/** 2^32 divided by the golden ratio (Knuth, volume 3): spreads the bits of a word upwards. */
const golden = 0x9e3779b1;
