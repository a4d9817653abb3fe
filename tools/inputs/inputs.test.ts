import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeTemperatures, encodeVotes, makeTemperatures, makeTexts, makeVotes } from './letters-and-words.ts';
import { encodeMarketData, encodeOrders, makeMarketData, makeOrders, symbolName } from './market-spread.ts';
import { expectStatefulAlerts, expectStatelessAlerts } from './references/alerts.ts';
import { expectTotals } from './references/alphabet.ts';
import { expectFahrenheit, printSixDecimals } from './references/celsius.ts';
import { compareByKey, compareMultisets } from './references/comparing.ts';
import type { ExpectedRejection, MarketSpreadInput } from './references/market-spread.ts';
import { expectRejections, explainRejections } from './references/market-spread.ts';
import { judgeWindows } from './references/sequence-window.ts';
import { expectCounts } from './references/word-count.ts';

const lively = { records: 4_000, seed: 7, rejectedShare: 0.05, flicker: 0.1 };
const input: MarketSpreadInput = {
  format: 'framed',
  orders: encodeOrders('framed', makeOrders(lively)),
  marketData: encodeMarketData('framed', makeMarketData(lively)),
};

describe('the input makers', () => {
  test('make the same bytes for the same seed, and others for another', () => {
    const votes = (seed: number) => encodeVotes('framed', makeVotes({ records: 100, seed }));
    expect(votes(1)).toEqual(votes(1));
    expect(votes(1)).not.toEqual(votes(2));
  });

  test('make the golden bytes of an order and of market data', () => {
    const time = '20180612-12:00:00.000';
    const order = { side: 1, account: 7, orderId: '000001', symbol: 'AAPL', quantity: 1000, price: 10, time };
    expect(Buffer.from(encodeOrders('framed', [order])).toString('hex')).toBe(
      '000000350101000000073030303030314141504c408f400000000000402400000000000032303138303631322d31323a30303a30302e303030',
    );
    const data = { symbol: 'AAPL', time, bid: 100, offer: 100.04 };
    expect(Buffer.from(encodeMarketData('framed', [data])).toString('hex')).toBe(
      '0000002a024141504c32303138303631322d31323a30303a30302e30303040590000000000004059028f5c28f5c3',
    );
  });

  test('skew the load: 20 % of 350 symbols carry 80 % of the records, and few orders are rejected', () => {
    const counts = new Map<string, number>();
    for (const data of makeMarketData({ records: 200_000, seed: 3 }))
      counts.set(data.symbol, (counts.get(data.symbol) ?? 0) + 1);
    expect(counts.size).toBe(350);
    const hot = Array.from({ length: 70 }, (_, index) => counts.get(symbolName(index)) ?? 0).reduce(
      (sum, count) => sum + count,
      0,
    );
    expect(hot / 100_000).toBeGreaterThan(0.78);
    expect(hot / 100_000).toBeLessThan(0.82);
    const amount = { records: 1_000_000, seed: 3 };
    const orders = encodeOrders('framed', makeOrders(amount));
    const rejections = expectRejections({
      format: 'framed',
      orders,
      marketData: encodeMarketData('framed', makeMarketData(amount)),
    });
    expect(rejections.length).toBeGreaterThan(0);
    expect(rejections.length).toBeLessThan(25);
  });
});

describe('the Market Spread reference', () => {
  const edge = (bid: number, offer: number): number => {
    const data = { symbol: 'A', time: '20180612-12:00:00.000', bid, offer };
    const order = { side: 1, account: 1, orderId: '000001', symbol: 'A', quantity: 1, price: 1, time: data.time };
    return expectRejections({
      format: 'ndjson',
      orders: encodeOrders('ndjson', [order]),
      marketData: encodeMarketData('ndjson', [data]),
    }).length;
  };

  test.each([
    [100, 100.05, 0],
    [10, 10.05, 1],
    [1000, 1000.05, 0],
    [0.5, 0.54, 1],
    [100, 99, 0],
    [0, 0, 0],
  ])('bid %d and offer %d reject %d orders', (bid, offer, rejected) => {
    expect(edge(bid, offer)).toBe(rejected);
  });

  test('gives the same answer for framed, NDJSON and CSV', () => {
    const answer = (format: 'framed' | 'ndjson' | 'csv') =>
      expectRejections({
        format,
        orders: encodeOrders(format, makeOrders(lively)),
        marketData: encodeMarketData(format, makeMarketData(lively)),
      });
    expect(answer('ndjson')).toEqual(answer('framed'));
    expect(answer('csv')).toEqual(answer('framed'));
    expect(answer('framed').length).toBeGreaterThan(100);
  });

  test('explains the answer with market data first', () => {
    expect(explainRejections(input, expectRejections(input))).toBeNull();
  });

  test.each<[string, (rejections: readonly ExpectedRejection[]) => readonly ExpectedRejection[]]>([
    ['a doubled rejection', (all) => [...all.slice(0, 1), ...all]],
    [
      'an altered field',
      (all) => all.map((one, index) => (index === 5 ? { ...one, quantity: one.quantity + 1 } : one)),
    ],
    ['a bid that never was', (all) => all.map((one, index) => (index === 5 ? { ...one, bid: one.bid + 1 } : one))],
    ['a reordering within a symbol', (all) => all.toReversed()],
    ['a symbol that no order names', (all) => [...all, { ...all[0]!, symbol: 'NONE' }]],
  ])('does not explain %s', (_, spoil) => {
    expect(explainRejections(input, spoil(expectRejections(input)))).not.toBeNull();
  });

  test('does not explain a lost rejection of a symbol that only ever rejects', () => {
    const expected = expectRejections(input);
    const wide = symbolName(7);
    const at = expected.findIndex((rejection) => rejection.symbol === wide);
    expect(at).toBeGreaterThanOrEqual(0);
    expect(explainRejections(input, expected.toSpliced(at, 1))).not.toBeNull();
  });
});

describe('the other references', () => {
  test('count words as the specification says', () => {
    expect(expectCounts(['The  cat, the CAT'])).toEqual(['the => 1', ' => 1', 'cat => 1', 'the => 2', 'cat => 2']);
    expect(expectCounts(['', 'a\n\nb'])).toEqual([' => 1', 'a => 1', ' => 2', 'b => 1']);
    expect(expectCounts(["`-don't-`"])).toEqual(["don't => 1"]);
  });

  test('total votes beyond a u32', () => {
    const bytes = encodeVotes('framed', [
      { letter: 'a', votes: 4_294_967_295 },
      { letter: 'a', votes: 1 },
    ]);
    expect(expectTotals(bytes)).toEqual(['a => 4294967295', 'a => 4294967296']);
  });

  test.each([
    [0, '32.000000'],
    [100, '212.000000'],
    [-40, '-40.000000'],
    [37, '98.600000'],
  ])('turn %d degrees into %s', (celsius, fahrenheit) => {
    expect(expectFahrenheit(encodeTemperatures('framed', [celsius]))).toEqual([fahrenheit]);
  });

  test('print six decimals as toFixed does wherever no tie is at stake', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        fc.pre(!Number.isInteger(value * 128) && !Object.is(value, -0));
        expect(printSixDecimals(value)).toBe(value.toFixed(6));
      }),
    );
    expect([1 / 128, 3 / 128, -1 / 128, 1e22, Infinity, -Infinity, NaN].map(printSixDecimals)).toEqual([
      '0.007812', '0.023438', '-0.007812', '10000000000000000000000.000000', 'inf', '-inf', 'nan',
    ]); // oxfmt-ignore
  });

  test('raise alerts on both sides', () => {
    const stateless = expectStatelessAlerts(1_000);
    expect(stateless.some((alert) => alert.startsWith('Deposit'))).toBe(true);
    expect(stateless.some((alert) => alert.startsWith('Withdrawal'))).toBe(true);
    expect(new Set(expectStatefulAlerts(10_000).map((alert) => alert.replace(/.* for (.*):.*/, '$1'))).size).toBe(5);
  });
});

describe('the comparers', () => {
  const expected = ['a => 1', 'b => 1', 'a => 2'];
  const letter = (text: string): string => text.charAt(0);

  test('accept another order between keys', () => {
    expect(compareByKey(['b => 1', 'a => 1', 'a => 2'], expected, letter)).toBeNull();
  });
  test('see a loss, a doubling and a change', () => {
    expect(compareMultisets(['a => 1', 'b => 1'], expected)).toMatch(/missing 1 x "a => 2"/);
    expect(compareMultisets([...expected, 'b => 1'], expected)).toMatch(/too much 1 x "b => 1"/);
    expect(compareMultisets(['a => 1', 'b => 2', 'a => 2'], expected)).not.toBeNull();
  });
  test('see a reordering within a key', () => {
    expect(compareByKey(['a => 2', 'b => 1', 'a => 1'], expected, letter)).toMatch(/key "a": at 0/);
  });

  const windows = (numbers: number): string[] =>
    Array.from({ length: numbers }, (_, index) => {
      const last = index + 1;
      return `[${[3, 2, 1, 0].map((back) => Math.max(0, last - 100 * back)).join(',')}]`;
    });
  test('accept right windows and refuse a lost, doubled, reordered or broken one', () => {
    const right = windows(1_000);
    expect(judgeWindows(right, 1_000)).toBeNull();
    expect(judgeWindows(right.toSpliced(500, 1), 1_000)).not.toBeNull();
    expect(judgeWindows(right.slice(0, 999), 999)).toBeNull();
    expect(judgeWindows(right.with(500, right[400]!), 1_000)).toMatch(/overlap/);
    expect(judgeWindows(right.with(999, right[899]!), 1_000)).not.toBeNull();
    expect(judgeWindows(right.with(0, '[1,0,0,1]'), 1_000)).not.toBeNull();
  });
});

test('texts and temperatures hold the hard cases', () => {
  const texts = [...makeTexts({ records: 500, seed: 1 })].join('\n');
  expect(texts).toContain('__proto__');
  expect(texts).toContain('  ');
  expect([...makeTemperatures({ records: 5_000, seed: 1 })]).toContain(5 / 128);
});
