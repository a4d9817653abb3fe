import type { MarketData, Order } from '../market-spread/types.ts';

/** What the one flow carries: an order or market data, told apart by its fields. */
export type MarketRecord = Order | MarketData;
