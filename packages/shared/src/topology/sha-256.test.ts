/** The hash decides whether workers may serve together; it is checked against Node's. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256 } from './sha-256.ts';

const nodes = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

it('gives the digests of FIPS 180-4', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('agrees with Node on every text, lone surrogates included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(nodes(text));
    }),
  );
  for (let length = 50; length < 70; length += 1) expect(sha256('x'.repeat(length))).toBe(nodes('x'.repeat(length)));
  expect(sha256('\ud800a\udc00')).toBe(nodes('\ud800a\udc00'));
});
