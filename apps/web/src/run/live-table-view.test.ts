import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { tableView } from './live-table-view.ts';

const rows = (...texts: readonly string[]) => texts.map((text, sequence) => ({ node: nodeId('sink'), sequence, text }));

test('rows of JSON objects become columns, the most recent row first', () => {
  expect(tableView(rows('{"symbol":"AAPL","bid":1}', '{"symbol":"IBM","bid":2,"tags":["a"]}'), 10)).toEqual({
    columns: ['symbol', 'bid', 'tags'],
    rows: [
      { sequence: 1, cells: ['IBM', '2', '["a"]'] },
      { sequence: 0, cells: ['AAPL', '1', ''] },
    ],
  });
});

test('text, lists, numbers and cut-off JSON stay text', () => {
  for (const text of ['a => 12', '[1,2]', '12', '{"cut":"of'])
    expect(tableView(rows('{"a":1}', text), 10).columns).toEqual(['record']);
});

test('only the most recent rows are shown', () => {
  expect(tableView(rows('a', 'b', 'c'), 2).rows.map(({ cells }) => cells[0])).toEqual(['c', 'b']);
});
