// Every worker must find the same slot for a key. The hash is FNV-1a over UTF-8, folded; it is computed from text, and held here
// against the plain definition over bytes. A hash that spreads badly leaves workers idle: slots are placed in contiguous runs, so the low
// and the high half of the slots must both be fair, for few keys too.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText, slotOf } from './hash.ts';
import { plainText } from '../../api/index.ts';
import { randomFrom } from '../../sim/random.ts';

const slots = 256;

/** The definition: FNV-1a over the bytes, its high bits folded in. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

const letters = (index: number): string =>
  String.fromCharCode(...[17576, 676, 26, 1].map((place) => 65 + (Math.floor(index / place) % 26)));
const words =
  'the of and a to in he have it that for they I with as not on she at by this we you do but from or which one would all will there say who make when can more if no man out other so what time up go about than into could state only new year some take come these know see use get like then first any work now may such give over think most even find day also after way many must look before great back through long where much should well people down own just because good each those feel seem how high too place little world very still nation hand old life tell write become here show house both between need mean call develop under last right move thing general school never same another begin while number part turn real leave might want point form off child few small since against ask late home interest large person end open public follow during present without again hold govern around possible head consider word program problem however lead system set order eye plan run keep face fact group play stand increase early course change help line'.split(
    ' ',
  );

function uuid(random: { readonly below: (below: number) => number }): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => random.below(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

const random = randomFrom(2026);
const families: Readonly<Record<string, readonly string[]>> = {
  'four-letter symbols in order': Array.from({ length: 10_000 }, (_, index) => letters(index)),
  'k0 to k9999': Array.from({ length: 10_000 }, (_, index) => `k${index}`),
  'user-000000 to user-009999': Array.from({ length: 10_000 }, (_, index) => `user-${String(index).padStart(6, '0')}`),
  'decimal numbers': Array.from({ length: 10_000 }, (_, index) => String(index * 7)),
  uuids: Array.from({ length: 10_000 }, () => uuid(random)),
  'pairs of words': words.slice(0, 100).flatMap((first) => words.slice(100, 200).map((second) => `${first} ${second}`)),
  'non-ASCII': Array.from({ length: 10_000 }, (_, index) => `ключ-${index}-é`),
};

function histogram(keys: readonly string[], buckets: number): readonly number[] {
  const counts = Array.from({ length: buckets }, () => 0);
  for (const key of keys) {
    const bucket = Math.floor((slotOf(hashText(key), slots) * buckets) / slots);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

describe('the hash of a key', () => {
  it('is the same over text as over the UTF-8 bytes of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (key) => {
        expect(hashText(key)).toBe(hashOf(plainText.encode(key)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes half a surrogate pair for U+FFFD, wherever it stands', () => {
    for (const [broken, replaced] of [
      ['\ud800', '\ufffd'],
      ['a\udc00b', 'a\ufffdb'],
      ['é\ud83d', 'é\ufffd'],
      ['\ude00\ud83d', '\ufffd\ufffd'],
      ['\ud83d\ud83d\ude00', '\ufffd😀'],
    ] as const) {
      expect(hashText(broken)).toBe(hashText(replaced));
    }
  });

  it('is a whole number below 2^32, so that any power of two of slots can be cut from it', () => {
    for (const key of words) {
      const hash = hashText(key);
      expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
      expect(slotOf(hash, 4096) % 256).toBe(slotOf(hash, 256));
    }
  });
});

describe('the spread of keys over 256 slots', () => {
  for (const [family, keys] of Object.entries(families)) {
    it(`leaves no slot with far more than its share of ${family}`, () => {
      const counts = histogram(keys, slots);
      // 39 keys a slot: a random function stays below 39 + 5 * 6.25 in all slots with a chance of 0.9999.
      expect(Math.max(...counts) / (keys.length / slots)).toBeLessThan(1.85);
      expect(Math.min(...counts)).toBeGreaterThan(0);
    });

    it(`gives each quarter of the slots its share of ${family}`, () => {
      for (const count of histogram(keys, 4)) expect(Math.abs(count / keys.length - 0.25)).toBeLessThan(0.02);
    });

    it(`shares out any hundred neighbours among ${family} fairly between two workers`, () => {
      const shares: number[] = [];
      for (let from = 0; from + 100 <= keys.length; from += 100)
        shares.push(histogram(keys.slice(from, from + 100), 2)[0] ?? 0);
      // 100 fair coins: 5 standard deviations are 25, and on average there is no lean.
      for (const share of shares) expect(Math.abs(share - 50)).toBeLessThanOrEqual(25);
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      expect(Math.abs(mean - 50)).toBeLessThan(2);
    });
  }

  it('shares a few words and the first hundred symbols between two workers', () => {
    for (const keys of [
      words.slice(0, 100),
      Array.from({ length: 100 }, (_, index) => letters(index)),
      Array.from({ length: 100 }, (_, index) => letters(index * 676)),
    ]) {
      const [low = 0, high = 0] = histogram(keys, 2);
      expect(Math.min(low, high)).toBeGreaterThanOrEqual(30);
    }
  });
});
