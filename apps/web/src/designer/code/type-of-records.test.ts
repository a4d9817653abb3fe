/** The type is written into the document: one that a record of those seen did not fit would be an error where there is none. */
import { describe, expect, it } from 'vitest';
import { typeName, typeOfRecords } from './type-of-records.ts';

describe('the type of records that were seen', () => {
  it('has what all have as required, what some have as optional, and every kind that was seen', () => {
    expect(
      typeOfRecords([
        '{"id":1,"name":"Ann","tags":["a",1],"at":{"x":1},"two words":true}',
        '{"id":"2","name":null,"tags":[],"at":{"x":2,"y":3},"two words":false,"more":[{"a":1},{"b":2}]}',
        'no JSON',
      ]),
    ).toBe(`{
  id: number | string;
  name: string | null;
  tags: (string | number)[];
  at: {
    x: number;
    y?: number;
  };
  "two words": boolean;
  more?: {
    a?: number;
    b?: number;
  }[];
}`);
  });

  it.each([
    [['"a"', 'null'], 'string | null'],
    [['[]'], 'unknown[]'],
    [['{}'], '{ [name: string]: unknown }'],
    [['what', ''], null],
    [[`${'['.repeat(9)}1${']'.repeat(9)}`], `unknown${'[]'.repeat(7)}`],
  ])('%j is %j', (records, type) => expect(typeOfRecords(records)).toBe(type));
});

describe('its name', () => {
  it.each([
    ['Orders', '', 'Order'],
    ['TCP source', '', 'TCPSource'],
    ['Market data', 'type MarketData = { a: 1 };', 'MarketData2'],
    ['Entries', '', 'Entry'],
    ['Address', '', 'Address'],
    ['7', '', 'SeenRecord'],
  ])('of %j beside %j is %s', (source, types, name) => expect(typeName(source, types)).toBe(name));
});
