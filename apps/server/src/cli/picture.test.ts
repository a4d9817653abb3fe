// A picture of a graph for who has no browser. What would break: an empty picture, or one without a letter in it.
import { svgOf } from '@potoroo/shared/code';
import { note, pipeline } from '@potoroo/shared/pipeline/samples';
import { expect, test } from 'vitest';
import { lettersWithout, pngOf } from './picture.ts';

const drawn = async (name: string): Promise<Buffer> => Buffer.from(await pngOf(svgOf(pipeline([note('a', name)], []))));

test('a PNG is twice as large as the graph, and its letters are drawn', { timeout: 60_000 }, async () => {
  const [one, same, other] = [await drawn('Orders'), await drawn('Orders'), await drawn('Заказы')];
  const foreign = ['Đơn hàng', 'Ѩ', 'ὦ', 'Čeština – “…”'];
  expect(one.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(one.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(svgOf(pipeline([note('a', 'Orders')], [])))?.[1]));
  expect(one.equals(same)).toBe(true);
  expect(one.equals(await drawn(''))).toBe(false);
  expect(one.equals(other)).toBe(false);
  expect(other.equals(await drawn('Заказ'))).toBe(false);
  for (const text of foreign) expect((await drawn(text)).equals(await drawn(''))).toBe(false);
  expect(await lettersWithout(foreign.join(''))).toEqual([]);
  expect((await drawn('注 Σ')).equals(await drawn('注 Д'))).toBe(false);
  expect(await lettersWithout('Orders 注文 注 \u{1f600}')).toEqual(['注', '文', '\u{1f600}']);
});
