/** Market Spread in one flow: both sources are merged, keyed once, and each record is tested for its kind. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import decodeMarketData from '../market-spread/decode-market-data.ts';
import decodeOrder from '../market-spread/decode-order.ts';
import encodeRejection from '../market-spread/encode-rejection.ts';
import generateMarketData from '../market-spread/generate-market-data.ts';
import generateOrder from '../market-spread/generate-orders.ts';
import initialSymbolData from '../market-spread/initial-symbol-data.ts';
import type { MarketData, Order } from '../market-spread/types.ts';
import checkOrUpdate from './check-or-update.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import recordSymbol from './record-symbol.ts';

const app = pipeline('Market Spread, merged', {
  description: 'The same job as Market Spread as one flow: merged, keyed by symbol, and tested for the kind of record.',
  layout,
});

const symbolData = app.state('symbol-data', initialSymbolData);

const orders = app.source('orders', {
  connector: generator({ rate: 20_000 }),
  recordType: type<Order>('Order'),
  decode: decodeOrder,
  generate: generateOrder,
});

const marketData = app.source('market-data', {
  connector: generator({ rate: 20_000 }),
  recordType: type<MarketData>('MarketData'),
  decode: decodeMarketData,
  generate: generateMarketData,
});

app
  .merge(orders, marketData)
  .keyBy('symbol', recordSymbol)
  .compute('check-or-update', symbolData, checkOrUpdate)
  .sink('rejections', live(), { encode: encodeRejection });

app.note(
  'note',
  'One flow instead of two: both sources meet before the key, and the computation asks which kind of record it has.',
);

export default app;
