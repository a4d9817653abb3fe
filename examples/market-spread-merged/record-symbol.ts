import type { MarketRecord } from './types.ts';

export default (record: MarketRecord): string => record.symbol;
