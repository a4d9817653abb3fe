import { isTooWide } from './spread.ts';
import type { MarketData, SymbolData } from './types.ts';

// Writes the symbol; puts nothing out.
export default function updateMarketData(data: MarketData, symbol: SymbolData): void {
  symbol.bid = data.bid;
  symbol.offer = data.offer;
  symbol.rejectTrades = isTooWide(data.bid, data.offer);
}
