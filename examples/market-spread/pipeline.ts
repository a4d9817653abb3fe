/** Market Spread in two flows: orders and market data of one symbol meet the same state object. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import checkOrder from './check-order.ts';
import decodeMarketData from './decode-market-data.ts';
import decodeOrder from './decode-order.ts';
import encodeRejection from './encode-rejection.ts';
import generateMarketData from './generate-market-data.ts';
import generateOrder from './generate-orders.ts';
import initialSymbolData from './initial-symbol-data.ts';
import marketDataSymbol from './market-data-symbol.ts';
import orderSymbol from './order-symbol.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import type { MarketData, Order } from './types.ts';
import updateMarketData from './update-market-data.ts';

const app = pipeline('Market Spread', {
  description:
    'Stops orders while the spread of their symbol is too wide. Two flows share one state object per symbol.',
  layout,
});

const symbolData = app.state('symbol-data', initialSymbolData);

app
  .source('orders', {
    connector: generator({ rate: 20_000 }),
    recordType: type<Order>('Order'),
    decode: decodeOrder,
    generate: generateOrder,
  })
  .keyBy('order-symbol', orderSymbol, { name: 'symbol' })
  .compute('check-order', symbolData, checkOrder)
  .sink('rejections', live(), { encode: encodeRejection });

app
  .source('market-data', {
    connector: generator({ rate: 20_000 }),
    recordType: type<MarketData>('MarketData'),
    decode: decodeMarketData,
    generate: generateMarketData,
  })
  .keyBy('market-data-symbol', marketDataSymbol, { name: 'symbol' })
  .compute('update-market-data', symbolData, updateMarketData);

app.note(
  'note',
  'Orders and market data of one symbol meet the same state object. Which comes first is a race, and that race is what this example is about.',
);

export default app;
