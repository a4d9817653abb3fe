/**
 * The way of a record whose key is a text at a fixed place in its bytes, found by those bytes: no text is made for a record whose
 * text came before. A direct-mapped table holds the last way of each hash, compared word by word; the last word may overlap the
 * one before it. The code is generated for the place. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';
import { writtenMaker } from '@potoroo/shared/made-anew';
import type { KeyPlace, SendBytes } from '../../api/index.ts';
import type { ApplyTo, Route } from './hash-outlet.ts';
import type { StateObject } from '../slots/state-table.ts';

const entryBits = 14;
const entries = 1 << entryBits;
const wordBytes = 4;
const keyBytesMax = 32;

export type WaysParts = {
  /** The way of a key that is not in the table. */
  readonly look: (key: string) => Route;
  readonly meet: (key: string, slot: number, record: unknown) => StateObject | null;
  readonly apply: ApplyTo;
  readonly clock: { readonly readAt: number };
};

export const canGoByBytes = ({ bytes }: { readonly bytes: number }): boolean =>
  bytes >= wordBytes && bytes <= keyBytesMax;

export class WaysByBytes {
  readonly send: SendBytes;
  readonly #ways: (Route | null)[] = Array.from({ length: entries }, () => null);

  constructor(place: KeyPlace, { look, meet, apply, clock }: WaysParts) {
    assert(canGoByBytes(place), 'a key of a few words');
    const words = new Int32Array(entries * wordsOf(place));
    const { keyOf } = place;
    this.send = sendMaker(place)({
      words,
      ways: this.#ways,
      find: (record) => look(keyOf(record)),
      meet,
      apply,
      clock,
    });
  }

  /** Something moved: every key looks for its way anew. */
  forget(): void {
    this.#ways.fill(null);
  }
}

const wordsOf = ({ bytes }: Pick<KeyPlace, 'bytes'>): number => Math.ceil(bytes / wordBytes);

type SendParts = Omit<WaysParts, 'look'> & {
  readonly words: Int32Array;
  readonly ways: (Route | null)[];
  readonly find: (record: Parameters<SendBytes>[0]) => Route;
};

const sendMaker = (place: Pick<KeyPlace, 'at' | 'bytes'>): ((parts: SendParts) => SendBytes) =>
  writtenMaker('makeSendByBytes', sendByBytesCode(place));

/** Golden: 2^32 divided by the golden ratio (Knuth, volume 3), which spreads the bits of a word upwards. */
export function sendByBytesCode({ at, bytes }: Pick<KeyPlace, 'at' | 'bytes'>): string {
  const count = wordsOf({ bytes });
  const numbers = Array.from({ length: count }, (_, index) => index);
  const place = (index: number): number => at + Math.min(index * wordBytes, bytes - wordBytes);
  const slot = (index: number): string => (count === 1 ? 'words[entry]' : `words[entry * ${count} + ${index}]`);
  return [
    'function makeSendByBytes({ words, ways, find, meet, apply, clock }) {',
    '  return (record) => {',
    '    const view = record.$view, at = record.$at;',
    ...numbers.map((index) => `    const w${index} = view.getInt32(at + ${place(index)});`),
    '    let hash = Math.imul(w0, 0x9e3779b1);',
    ...numbers.slice(1).map((index) => `    hash = Math.imul(hash ^ w${index}, 0x9e3779b1);`),
    `    const entry = hash >>> ${32 - entryBits};`,
    '    let way = ways[entry];',
    `    if (way === null || ${numbers.map((index) => `${slot(index)} !== w${index}`).join(' || ')}) {`,
    '      way = find(record);',
    ...numbers.map((index) => `      ${slot(index)} = w${index};`),
    '      ways[entry] = way;',
    '    }',
    '    if (way.channel !== null) {',
    '      way.interned = way.channel.sendLazy(way.key, way.interned, record, clock.readAt);',
    '      return;',
    '    }',
    '    if (way.object === null) way.object = meet(way.key, way.slot, record);',
    '    if (way.object !== null) apply(way.object, record);',
    '  };',
    '}',
  ].join('\n');
}
