/** If these were wrong, the studio would refuse connections that compile, or draw ones that cannot. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeId } from '../ids.ts';
import type { Pipeline } from '../pipeline/index.ts';
import {
  computation,
  flows,
  key,
  pipeline,
  sink,
  source,
  state,
  stateComputation,
} from '../pipeline/sample-pipelines.ts';
import { compileForEditor } from './compile.ts';
import { collectLibraries } from './libraries.ts';

const libraryFolder = new URL('.', import.meta.resolve('typescript-6'));
const libraries = collectLibraries((name) => readFileSync(new URL(name, libraryFolder), 'utf8'));

const ports = (document: Pipeline) => compileForEditor(document, libraries).ports;
const types = 'type Order = { id: number; symbol: string };\ntype Trade = { id: number };';

test('an input demands what its author has written, and refuses what is not assignable to it', () => {
  const { outputs, inputs, misfits } = ports(
    pipeline(
      [
        source('orders', { recordType: 'Order' }),
        source('trades', { recordType: 'Trade' }),
        source('texts', { recordType: 'string' }),
        computation('take-trade', '(trade: Trade) => trade.id'),
        computation('take-order', '(order: Order) => order.symbol'),
        computation('take-any', '(record) => record'),
        key('by-symbol', '(order: Order) => order.symbol'),
        state('count', '() => ({ count: 0 })'),
        stateComputation('counter', 'count', '(order: Order, state) => void state.count++'),
        sink('out', { encode: '(value: string) => value' }),
      ],
      [],
      types,
    ),
  );
  expect(outputs.get(nodeId('orders'))).toBe('Order');
  expect(outputs.get(nodeId('take-trade'))).toBe('number');
  expect(Object.fromEntries(inputs)).toEqual({
    'take-trade': 'Trade',
    'take-order': 'Order',
    'by-symbol': 'Order',
    counter: 'Order',
    out: 'string',
  });
  const refused = (to: string) => misfits.get(nodeId(to)) ?? [];
  expect(refused('take-trade')).toEqual(['texts', 'take-trade', 'take-order']);
  expect(refused('take-order')).toEqual(['trades', 'texts', 'take-trade', 'take-order']);
  expect(refused('out')).toEqual(expect.arrayContaining(['orders', 'trades', 'take-trade']));
  expect(refused('out')).not.toContain('texts');
  expect(refused('out')).not.toContain('take-order');
  expect(refused('take-any')).toEqual([]);
});

test('what is unfinished or unknown spares its neighbours', () => {
  const { misfits } = ports(
    pipeline(
      [
        source('orders', { recordType: 'Order' }),
        computation('broken', '(order: Order) => {'),
        computation('nothing', ''),
        computation('unwritten', '(record) => record.missing'),
        computation('strict', '(order: Order) => order'),
      ],
      flows(['orders', 'broken']),
      types,
    ),
  );
  expect(misfits.get(nodeId('strict')) ?? []).toEqual([]);
});
