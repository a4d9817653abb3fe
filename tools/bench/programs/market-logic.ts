/** Market Spread as anybody would write it in plain JavaScript: what the peers run. */

export type Order = {
  readonly side: number;
  readonly account: number;
  readonly orderId: string;
  readonly symbol: string;
  readonly quantity: number;
  readonly price: number;
  readonly time: string;
};
export type Quote = { readonly symbol: string; readonly bid: number; readonly offer: number };
type SymbolData = { bid: number; offer: number; rejectTrades: boolean };

export class Market {
  readonly #symbols = new Map<string, SymbolData>();

  update({ symbol, bid, offer }: Quote): void {
    const data = this.#of(symbol);
    const spread = offer - bid;
    data.bid = bid;
    data.offer = offer;
    data.rejectTrades = spread >= 0.05 || spread / ((bid + offer) / 2) >= 0.05;
  }

  /** A rejection, or null. */
  check(order: Order): object | null {
    const { bid, offer, rejectTrades } = this.#of(order.symbol);
    if (!rejectTrades) return null;
    const { time: _time, ...rest } = order;
    return { ...rest, bid, offer, timestamp: 0 };
  }

  #of(symbol: string): SymbolData {
    const known = this.#symbols.get(symbol);
    if (known !== undefined) return known;
    const made = { bid: 0, offer: 0, rejectTrades: true };
    this.#symbols.set(symbol, made);
    return made;
  }
}

/** Divides chunks into lines; what a chunk leaves open is kept for the next. */
export class Lines {
  #open = '';
  readonly #decoder = new TextDecoder();

  of(chunk: Uint8Array): readonly string[] {
    const lines = (this.#open + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#open = lines.pop() ?? '';
    return lines;
  }
}
