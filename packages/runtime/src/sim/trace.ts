/**
 * What happened in a simulated world, as a hash and, where somebody wants to read it, as lines. I20: the same seed and the
 * same build make the same hash, on any machine.
 */
export class Trace {
  #low = 0x811c9dc5;
  #high = 0x9e3779b9;
  /** Null where only the hash is wanted. */
  readonly lines: string[] | null;

  constructor(readable = false) {
    this.lines = readable ? [] : null;
  }

  note(now: number, what: string, numbers: readonly number[] = []): void {
    this.#mix(Math.round(now * 1e6));
    for (let i = 0; i < what.length; i++) this.#mix(what.charCodeAt(i));
    for (const number of numbers) this.#mix(number);
    this.lines?.push(`${now.toFixed(3).padStart(10)}  ${what} ${numbers.join(' ')}`.trimEnd());
  }

  get hash(): string {
    return `${hex(this.#high)}${hex(this.#low)}`;
  }

  #mix(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x01000193);
    this.#high = Math.imul(this.#high ^ (value + (this.#low >>> 15)), 0x85ebca6b);
    this.#high ^= this.#high >>> 13;
  }
}

const hex = (number: number): string => (number >>> 0).toString(16).padStart(8, '0');

/** A number that stands for bytes in a trace. */
export function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return sum >>> 0;
}
