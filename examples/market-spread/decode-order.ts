import { orderIdAt, symbolAt, timeAt, viewOf } from './fields.ts';
import type { Order } from './types.ts';

// 53 bytes: type 1, side, account, order id, symbol, quantity, price, time.
export default function decodeOrder(bytes: Uint8Array): Order {
  if (bytes[0] !== 1)
    throw new Error(`type byte ${bytes[0]} is not an order's: did you connect the sources the wrong way round?`);
  if (bytes.length !== 53) throw new Error(`an order is 53 bytes long, this one ${bytes.length}`);
  const view = viewOf(bytes);
  const at = bytes.byteOffset;
  return {
    side: view.getUint8(at + 1),
    account: view.getUint32(at + 2),
    orderId: orderIdAt(view, at + 6),
    symbol: symbolAt(view, at + 12),
    quantity: view.getFloat64(at + 16),
    price: view.getFloat64(at + 24),
    time: timeAt(view, at + 32),
  };
}
