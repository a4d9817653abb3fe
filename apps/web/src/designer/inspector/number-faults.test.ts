import { expect, test } from 'vitest';
import { numberFault, numberOf, textFault } from './number-faults.ts';

const port = { type: 'number', field: 'port', title: 'Port', optional: false, help: '' } as const;
const rate = { type: 'number', field: 'rate', title: 'Rate', optional: true, help: '' } as const;
const count = { type: 'number', field: 'count', title: 'Records', optional: true, help: '' } as const;

test('an optional number may be empty and then is null, a needed one may not', () => {
  expect([numberOf(' '), numberFault('', rate), numberFault('', port)]).toEqual([
    null,
    null,
    'A number is needed here.',
  ]);
});

test.each([
  ['70100', port, /65,535/],
  ['-1', port, /whole number/],
  ['1.5', port, /whole number/],
  ['many', rate, /not a number/],
  ['0', rate, /above 0/],
  // What no document can hold could not be saved.
  ['1e12', rate, /at most 100,000,000 records a second/],
  ['-3', count, /whole number/],
  ['1e300', count, /whole number/],
])('%s is refused with the reason', (text, parameter, reason) => {
  expect(numberFault(text, parameter)).toMatch(reason);
});

test('what fits is taken', () => {
  expect([
    numberFault('0', port),
    numberFault('65535', port),
    numberFault('0.5', rate),
    numberFault('1e6', count),
  ]).toEqual([null, null, null, null]);
});

test('a path and a host are needed, and a host has no spaces', () => {
  const path = { type: 'text', field: 'path', title: 'File', help: '' } as const;
  const host = { type: 'text', field: 'host', title: 'Host', help: '' } as const;
  expect([textFault('', path), textFault('a b', host), textFault('my file.csv', path), textFault('::1', host)]).toEqual(
    ['A file needs a path.', 'A host is a name or an address, without spaces or slashes.', null, null],
  );
});
