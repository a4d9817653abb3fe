/** Market Spread by record layouts: the same bytes as Market Spread's, described instead of decoded and encoded by snippets. */
import { generator, live, pipeline, recordLayout, type } from '@potoroo/runtime';
import checkOrder from '../market-spread/check-order.ts';
import generateMarketData from '../market-spread/generate-market-data.ts';
import generateOrder from '../market-spread/generate-orders.ts';
import initialSymbolData from '../market-spread/initial-symbol-data.ts';
import marketDataSymbol from '../market-spread/market-data-symbol.ts';
import orderSymbol from '../market-spread/order-symbol.ts';
import type { MarketData, Order } from '../market-spread/types.ts';
import updateMarketData from '../market-spread/update-market-data.ts';
import layout from './pipeline.layout.json' with { type: 'json' };

const app = pipeline('Market Spread, by layout', {
  description:
    'The same job and the same bytes as Market Spread. Layouts say where fields lie, so records travel as they came and only what is read is decoded.',
  layout,
});

const order = recordLayout([
  { name: 'type', type: 'u8', equals: 1 },
  { name: 'side', type: 'u8' },
  { name: 'account', type: 'u32' },
  { name: 'orderId', type: 'text', bytes: 6, padding: 'none' },
  { name: 'symbol', type: 'text', bytes: 4, padding: 'spaces-before' },
  { name: 'quantity', type: 'f64' },
  { name: 'price', type: 'f64' },
  { name: 'time', type: 'text', bytes: 21, padding: 'none' },
]);

const marketData = recordLayout([
  { name: 'type', type: 'u8', equals: 2 },
  { name: 'symbol', type: 'text', bytes: 4, padding: 'spaces-before' },
  { name: 'time', type: 'text', bytes: 21, padding: 'none' },
  { name: 'bid', type: 'f64' },
  { name: 'offer', type: 'f64' },
]);

const rejection = recordLayout([
  { name: 'side', type: 'u8' },
  { name: 'account', type: 'u32' },
  { name: 'orderId', type: 'text', bytes: 6, padding: 'spaces-before' },
  { name: 'symbol', type: 'text', bytes: 4, padding: 'spaces-before' },
  { name: 'quantity', type: 'f64' },
  { name: 'price', type: 'f64' },
  { name: 'bid', type: 'f64' },
  { name: 'offer', type: 'f64' },
  { name: 'timestamp', type: 'u64' },
]);

const symbolData = app.state('symbol-data', initialSymbolData);

app
  .source('orders', {
    connector: generator({ rate: 20_000 }),
    recordType: type<Order>('Order'),
    recordLayout: order,
    generate: generateOrder,
  })
  .keyBy('order-symbol', orderSymbol, { name: 'symbol' })
  .compute('check-order', symbolData, checkOrder)
  .sink('rejections', live(), { recordLayout: rejection });

app
  .source('market-data', {
    connector: generator({ rate: 20_000 }),
    recordType: type<MarketData>('MarketData'),
    recordLayout: marketData,
    generate: generateMarketData,
  })
  .keyBy('market-data-symbol', marketDataSymbol, { name: 'symbol' })
  .compute('update-market-data', symbolData, updateMarketData);

app.note(
  'note',
  'As bytes, orders and market data need no decode snippet: each source has a table of its fields. The Code screen shows it, and the inspector does once tcp() stands there for generator().',
);

export default app;
