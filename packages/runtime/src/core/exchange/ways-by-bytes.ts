/**
 * The way of a record whose key is a text at a fixed place in its bytes, found by those bytes: no text is made for a record whose
 * text came before. A table by open addressing holds the ways, compared word by word; the last word may overlap the one before
 * it. It grows with the keys, so that few of them stay in the nearest cache and many cost little more than their own
 * cache misses; once it may not grow, a way that finds no place takes another's. The code is generated for the place. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';
import { writtenMaker } from '@potoroo/shared/made-anew';
import { placesOf } from '@potoroo/shared/record-layout';
import type { KeyPlace, SendBytes } from '../../api/index.ts';
import { keyReference } from './channel-out.ts';
import type { ApplyTo, Route } from './hash-outlet.ts';
import type { StateObject } from '../slots/state-table.ts';

const firstBits = 10;
/** A way lies so many places behind the one of its hash at the most. */
const probesMax = 16;
const wordBytes = 4;
const keyBytesMax = 32;

export type WaysParts = {
  /** Ways that are remembered. */
  readonly keysMax: number;
  /** Makes the way of a key that is not in the table. */
  readonly route: (key: string) => Route;
  /** A way is not in the table any more. */
  readonly forgot: (way: Route) => void;
  readonly meet: (key: string, slot: number, record: unknown) => StateObject | null;
  readonly apply: ApplyTo;
  readonly clock: { readonly readAt: number };
};

export const canGoByBytes = ({ bytes }: { readonly bytes: number }): boolean =>
  bytes >= wordBytes && bytes <= keyBytesMax;

/** `shift`: what is left of a hash behind it is an entry. */
type Table = { words: Int32Array; ways: (Route | null)[]; shift: number };

export class WaysByBytes {
  readonly send: SendBytes;
  readonly #table: Table;
  readonly #wordCount: number;
  readonly #bitsMax: number;
  readonly #forgot: WaysParts['forgot'];
  /** The words of the key that is looked for. */
  readonly #wanted: Int32Array;
  #count = 0;

  constructor(place: KeyPlace, { keysMax, route, forgot, meet, apply, clock }: WaysParts) {
    assert(canGoByBytes(place), 'a key of a few words');
    const { keyOf } = place;
    this.#forgot = forgot;
    this.#wordCount = wordsOf(place);
    this.#wanted = new Int32Array(this.#wordCount);
    // At the most every second entry is taken.
    this.#bitsMax = Math.max(4, Math.ceil(Math.log2(Math.max(1, keysMax))) + 1);
    this.#table = emptyTable(Math.min(firstBits, this.#bitsMax), this.#wordCount);
    this.send = sendMaker(place)({
      table: this.#table,
      layout: place.layout,
      wanted: this.#wanted,
      missed: (record, hash) => {
        const way = route(keyOf(record));
        this.#place(hash, this.#wanted, 0, way);
        return way;
      },
      meet,
      apply,
      clock,
    });
  }

  /** The next way has a place of its own. */
  get hasRoom(): boolean {
    return this.#count * 2 < 1 << this.#bitsMax;
  }

  /** Forgets all ways but these. */
  keep(stays: (way: Route) => boolean): void {
    this.#rebuild(32 - this.#table.shift, stays);
  }

  #place(hash: number, words: Int32Array, from: number, way: Route): void {
    const bits = 32 - this.#table.shift;
    if (bits < this.#bitsMax && this.#count * 2 >= 1 << bits) this.#rebuild(bits + 1, () => true);
    for (;;) {
      const { ways, shift } = this.#table;
      const home = hash >>> shift;
      for (let step = 0; step < probesMax; step++) {
        const entry = (home + step) & (ways.length - 1);
        if (ways[entry] !== null) continue;
        this.#count++;
        return this.#put(entry, words, from, way);
      }
      if (32 - shift >= this.#bitsMax) {
        const replaced = ways[home];
        if (replaced != null) this.#forgot(replaced);
        return this.#put(home, words, from, way);
      }
      this.#rebuild(32 - shift + 1, () => true);
    }
  }

  #put(entry: number, words: Int32Array, from: number, way: Route): void {
    const { words: all, ways } = this.#table;
    for (let index = 0; index < this.#wordCount; index++)
      all[entry * this.#wordCount + index] = words[from + index] ?? 0;
    ways[entry] = way;
  }

  #rebuild(bits: number, stays: (way: Route) => boolean): void {
    const { words, ways } = this.#table;
    Object.assign(this.#table, emptyTable(bits, this.#wordCount));
    this.#count = 0;
    for (const [entry, way] of ways.entries()) {
      if (way === null) continue;
      if (!stays(way)) {
        this.#forgot(way);
        continue;
      }
      const from = entry * this.#wordCount;
      let hash = Math.imul(words[from] ?? 0, golden);
      for (let index = 1; index < this.#wordCount; index++)
        hash = Math.imul(hash ^ (hash >>> 15) ^ (words[from + index] ?? 0), golden);
      this.#place(hash, words, from, way);
    }
  }
}

/** 2^32 divided by the golden ratio (Knuth, volume 3), which spreads the bits of a word upwards. */
const golden = 0x9e3779b1;

function emptyTable(bits: number, wordCount: number): Table {
  const entries = 1 << bits;
  // oxlint-disable-next-line unicorn/no-new-array -- As many as there will be: a list that grows is moved again and again.
  const ways = new Array<Route | null>(entries).fill(null);
  return { words: new Int32Array(entries * wordCount), ways, shift: 32 - bits };
}

const wordsOf = ({ bytes }: Pick<KeyPlace, 'bytes'>): number => Math.ceil(bytes / wordBytes);

type SendParts = Pick<WaysParts, 'meet' | 'apply' | 'clock'> & {
  readonly table: Readonly<Table>;
  readonly layout: KeyPlace['layout'];
  readonly wanted: Int32Array;
  readonly missed: (record: Parameters<SendBytes>[0], hash: number) => Route;
};

const sendMaker = (place: SendPlace): ((parts: SendParts) => SendBytes) =>
  writtenMaker('makeSendByBytes', sendByBytesCode(place));

/** Copies a record of so many bytes word by word, the last word over the one before it: words of eight bytes cost half as much as those of four. */
function copyCode(size: number): readonly string[] {
  const [type, word] = size < 8 ? ['Int32', 4] : ['BigInt64', 8];
  const places = Array.from({ length: Math.ceil(size / word) }, (_, index) => Math.min(index * word, size - word));
  return places.map((place) => `    out.set${type}(to + ${place}, view.get${type}(at + ${place}, true), true);`);
}

type SendPlace = Pick<KeyPlace, 'at' | 'bytes' | 'layout'>;

export function sendByBytesCode({ at, bytes, layout }: SendPlace): string {
  const size = placesOf(layout).fixedBytes;
  const count = wordsOf({ bytes });
  const numbers = Array.from({ length: count }, (_, index) => index);
  const place = (index: number): number => at + Math.min(index * wordBytes, bytes - wordBytes);
  const slot = (index: number): string => (count === 1 ? 'words[entry]' : `words[entry * ${count} + ${index}]`);
  const list = numbers.map((index) => `w${index}`).join(', ');
  const isSame = numbers.map((index) => `${slot(index)} === w${index}`).join(' && ');
  return [
    'function makeSendByBytes({ table, layout, wanted, missed, meet, apply, clock }) {',
    `  const find = (record, hash, ${list}) => {`,
    '    const { words, ways, shift } = table;',
    '    const last = ways.length - 1;',
    '    let entry = hash >>> shift;',
    `    for (let left = ${probesMax}; left > 0; left--) {`,
    '      const way = ways[entry];',
    '      if (way === null) break;',
    `      if (${isSame}) return way;`,
    '      entry = (entry + 1) & last;',
    '    }',
    ...numbers.map((index) => `    wanted[${index}] = w${index};`),
    '    return missed(record, hash);',
    '  };',
    // Apart, so that the engine still fuses what a record does that stays here.
    '  const forward = (way, record, view, at) => {',
    '    const { channel, interned } = way;',
    '    const { arena } = channel;',
    '    let to = arena.at;',
    '    if (to > channel.quick || interned < 0 || channel.form !== layout) {',
    '      way.interned = channel.sendLazy(way.key, interned, record, clock.readAt);',
    '      return;',
    '    }',
    '    const out = arena.view;',
    `    let rest = interned + ${keyReference.first};`,
    '    while (rest > 127) {',
    '      out.setUint8(to++, (rest & 127) | 128);',
    '      rest >>>= 7;',
    '    }',
    '    out.setUint8(to++, rest);',
    '    out.setUint8(to++, channel.tag);',
    ...copyCode(size),
    `    arena.at = to + ${size};`,
    '    channel.records++;',
    '  };',
    '  return (record) => {',
    '    const view = record.$view, at = record.$at;',
    ...numbers.map((index) => `    const w${index} = view.getInt32(at + ${place(index)});`),
    `    let hash = Math.imul(w0, ${golden});`,
    ...numbers.slice(1).map((index) => `    hash = Math.imul(hash ^ (hash >>> 15) ^ w${index}, ${golden});`),
    '    const { words, ways, shift } = table;',
    '    const entry = hash >>> shift;',
    '    let way = ways[entry];',
    `    if (way === null || !(${isSame})) way = find(record, hash, ${list});`,
    '    if (way.channel !== null) return forward(way, record, view, at);',
    '    if (way.object === null) way.object = meet(way.key, way.slot, record);',
    '    if (way.object !== null) apply(way.object, record);',
    '  };',
    '}',
  ].join('\n');
}
