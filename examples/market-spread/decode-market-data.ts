import { symbolAt, timeAt, viewOf } from './fields.ts';
import type { MarketData } from './types.ts';

// 42 bytes: type 2, symbol, time, bid, offer.
export default function decodeMarketData(bytes: Uint8Array): MarketData {
  if (bytes[0] !== 2)
    throw new Error(`type byte ${bytes[0]} is not market data's: did you connect the sources the wrong way round?`);
  if (bytes.length !== 42) throw new Error(`market data is 42 bytes long, this one ${bytes.length}`);
  const view = viewOf(bytes);
  const at = bytes.byteOffset;
  return {
    symbol: symbolAt(view, at + 1),
    time: timeAt(view, at + 5),
    bid: view.getFloat64(at + 26),
    offer: view.getFloat64(at + 34),
  };
}
