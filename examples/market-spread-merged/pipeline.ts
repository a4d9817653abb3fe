/** Market Spread in one flow: both sources are merged, keyed once, and each record is tested for its kind. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Market Spread, merged',
  description: 'The same job as Market Spread as one flow: merged, keyed by symbol, and tested for the kind of record.',
  types: 'types.ts',
  nodes: [
    {
      id: 'orders',
      kind: 'source',
      name: 'Orders',
      position: { x: 0, y: 24 },
      connector: { type: 'generator', rate: 20_000, count: null },
      recordType: 'Order',
      decode: '../market-spread/decode-order.ts',
      generate: '../market-spread/generate-orders.ts',
    },
    {
      id: 'market-data',
      kind: 'source',
      name: 'Market data',
      position: { x: 0, y: 154 },
      connector: { type: 'generator', rate: 20_000, count: null },
      recordType: 'MarketData',
      decode: '../market-spread/decode-market-data.ts',
      generate: '../market-spread/generate-market-data.ts',
    },
    { id: 'symbol', kind: 'key', name: 'symbol', position: { x: 244, y: 102 }, code: 'record-symbol.ts' },
    {
      id: 'symbol-data',
      kind: 'state',
      name: 'Symbol data',
      position: { x: 400, y: 41 },
      size: { width: 252, height: 130 },
      initial: '../market-spread/initial-symbol-data.ts',
    },
    {
      id: 'check-or-update',
      kind: 'state-computation',
      name: 'Check or update',
      position: { x: 428, y: 89 },
      state: 'symbol-data',
      code: 'check-or-update.ts',
    },
    {
      id: 'rejections',
      kind: 'sink',
      name: 'Rejections',
      position: { x: 708, y: 89 },
      connector: { type: 'live' },
      encode: '../market-spread/encode-rejection.ts',
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 400, y: 200 },
      size: { width: 252, height: 84 },
      text: 'One flow instead of two: both sources meet before the key, and the computation asks which kind of record it has.',
    },
  ],
  edges: [
    ['orders', 'symbol'],
    ['market-data', 'symbol'],
    ['symbol', 'check-or-update'],
    ['check-or-update', 'rejections'],
  ],
};
