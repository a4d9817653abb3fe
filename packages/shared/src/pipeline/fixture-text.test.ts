/** A fixture that reads another record than the one that was written would test something else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixtureRecords, valueText, writtenLines } from './fixture-text.ts';

test('JSON values written one a line come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), (values) => {
      const text = values.map(valueText).join('\n');
      expect(writtenLines(text)).toHaveLength(values.length);
      expect(fixtureRecords(text)).toEqual({ ok: true, value: JSON.parse(JSON.stringify(values)) });
    }),
  );
});

test('empty lines are nothing, and a line that is not JSON is named as it is counted on screen', () => {
  expect(fixtureRecords('\n1\n\n 2 \n')).toEqual({ ok: true, value: [1, 2] });
  expect(fixtureRecords('1\n\noops')).toMatchObject({ ok: false, error: expect.stringMatching(/^Line 3 /) });
});

test('what JSON cannot say has a text as well', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect([1n, { n: 2n }, undefined, circle].map(valueText)).toEqual([
    '"1n"',
    '{"n":"2n"}',
    'undefined',
    '[object Object]',
  ]);
});
