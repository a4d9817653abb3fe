/** A card that shows another object's record, or asks for records of the wrong node, teaches something that is not so. */
import { nodeId } from '@potoroo/shared/ids';
import { marketSpread } from '@potoroo/shared/pipeline/samples';
import { expect, test } from 'vitest';
import { feedersOf, LastRecords } from './last-records.ts';

const stateNode = marketSpread.nodes.find(({ kind }) => kind === 'state');
const state = stateNode?.id ?? nodeId('');
const told = (node: string, key: string, text: string) => ({
  node: nodeId(node),
  key,
  text,
  atMs: 0,
  worker: 'w1',
  isCut: false,
});

test('cards look at the nodes that lead to their state, and at nothing once they are no cards', () => {
  const feeders = feedersOf(marketSpread, state);
  expect(feeders.length).toBeGreaterThan(0);
  const kinds = new Map(marketSpread.nodes.map(({ id, kind }) => [id, kind]));
  expect(feeders.map((id) => kinds.get(id))).toEqual(feeders.map(() => 'key'));
  const records = new LastRecords();
  expect([records.follow(feeders), records.follow([...feeders])]).toEqual([true, false]);
  const [node = ''] = feeders;
  expect(records.take([told(node, 'AAPL', '1'), told(node, 'MSFT', '2'), told(node, 'AAPL', '3')])).toBe(true);
  expect(records.take([told('elsewhere', 'MSFT', '4'), told(node, '', '5')])).toBe(false);
  expect([records.of('AAPL'), records.of('MSFT'), records.of('')]).toEqual(['3', '2', null]);
  expect([records.follow([]), records.of('AAPL')]).toEqual([true, null]);
});

test('of more keys than any screen has cards for, those heard of last are kept', () => {
  const records = new LastRecords();
  records.follow([nodeId('n')]);
  records.take([told('n', 'first', '1')]);
  records.take(Array.from({ length: 399 }, (_, index) => told('n', `k${index}`, '')));
  records.take([told('n', 'first', '2'), told('n', 'new', '')]);
  expect([records.of('first'), records.of('k0'), records.of('k1')]).toEqual(['2', null, '']);
});
