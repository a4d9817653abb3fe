/**
 * Input of Market Spread: the skewed load that its description gives, and a lively variant for tests. 350 symbols, of which
 * 20 % carry 80 % of the records and 15 have so wide a spread that their orders are rejected; the first market data
 * primes each symbol.
 */
import type { ByteWriter } from './bytes.ts';
import type { InputFormat, RecordForms } from './formats.ts';
import { encodeRecords } from './formats.ts';
import type { Random } from './random.ts';
import { below, seededRandom } from './random.ts';

export type OrderInput = {
  readonly side: number;
  readonly account: number;
  readonly orderId: string;
  readonly symbol: string;
  readonly quantity: number;
  readonly price: number;
  readonly time: string;
};
export type MarketDataInput = {
  readonly symbol: string;
  readonly time: string;
  readonly bid: number;
  readonly offer: number;
};

export type MarketSpreadOptions = {
  /** Orders and market data together, half each. */
  readonly records: number;
  readonly seed: number;
  /** Share of the orders that are for one of the 15 symbols with a wide spread. */
  readonly rejectedShare?: number;
  /** Share of the market data that widens a symbol which is otherwise fine, until its next market data. */
  readonly flicker?: number;
};

const symbolCount = 350;
const hotCount = 70;
const wideCount = 15;

/** Different in length, so that the right-justified field is put to use. */
export const symbolName = (index: number): string => {
  const letters = (count: number): string =>
    Array.from({ length: count }, (_, place) => String.fromCharCode(65 + (Math.floor(index / 26 ** place) % 26))).join(
      '',
    );
  return index % 10 === 0
    ? `${letters(2)}${index % 7}`
    : `${letters(2)}${String.fromCharCode(65 + (index % 7))}${index % 10}`;
};

/** The 15 with a wide spread are spread over hot and cold symbols. */
const isWide = (index: number): boolean => index % 23 === 7 && index / 23 < wideCount;

const orderForms: RecordForms<OrderInput> = {
  fields: ['side', 'account', 'orderId', 'symbol', 'quantity', 'price', 'time'],
  framed: (order, writer) => {
    writer.u8(1).u8(order.side).u32(order.account).ascii(order.orderId, 6).ascii(order.symbol, 4);
    writer.f64(order.quantity).f64(order.price).ascii(order.time, 21);
  },
};

const marketDataForms: RecordForms<MarketDataInput> = {
  fields: ['symbol', 'time', 'bid', 'offer'],
  framed: (data, writer: ByteWriter) => {
    writer.u8(2).ascii(data.symbol, 4).ascii(data.time, 21).f64(data.bid).f64(data.offer);
  },
};

export const encodeOrders = (format: InputFormat, orders: Iterable<OrderInput>): Uint8Array =>
  encodeRecords(format, orders, orderForms);
export const encodeMarketData = (format: InputFormat, data: Iterable<MarketDataInput>): Uint8Array =>
  encodeRecords(format, data, marketDataForms);

export function* makeOrders({ records, seed, rejectedShare = 1 / 70_000 }: MarketSpreadOptions): Generator<OrderInput> {
  const random = seededRandom(seed);
  const wide = Array.from({ length: symbolCount }, (_, index) => index).filter(isWide);
  const count = Math.floor(records / 2);
  for (let i = 0; i < count; i++) {
    const symbol = random() < rejectedShare ? (wide[below(random, wide.length)] ?? 0) : narrow(pickSymbol(random));
    yield {
      side: 1 + below(random, 2),
      account: below(random, 4_294_967_296),
      orderId: (i % 2_176_782_336).toString(36).padStart(6, '0'),
      symbol: symbolName(symbol),
      quantity: 100 * (1 + below(random, 100)),
      price: (1_000 + below(random, 50_000)) / 100,
      time: timeText(i),
    };
  }
}

export function* makeMarketData({ records, seed, flicker = 0 }: MarketSpreadOptions): Generator<MarketDataInput> {
  const random = seededRandom(seed + 1);
  const count = Math.ceil(records / 2);
  for (let i = 0; i < count; i++) {
    const symbol = i < symbolCount ? i : pickSymbol(random);
    const bid = 1_000 + ((symbol * 7_919) % 49_000) + below(random, 100);
    const spread = isWide(symbol) || random() < flicker ? 6 + below(random, 40) : 1 + below(random, 4);
    yield { symbol: symbolName(symbol), time: timeText(i), bid: bid / 100, offer: (bid + spread) / 100 };
  }
}

function pickSymbol(random: Random): number {
  return random() < 0.8 ? below(random, hotCount) : hotCount + below(random, symbolCount - hotCount);
}

const narrow = (symbol: number): number => (isWide(symbol) ? symbol + 1 : symbol);

/** YYYYMMDD-HH:MM:SS.mmm, 50 records a millisecond. */
function timeText(index: number): string {
  const ms = 43_200_000 + Math.floor(index / 50);
  const two = (value: number): string => String(value % 60).padStart(2, '0');
  const hours = String(Math.floor(ms / 3_600_000) % 24).padStart(2, '0');
  return `20180612-${hours}:${two(Math.floor(ms / 60_000))}:${two(Math.floor(ms / 1_000))}.${String(ms % 1_000).padStart(3, '0')}`;
}
