import { newClock, timeOf } from './clock.ts';
import type { Clock } from './clock.ts';
import type { Order } from './types.ts';
import { centsOf, hasWideSpread, nameOf, pickSymbol, symbolCount } from './universe.ts';

// Nobody trades in the first tenth of a second, so that market data has primed every symbol.
const quietRecords = 2_000;
// About one order in 70,000 is for a symbol with too wide a spread, and is rejected.
const rejectedShare = 1 / 70_000;

export const memory = (): Clock => newClock();

export default function generateOrder(index: number, clock: Clock, random: () => number): Order | null {
  if (index < quietRecords) return null;
  const symbol = random() < rejectedShare ? pickWide(random) : pickNarrow(random);
  return {
    side: random() < 0.5 ? 1 : 2,
    account: 1 + Math.floor(random() * 1_000),
    orderId: String(index % 1_000_000).padStart(6, '0'),
    symbol: nameOf(symbol),
    quantity: 100 * (1 + Math.floor(random() * 50)),
    price: (centsOf(symbol) + Math.floor(random() * 100)) / 100,
    time: timeOf(clock, index),
  };
}

function pickNarrow(random: () => number): number {
  const symbol = pickSymbol(random);
  return hasWideSpread(symbol) ? symbol - 1 : symbol;
}

function pickWide(random: () => number): number {
  const wide = Array.from({ length: symbolCount }, (_, index) => index).filter(hasWideSpread);
  return wide[Math.floor(random() * wide.length)] ?? 0;
}
