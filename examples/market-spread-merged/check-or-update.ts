import { reject } from '../market-spread/rejection.ts';
import { isTooWide } from '../market-spread/spread.ts';
import type { MarketData, Order, Rejection, SymbolData } from '../market-spread/types.ts';
import type { MarketRecord } from './types.ts';

// One computation for both kinds: market data updates the symbol, an order is checked against it.
export default function checkOrUpdate(record: MarketRecord, symbol: SymbolData): Rejection | null {
  return isMarketData(record) ? update(record, symbol) : check(record, symbol);
}

const isMarketData = (record: MarketRecord): record is MarketData => 'bid' in record;

function update(data: MarketData, symbol: SymbolData): null {
  symbol.bid = data.bid;
  symbol.offer = data.offer;
  symbol.rejectTrades = isTooWide(data.bid, data.offer);
  return null;
}

function check(order: Order, symbol: SymbolData): Rejection | null {
  return symbol.rejectTrades ? reject(order, symbol) : null;
}
