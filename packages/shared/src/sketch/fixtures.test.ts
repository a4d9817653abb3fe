// Fixtures are edited by hand, too. What would break: records that somebody wrote in another form are gone, or became "[object Object]".
import { expect, test } from 'vitest';
import { readFixtures } from './fixtures.ts';

test.each([
  ['a text for each line', ['{"a":1}', '2'], '{"a":1}\n2'],
  ['one text', '{"a":1}\n2', '{"a":1}\n2'],
  ['the records themselves', [{ a: 1 }, 2], '{"a":1}\n2'],
  ['none', undefined, ''],
])('records may be %s', (_title, records, text) => {
  const written = { step: [{ name: 'One', origin: 'pasted', records, expected: [{ outputs: records }] }] };
  expect(readFixtures(written).get('step')).toEqual([
    { name: 'One', origin: 'pasted', records: text, expected: [{ outputs: text, state: null }] },
  ]);
});
