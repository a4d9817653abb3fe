// The snippets as plain functions. What breaks here is the meaning of an application, not the product around it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountAfter } from '../../examples/alerts-stateless/amounts.ts';
import generateStateful, { memory as statefulMemory } from '../../examples/alerts-stateful/generate-transactions.ts';
import generateStateless, { memory as statelessMemory } from '../../examples/alerts-stateless/generate-transactions.ts';
import encodeFahrenheit from '../../examples/celsius/encode-fahrenheit.ts';
import checkOrder from '../../examples/market-spread/check-order.ts';
import decodeMarketData from '../../examples/market-spread/decode-market-data.ts';
import decodeOrder from '../../examples/market-spread/decode-order.ts';
import encodeRejection from '../../examples/market-spread/encode-rejection.ts';
import generateMarketData from '../../examples/market-spread/generate-market-data.ts';
import generateOrder from '../../examples/market-spread/generate-orders.ts';
import { newClock } from '../../examples/market-spread/clock.ts';
import initialSymbolData from '../../examples/market-spread/initial-symbol-data.ts';
import updateMarketData from '../../examples/market-spread/update-market-data.ts';
import reverse from '../../examples/reverse/reverse.ts';
import splitWords from '../../examples/word-count/split-words.ts';
import { seededRandom } from '../inputs/random.ts';
import { printSixDecimals } from '../inputs/references/celsius.ts';
import { wordsOf } from '../inputs/references/word-count.ts';

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const time = '20180612-12:00:00.000';
const order = { side: 1, account: 7, orderId: '000001', symbol: 'AAPL', quantity: 1000, price: 10, time };
const timeHex = '32303138303631322d31323a30303a30302e303030';
const orderHex = `01 01 00000007 303030303031 4141504c 408f400000000000 4024000000000000 ${timeHex}`;
const marketDataHex = `02 4141504c ${timeHex} 4059000000000000 4059028f5c28f5c3`;

describe('the codecs of Market Spread', () => {
  test('decode the golden bytes of an order', () => {
    expect(decodeOrder(bytesOf(orderHex))).toEqual(order);
  });

  test('decode the golden bytes of market data', () => {
    expect(decodeMarketData(bytesOf(marketDataHex))).toEqual({ symbol: 'AAPL', time, bid: 100, offer: 100.04 });
  });

  test('find a record anywhere in a chunk, whatever chunk came before', () => {
    const other = bytesOf(orderHex.replace('00000007', '000000ff').replace('4141504c', '20202046'));
    const chunk = new Uint8Array(200);
    chunk.set(bytesOf(orderHex), 3);
    chunk.set(other, 100);
    expect(decodeOrder(chunk.subarray(3, 56))).toEqual(order);
    expect(decodeOrder(chunk.subarray(100, 153))).toMatchObject({ symbol: 'F', account: 255 });
    expect(decodeOrder(bytesOf(orderHex))).toEqual(order);
  });

  test('never give a record the time of its neighbour', () => {
    for (let at = 0; at < 21; at++) {
      const changed = bytesOf(orderHex);
      changed[32 + at] = 'X'.charCodeAt(0);
      decodeOrder(bytesOf(orderHex));
      expect(decodeOrder(changed).time).toBe(`${time.slice(0, at)}X${time.slice(at + 1)}`);
    }
  });

  test('ask about the sources where the type byte is the other one', () => {
    expect(() => decodeOrder(bytesOf(marketDataHex))).toThrow('did you connect the sources the wrong way round?');
    expect(() => decodeMarketData(bytesOf(orderHex))).toThrow('did you connect the sources the wrong way round?');
    expect(() => decodeOrder(new Uint8Array(0))).toThrow('type byte');
    expect(() => decodeOrder(bytesOf(orderHex).subarray(0, 52))).toThrow('53 bytes');
  });

  test('encode a rejection as 55 bytes', () => {
    const rejection = checkOrder(order, { bid: 100, offer: 100.04, rejectTrades: true });
    expect(rejection).toEqual({
      side: 1, account: 7, orderId: '000001', symbol: 'AAPL', quantity: 1000, price: 10, bid: 100, offer: 100.04, timestamp: 1_528_804_800_000,
    }); // oxfmt-ignore
    expect(Buffer.from(encodeRejection(rejection!)).toString('hex')).toBe(
      '01 00000007 303030303031 4141504c 408f400000000000 4024000000000000 4059000000000000 4059028f5c28f5c3 00000163f3ddf600'.replaceAll(
        ' ',
        '',
      ),
    );
  });

  test('right-justify short texts, refuse long ones, and make no timestamp of what is no time', () => {
    const rejection = checkOrder({ ...order, symbol: 'F', orderId: '12', time: 'noon' }, initialSymbolData())!;
    const bytes = Buffer.from(encodeRejection(rejection));
    expect(bytes.toString('latin1', 5, 15)).toBe('    12   F');
    expect(bytes.readBigUInt64BE(47)).toBe(0n);
    expect(() => encodeRejection({ ...rejection, symbol: 'GOOGL' })).toThrow('GOOGL');
  });
});

test.each([
  [100, 100.05, false],
  [10, 10.05, true],
  [1000, 1000.05, false],
  [0.5, 0.54, true],
  [100, 99, false],
  [0, 0, false],
])('bid %d and offer %d: orders are rejected: %s', (bid, offer, rejectTrades) => {
  const symbol = initialSymbolData();
  expect(symbol).toEqual({ bid: 0, offer: 0, rejectTrades: true });
  updateMarketData({ symbol: 'A', time, bid, offer }, symbol);
  expect(symbol).toEqual({ bid, offer, rejectTrades });
});

describe('the load generator of Market Spread', () => {
  const marketData = (count: number) => {
    const clock = newClock();
    const random = seededRandom(1);
    return Array.from({ length: count }, (_, index) => generateMarketData(index, clock, random));
  };
  const orders = (count: number) => {
    const clock = newClock();
    const random = seededRandom(2);
    return Array.from({ length: count }, (_, index) => generateOrder(index, clock, random)).flatMap(
      (made) => made ?? [],
    );
  };

  test('primes 350 symbols, 15 of which have too wide a spread for ever', () => {
    const symbols = new Map<string, Set<boolean>>();
    for (const data of marketData(50_000)) {
      const state = initialSymbolData();
      updateMarketData(data, state);
      symbols.set(data.symbol, (symbols.get(data.symbol) ?? new Set()).add(state.rejectTrades));
    }
    expect(new Set(marketData(350).map((data) => data.symbol)).size).toBe(350);
    expect(symbols.size).toBe(350);
    expect([...symbols.values()].filter((seen) => seen.has(true)).length).toBe(15);
    expect([...symbols.values()].every((seen) => seen.size === 1)).toBe(true);
    expect([...symbols.keys()].every((symbol) => /^[A-Z]{1,4}$/.test(symbol))).toBe(true);
  });

  test('gives 20 % of the symbols 80 % of the records', () => {
    const counts = new Map<string, number>();
    for (const { symbol } of marketData(100_000)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    const hot = [...counts.values()]
      .toSorted((a, b) => b - a)
      .slice(0, 70)
      .reduce((sum, count) => sum + count, 0);
    expect(hot / 100_000).toBeGreaterThan(0.77);
    expect(hot / 100_000).toBeLessThan(0.83);
  });

  test('makes an order in about 70,000 for a symbol that rejects', () => {
    const rejecting = new Set<string>();
    for (const data of marketData(350)) {
      const state = initialSymbolData();
      updateMarketData(data, state);
      if (state.rejectTrades) rejecting.add(data.symbol);
    }
    const made = orders(1_400_000);
    const rejected = made.filter(({ symbol }) => rejecting.has(symbol)).length;
    expect(rejected).toBeGreaterThan(8);
    expect(rejected).toBeLessThan(36);
    expect(made[0]).toMatchObject({ orderId: '002000', time: '20180612-09:30:00.100' });
    expect(made.every(({ quantity, price, side }) => quantity > 0 && price > 0 && (side === 1 || side === 2))).toBe(
      true,
    );
  });

  test('makes the same records again', () => {
    expect(marketData(1_000)).toEqual(marketData(1_000));
    expect(orders(5_000)).toEqual(orders(5_000));
  });
});

test('the amounts of alerts follow the recurrence exactly, where doubles alone would not', () => {
  fc.assert(
    fc.property(fc.integer({ min: -6_000, max: 6_000 }), (amount) => {
      const product = BigInt(amount) * 2_305_843_009_213_693_951n + 7n;
      expect(amountAfter(amount)).toBe(Number(((product % 2_500n) + 2_500n) % 2_500n) - 1_250);
    }),
  );
});

test('the transactions of alerts start as the specification says', () => {
  const plain = statelessMemory();
  expect([0, 1].map((index) => generateStateless(index, plain))).toEqual([
    { id: 0, amount: 1 },
    { id: 1, amount: 208 },
  ]);
  const dealt = statefulMemory();
  const first = [0, 1, 2, 3, 4, 5].map((index) => generateStateful(index, dealt));
  expect(first.map(({ user }) => user)).toEqual(['Fido', 'Rex', 'Dr. Whiskers', 'Feathers', 'Mountaineer', 'Fido']);
  expect(first[0]).toEqual({ user: 'Fido', amount: 1 });
});

test('Fahrenheit is printed as C prints it, ties included', () => {
  fc.assert(
    fc.property(
      fc.double(),
      (value) => void expect(encodeFahrenheit(value === 0 ? 0 : value)).toBe(printSixDecimals(value === 0 ? 0 : value)),
    ),
  );
  fc.assert(
    fc.property(
      fc.integer(),
      (value) => void expect(encodeFahrenheit(value / 128)).toBe(printSixDecimals(value / 128)),
    ),
  );
});

test('words are split as by the reference, whatever the text', () => {
  const letters = fc.constantFrom(...' \n aAbÄß"\'`,.-_/\\[]^|~!?\t');
  fc.assert(
    fc.property(
      fc.string({ unit: letters, maxLength: 40 }),
      (text) => void expect(splitWords(text)).toEqual(wordsOf(text)),
    ),
  );
});

test('a text is reversed by characters', () => {
  expect(reverse('ab🦘')).toBe('🦘ba');
});
