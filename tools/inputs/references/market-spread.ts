/**
 * What Market Spread must answer, from the bytes of its two inputs. Two forms: with market data first there is one answer;
 * while both run at once, `explainRejections` says whether any interleaving explains an output.
 */
import type { InputFormat } from '../formats.ts';
import type { Fields } from './reading.ts';
import { readCsv, readFrames, readNdjson } from './reading.ts';

type Order = {
  readonly side: number;
  readonly account: number;
  readonly orderId: string;
  readonly symbol: string;
  readonly quantity: number;
  readonly price: number;
};
type Quote = { readonly symbol: string; readonly bid: number; readonly offer: number };

/** A rejection without its timestamp, which is the implementation's own. */
export type ExpectedRejection = Order & { readonly bid: number; readonly offer: number };

export type MarketSpreadInput = {
  readonly format: InputFormat;
  readonly orders: Uint8Array;
  readonly marketData: Uint8Array;
};

/** One answer: all market data is in before the first order arrives. */
export function expectRejections(input: MarketSpreadInput): readonly ExpectedRejection[] {
  const last = new Map<string, Quote>();
  for (const quote of readQuotes(input)) last.set(quote.symbol, quote);
  return readOrders(input).flatMap((order) => {
    const quote = last.get(order.symbol);
    if (quote !== undefined && !isRejecting(quote)) return [];
    return [{ ...order, bid: quote?.bid ?? 0, offer: quote?.offer ?? 0 }];
  });
}

/**
 * Whether orders and market data, each in order per symbol but interleaved anyhow, can have made these rejections. Null,
 * or the first order that nothing explains. Taking the earliest quote that explains an order leaves the most for the next.
 */
export function explainRejections(input: MarketSpreadInput, rejections: readonly ExpectedRejection[]): string | null {
  const quotes = groupBySymbol(readQuotes(input));
  const rejected = groupBySymbol(rejections);
  for (const [symbol, orders] of groupBySymbol(readOrders(input))) {
    const fault = explainSymbol(orders, quotes.get(symbol) ?? [], rejected.get(symbol) ?? []);
    if (fault !== null) return `${symbol}: ${fault}`;
    rejected.delete(symbol);
  }
  const [stray] = rejected.keys();
  return stray === undefined ? null : `${stray}: a rejection for a symbol that no order names`;
}

function explainSymbol(
  orders: readonly Order[],
  quotes: readonly Quote[],
  rejections: readonly ExpectedRejection[],
): string | null {
  const states: readonly Quote[] = [{ symbol: '', bid: 0, offer: 0 }, ...quotes];
  const rejects = states.map((quote, index) => index === 0 || isRejecting(quote));
  let now = 0;
  let next = 0;
  for (const order of orders) {
    const rejection = rejections[next];
    const isRejected = rejection !== undefined && rejection.orderId === order.orderId;
    if (isRejected && !sameOrder(order, rejection))
      return `the rejection of order ${order.orderId} has changed its fields`;
    if (isRejected) next++;
    const fits = (index: number): boolean =>
      isRejected
        ? rejects[index] === true && states[index]?.bid === rejection.bid && states[index]?.offer === rejection.offer
        : rejects[index] === false;
    while (now < states.length && !fits(now)) now++;
    if (now === states.length)
      return `order ${order.orderId} was ${isRejected ? 'rejected' : 'passed'}, and no quote explains it`;
  }
  return next === rejections.length
    ? null
    : `rejection of order ${rejections[next]?.orderId} is doubled, strange or out of order`;
}

const sameOrder = (order: Order, rejection: ExpectedRejection): boolean =>
  (['side', 'account', 'symbol', 'quantity', 'price'] as const).every((field) => order[field] === rejection[field]);

/** From the specification: 5 cents or more, or 5 % of the mid price or more. */
function isRejecting({ bid, offer }: Quote): boolean {
  const difference = offer - bid;
  const mid = (bid + offer) / 2;
  return difference >= 0.05 || difference / mid >= 0.05;
}

/** Rejections as a sink wrote them. */
export function readRejections(format: InputFormat, bytes: Uint8Array): readonly ExpectedRejection[] {
  if (format !== 'framed') {
    return readFields(format, bytes).map((fields) => ({
      ...toOrder(fields),
      bid: Number(fields['bid']),
      offer: Number(fields['offer']),
    }));
  }
  return readFrames(bytes).map((payload) => {
    if (payload.length !== 55) throw new Error(`a rejection has 55 bytes, this one ${payload.length}`);
    return {
      side: payload.readUInt8(0),
      account: payload.readUInt32BE(1),
      orderId: payload.toString('latin1', 5, 11),
      symbol: payload.toString('latin1', 11, 15).trim(),
      quantity: payload.readDoubleBE(15),
      price: payload.readDoubleBE(23),
      bid: payload.readDoubleBE(31),
      offer: payload.readDoubleBE(39),
    };
  });
}

function readOrders({ format, orders }: MarketSpreadInput): readonly Order[] {
  if (format !== 'framed') return readFields(format, orders).map(toOrder);
  return readFrames(orders).map((payload) => ({
    side: payload.readUInt8(1),
    account: payload.readUInt32BE(2),
    orderId: payload.toString('latin1', 6, 12),
    symbol: payload.toString('latin1', 12, 16).trim(),
    quantity: payload.readDoubleBE(16),
    price: payload.readDoubleBE(24),
  }));
}

function readQuotes({ format, marketData }: MarketSpreadInput): readonly Quote[] {
  if (format !== 'framed') {
    return readFields(format, marketData).map((fields) => ({
      symbol: String(fields['symbol']),
      bid: Number(fields['bid']),
      offer: Number(fields['offer']),
    }));
  }
  return readFrames(marketData).map((payload) => ({
    symbol: payload.toString('latin1', 1, 5).trim(),
    bid: payload.readDoubleBE(26),
    offer: payload.readDoubleBE(34),
  }));
}

const readFields = (format: InputFormat, bytes: Uint8Array): readonly Fields[] =>
  format === 'csv' ? readCsv(bytes) : readNdjson(bytes);

const toOrder = (fields: Fields): Order => ({
  side: Number(fields['side']),
  account: Number(fields['account']),
  orderId: String(fields['orderId']),
  symbol: String(fields['symbol']),
  quantity: Number(fields['quantity']),
  price: Number(fields['price']),
});

function groupBySymbol<Value extends { readonly symbol: string }>(values: readonly Value[]): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(value.symbol);
    if (group === undefined) groups.set(value.symbol, [value]);
    else group.push(value);
  }
  return groups;
}
