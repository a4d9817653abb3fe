/** A state object that cannot be read as JSON cannot be checked against anything, and a large one would stop its worker. */
import { expect, test } from 'vitest';
import { objectText } from './object-text.ts';

test('writes what a state object may hold as JSON', () => {
  const value = {
    total: 7,
    pairs: new Map([['a', { n: 1n }]]),
    names: new Set(['x', 'y']),
    last: new Date(0),
    bytes: new Uint8Array([1, 2]),
  };
  expect(JSON.parse(objectText(value).text)).toEqual({
    total: 7,
    pairs: [['a', { n: '1n' }]],
    names: ['x', 'y'],
    last: '1970-01-01T00:00:00.000Z',
    bytes: [1, 2],
  });
  expect(objectText(undefined)).toEqual({ text: 'null', isCut: false });
});

test('cuts a large one, which stays JSON', () => {
  const many = { list: Array.from({ length: 10_000 }, (_, index) => ({ index })), after: 1 };
  const { text, isCut } = objectText(many, 1_000);
  expect([isCut, text.length < 6_000]).toEqual([true, true]);
  expect(JSON.parse(text)).toHaveProperty('list');
  const long = objectText({ text: 'x'.repeat(5_000) }, 1_000);
  expect([long.isCut, long.text.length]).toEqual([true, 2]);
});

test('says so where looking at it throws', () => {
  const value = {
    get total(): number {
      throw new Error('no');
    },
  };
  expect(objectText(value).text).toMatch('throws');
});
