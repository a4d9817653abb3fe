/** A node shows this line of its code: a head such as `(order, symbol) => {` would say the same in every node. */
import { describe, expect, it } from 'vitest';
import { cutLine, firstLineOf, firstLinesOf } from './code-preview.ts';

describe('the line that stands for a snippet', () => {
  it.each([
    ['(order) => order.symbol', 'order.symbol'],
    ['order => order.symbol;', 'order.symbol'],
    ['export default (text: string): string[] => text.split(" ")', 'text.split(" ")'],
    ['(order, symbol) => {\n  if (symbol.late) return null;\n  return order;\n}', 'if (symbol.late) return null'],
    [
      '// Why.\nexport default function check(\n  order: Order,\n): Rejection | null {\n  return reject(order);\n}',
      'reject(order)',
    ],
    ['/* Long.\n * Why. */\nexport default function (a) {\n  // Why not.\n  a.b += 1;\n}', 'a.b += 1'],
    ['(order) =>\n  order.symbol', 'order.symbol'],
    ['(order) => {\n}', ''],
    ['const rate = 2;\nexport default (a) => a * rate;', 'const rate = 2'],
    ['', ''],
  ])('%j is %j', (code, line) => expect(firstLineOf(code)).toBe(line));
});

it('a long snippet is cut off, and says so', () => {
  expect(firstLinesOf('(a) => {\n  return a;\n}\n')).toBe('(a) => {\n  return a;\n}');
  expect(firstLinesOf('a\n'.repeat(20)).split('\n')).toEqual([...Array.from({ length: 14 }, () => 'a'), '…']);
});

it('is cut where there is no room for it, with a sign that it was', () => {
  expect([cutLine('order.symbol', 12), cutLine('order.symbol', 8), cutLine('', 3)]).toEqual([
    'order.symbol',
    'order.s…',
    '',
  ]);
});
