// Snippets with loops. What would break: such a snippet is given something else than others are, or its failure is another.
import { expect, test } from 'vitest';
import { calledApart } from './called-apart.ts';
import { loadSnippet } from './snippets.ts';

const snippetOf = (code: string): ((...given: readonly unknown[]) => unknown) =>
  loadSnippet({ id: 0, node: 'n', field: 'code', code: `exports.default = ${code};` } as never).default;

test('a function that is called apart is given what it is called with, and gives back what it returns', () => {
  const given: unknown[] = [];
  const apart = calledApart((...parameters) => given.push(...parameters));
  const [record, state, context] = [{ a: 1 }, { b: 2 }, { key: 'k' }];
  expect(apart(record, state, context)).toBe(3);
  expect(given).toEqual([record, state, context]);
  expect(given[0]).toBe(record);
});

test('a snippet with a loop returns, throws and takes what is not given as any other', () => {
  const sum = snippetOf('(items, more = 5) => { let sum = more; for (const item of items) sum += item; return sum; }');
  expect(sum([1, 2, 3])).toBe(11);
  expect(sum([1, 2, 3], 0)).toBe(6);
  const loud = snippetOf('() => { while (true) throw new RangeError("too far"); }');
  expect(() => loud(1)).toThrow(new RangeError('too far'));
});

test('a snippet without a loop is called as it is', () => {
  expect(snippetOf('(x) => x').name).toBe(snippetOf('(x) => x').name);
  expect(snippetOf('function plain(x) { return x; }').name).toBe('plain');
  expect(snippetOf('function looping(x) { do { x++; } while (x < 9); return x; }').name).not.toBe('looping');
});
