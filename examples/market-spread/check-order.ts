import { reject } from './rejection.ts';
import type { Order, Rejection, SymbolData } from './types.ts';

// Reads the symbol: an order that meets too wide a spread is rejected, every other passes in silence.
export default function checkOrder(order: Order, symbol: SymbolData): Rejection | null {
  return symbol.rejectTrades ? reject(order, symbol) : null;
}
