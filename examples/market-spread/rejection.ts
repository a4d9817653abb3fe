import type { Order, Rejection, SymbolData } from './types.ts';

export function reject(order: Order, symbol: SymbolData): Rejection {
  return {
    side: order.side,
    account: order.account,
    orderId: order.orderId,
    symbol: order.symbol,
    quantity: order.quantity,
    price: order.price,
    bid: symbol.bid,
    offer: symbol.offer,
    timestamp: millisecondsOf(order.time),
  };
}

// YYYYMMDD-HH:MM:SS.mmm to milliseconds since 1970; 0 for a text that is no time.
function millisecondsOf(time: string): number {
  const part = (from: number, to: number) => Number(time.slice(from, to));
  const ms = Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(9, 11), part(12, 14), part(15, 17), part(18, 21));
  return ms >= 0 ? ms : 0;
}
