/** If two equal documents were taken for different ones, a person would be asked to choose between them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameJson } from './same-json.ts';
import { marketSpread } from './sample-pipelines.ts';

/** The same value with every object's fields in the other order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, field]) => [name, turned(field)]),
  );
}

test('two values are the same exactly when their JSON is, whatever the order of fields', () => {
  const anyValue = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
  fc.assert(
    fc.property(anyValue, anyValue, (one, other) => {
      expect(isSameJson(one, turned(structuredClone(one)))).toBe(true);
      const areSame = sorted(one) === sorted(other);
      expect(isSameJson(one, other)).toBe(areSame);
    }),
  );
});

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

test('a document is the same after a journey through JSON, and another after any edit', () => {
  const copy = JSON.parse(JSON.stringify(marketSpread)) as typeof marketSpread;
  expect(isSameJson(marketSpread, copy)).toBe(true);
  expect(isSameJson(marketSpread, { ...copy, name: 'Other' })).toBe(false);
  expect(isSameJson(marketSpread, { ...copy, nodes: copy.nodes.toReversed() })).toBe(false);
  expect(isSameJson({ a: undefined }, {})).toBe(false);
  expect(isSameJson([], {})).toBe(false);
  expect(isSameJson(null, {})).toBe(false);
});
