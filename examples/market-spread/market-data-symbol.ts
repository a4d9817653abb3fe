import type { MarketData } from './types.ts';

export default (data: MarketData): string => data.symbol;
