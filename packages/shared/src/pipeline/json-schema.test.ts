// What would break: an editor or a validator of another language cannot read the schema, and so judges no document.
import { expect, test } from 'vitest';
import { documentJsonSchema } from './json-schema.ts';

test('the schema of a document has the patterns of ids, and none that only JavaScript can read', () => {
  const patterns = [...JSON.stringify(documentJsonSchema()).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
    ([, quoted = '']): string => JSON.parse(quoted),
  );
  expect(patterns).toContainEqual(expect.stringContaining('[A-Za-z0-9_-]'));
  expect(patterns.filter((pattern) => /\\p|\(\?<|\\u/.test(pattern))).toEqual([]);
});
