import type { SymbolData } from './types.ts';

// A symbol without market data cannot be trusted: its orders are rejected.
export default (): SymbolData => ({ bid: 0, offer: 0, rejectTrades: true });
