import { newClock, timeOf } from './clock.ts';
import type { Clock } from './clock.ts';
import type { MarketData } from './types.ts';
import { centsOf, hasWideSpread, nameOf, pickSymbol, symbolCount } from './universe.ts';

export const memory = (): Clock => newClock();

// The first record of each symbol primes it; from then on a few symbols carry most of the records.
export default function generateMarketData(index: number, clock: Clock, random: () => number): MarketData {
  const symbol = index < symbolCount ? index : pickSymbol(random);
  const bid = centsOf(symbol) + Math.floor(random() * 100);
  // Below 5 cents a spread is fine; the wide ones start at 6.
  const spread = hasWideSpread(symbol) ? 6 + Math.floor(random() * 20) : 1 + Math.floor(random() * 4);
  return { symbol: nameOf(symbol), time: timeOf(clock, index), bid: bid / 100, offer: (bid + spread) / 100 };
}
