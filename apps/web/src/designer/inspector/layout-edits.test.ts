import type { LayoutField, RecordLayout } from '@potoroo/shared/record-layout';
import { describe, expect, it } from 'vitest';
import {
  firstLayout,
  isLayoutType,
  moved,
  ofType,
  placedAt,
  typeTitles,
  wholeNumberOf,
  withField,
  withOneMore,
  withoutField,
} from './layout-edits.ts';

const symbol: LayoutField = { name: 'symbol', type: 'text', bytes: 4, padding: 'spaces-before', at: 2 };
const price: LayoutField = { name: 'price', type: 'f64', byteOrder: 'little' };
const layout: RecordLayout = { byteOrder: 'big', fields: [symbol, price] };

describe('a layout', () => {
  it('gets one more field of the last one’s type, under a free name', () => {
    expect(withOneMore(layout).fields.at(-1)).toEqual({ name: 'field3', type: 'f64' });
    expect(withOneMore(withField(layout, 0, { ...symbol, name: 'field3' })).fields.at(-1)?.name).toBe('field4');
    expect(withOneMore(firstLayout).fields).toHaveLength(2);
  });

  it('loses a field, and lets two change places, which they then no longer name', () => {
    expect(withoutField(layout, 0).fields).toEqual([price]);
    const { at: _at, ...anywhere } = symbol;
    expect(moved(layout, 0, 1).fields).toEqual([price, anywhere]);
    expect(moved(layout, 1, 1)).toBe(layout);
  });
});

describe('a field', () => {
  it('becomes one of any other type, with its name and place, and nothing that the type has not', () => {
    for (const type of Object.keys(typeTitles).filter(isLayoutType)) {
      const changed = ofType(symbol, type);
      expect(changed).toMatchObject({ name: 'symbol', at: 2, type });
      expect('padding' in changed).toBe(type === 'text');
      expect('size' in changed).toBe(type === 'sized-text' || type === 'sized-bytes');
    }
    expect(ofType(price, 'u16')).toEqual({ name: 'price', type: 'u16', byteOrder: 'little' });
    expect(ofType(price, 'text')).toEqual({ name: 'price', type: 'text', bytes: 8, padding: 'spaces-after' });
    expect(ofType({ name: 'kind', type: 'u8', equals: 1 }, 'u16')).toMatchObject({ equals: 1 });
    expect(ofType({ name: 'kind', type: 'u8', equals: 1 }, 'boolean')).toEqual({ name: 'kind', type: 'boolean' });
  });

  it('follows the field before it where its place is emptied', () => {
    expect(placedAt(symbol, null)).not.toHaveProperty('at');
    expect(placedAt(price, 7)).toMatchObject({ at: 7 });
  });
});

it('takes whole numbers, nothing, and no other text', () => {
  expect([' 7 ', '0', '', '1.5', '-1', 'x'].map((text) => wholeNumberOf(text, 0))).toEqual([
    7,
    0,
    null,
    undefined,
    undefined,
    undefined,
  ]);
  expect(wholeNumberOf('0', 1)).toBeUndefined();
});
