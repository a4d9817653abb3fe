import { expect, test } from 'vitest';
import { edgeLabel } from './edge-label.ts';

test('a type that fits, or of which enough fits, is shown; a stump is not', () => {
  expect(edgeLabel('Order', 48)?.text).toBe('Order');
  expect(edgeLabel('MarketData', 48)).toBeNull();
  expect(edgeLabel('MarketData', 80)?.text).toBe('MarketData');
  expect(edgeLabel('{ word: string; count: number }', 80)?.room).toBe(90);
});

test('a type over several lines becomes one line', () => {
  expect(edgeLabel('{\n  id: number;\n}', 200)?.text).toBe('{ id: number; }');
});
