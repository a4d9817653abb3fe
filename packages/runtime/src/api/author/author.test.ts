// The types of a description are half of its meaning. Each `@ts-expect-error` is a mistake that must not compile; the type
// check of this file fails where one of them does.
import { expect, test } from 'vitest';
import { file, generator, live, pipeline, recordLayout, type } from './index.ts';

type Order = { readonly symbol: string; readonly quantity: number };

test('types flow from the source to the sink, and a step that does not fit is a type error', () => {
  const app = pipeline('Test', { description: 'Orders by symbol' });
  const totals = app.state('totals', () => ({ quantity: 0 }));
  const orders = app.source('orders', { connector: generator(), recordType: type<Order>('Order') });
  const bySymbol = orders.keyBy('symbol', (order) => order.symbol);
  const sums = bySymbol.compute('sum', totals, (order, total, { key }) => {
    total.quantity += order.quantity;
    return total.quantity > 10 ? [{ key, total: total.quantity }] : null;
  });
  sums.sink('sums', live(), { name: 'All sums', encode: (sum) => `${sum.key} ${sum.total.toFixed(1)}` });
  const lines = app.source('lines', { connector: file('in.txt') }).compute('trim', (line) => line.trim());
  app.merge(orders, lines).compute('both', (record) => (typeof record === 'string' ? record : record.symbol));

  // @ts-expect-error a key is a string
  orders.keyBy('bad-key', (order) => order.quantity);
  // @ts-expect-error there is no such field
  orders.compute('bad-field', (order) => order.price);
  // @ts-expect-error the state holds another type
  bySymbol.compute('bad-state', totals, (_order, total: { quantity: string }) => total.quantity);
  // @ts-expect-error what is keyed meets a state
  bySymbol.compute('no-state', (order: Order) => order);
  // @ts-expect-error what is not keyed meets none
  orders.compute('no-key', totals, (order: Order) => order);
  // @ts-expect-error text or bytes leave a sink
  sums.sink('bad-sink', live(), { encode: (sum) => sum.total });
  // @ts-expect-error decode gives the record type
  app.source('bad-decode', { connector: generator(), recordType: type<Order>('Order'), decode: () => 1 });

  const trade = recordLayout([
    { name: 'kind', type: 'u8', equals: 1 },
    { name: 'symbol', type: 'text', bytes: 4, padding: 'none' },
    { name: 'count', type: 'u64-bigint' },
  ]);
  const trades = app.source('trades', { connector: file('trades.bin', { format: 'framed' }), recordLayout: trade });
  trades.compute('trade-field', ({ symbol, count }) => symbol.length + Number(count * 2n));
  trades.sink('trades-again', live(), { recordLayout: trade });
  // @ts-expect-error a constant is no field of the record
  trades.compute('constant', (record) => record.kind);
  // @ts-expect-error the layout writes a field that these records have not
  sums.sink('bad-layout', live(), { recordLayout: trade });
  // @ts-expect-error the layout gives other fields than the record type has
  app.source('bad-type', { connector: generator(), recordType: type<Order>('Order'), recordLayout: trade });

  const { nodes, edges, name } = app.sketch();
  expect(name).toBe('Test');
  expect(nodes.find(({ id }) => id === 'sums')).toMatchObject({
    kind: 'sink',
    name: 'All sums',
    connector: { type: 'live' },
  });
  expect(nodes.find(({ id }) => id === 'symbol')).toMatchObject({ kind: 'key', name: 'symbol' });
  expect(nodes.find(({ id }) => id === 'orders')).toMatchObject({ name: 'Orders', recordType: 'Order', decode: null });
  expect(edges.slice(0, 3).map(({ from, to }) => `${from} ${to}`)).toEqual(['orders symbol', 'symbol sum', 'sum sums']);
  expect(edges.filter(({ to }) => to === 'both')).toHaveLength(2);
});

test('a file to read is not taken for one to write', () => {
  expect(() => pipeline('Test').merge().sink('out', file('out.txt'))).toThrow(/sink "out".*toFile/);
});
