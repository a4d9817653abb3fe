/** An order of a trader, as it goes to market. */
export type Order = {
  /** 1 buys, 2 sells. */
  side: number;
  account: number;
  orderId: string;
  symbol: string;
  quantity: number;
  price: number;
  /** YYYYMMDD-HH:MM:SS.mmm */
  time: string;
};

/** The best bid and offer of a symbol. */
export type MarketData = {
  symbol: string;
  time: string;
  bid: number;
  offer: number;
};

/** What is known of one symbol. */
export type SymbolData = {
  bid: number;
  offer: number;
  rejectTrades: boolean;
};

/** An order that was stopped, with the bid and offer that stopped it. */
export type Rejection = {
  side: number;
  account: number;
  orderId: string;
  symbol: string;
  quantity: number;
  price: number;
  bid: number;
  offer: number;
  /** Milliseconds since 1970, from the order's time, so that a replay gives the same bytes. */
  timestamp: number;
};
