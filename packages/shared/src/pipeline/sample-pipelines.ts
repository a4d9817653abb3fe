/**
 * Pipelines for tests: short builders of nodes and edges, and Market Spread in both of its topologies. The applications that
 * ship are in `examples/`; these only have to be small and to say what they are.
 */
import { edgeId, nodeId } from '../ids.ts';
import {
  type ComputationNode,
  type KeyNode,
  type NoteNode,
  type Pipeline,
  type PipelineEdge,
  pipelineFormat,
  type PipelineNode,
  pipelineVersion,
  type SinkNode,
  type SourceNode,
  type StateComputationNode,
  type StateNode,
} from './pipeline.ts';

const at = (id: string) => ({ id: nodeId(id), name: id, position: { x: 0, y: 0 } });

export const source = (id: string, fields: Partial<SourceNode> = {}): SourceNode => ({
  ...at(id),
  kind: 'source',
  connector: { type: 'file', path: `${id}.ndjson`, format: 'ndjson', rate: null },
  recordType: null,
  decode: null,
  generate: null,
  ...fields,
});

export const computation = (id: string, code: string): ComputationNode => ({ ...at(id), kind: 'computation', code });
export const key = (id: string, code: string): KeyNode => ({ ...at(id), kind: 'key', code });
export const state = (id: string, initial: string): StateNode => ({
  ...at(id),
  kind: 'state',
  initial,
  size: { width: 300, height: 200 },
});
export const stateComputation = (id: string, of: string, code: string): StateComputationNode => ({
  ...at(id),
  kind: 'state-computation',
  state: nodeId(of),
  code,
});
export const sink = (id: string, fields: Partial<SinkNode> = {}): SinkNode => ({
  ...at(id),
  kind: 'sink',
  connector: { type: 'live' },
  encode: null,
  ...fields,
});
export const note = (id: string, text: string): NoteNode => ({
  ...at(id),
  kind: 'note',
  text,
  size: { width: 200, height: 80 },
});

/** `edge('orders', 'key')`, with the id `orders-key`. */
export const edge = (from: string, to: string): PipelineEdge => ({
  id: edgeId(`${from}-${to}`),
  from: nodeId(from),
  to: nodeId(to),
});

/** Edges along each list of node ids: `flows(['orders', 'key', 'check'], ['check', 'out'])`. */
export const flows = (...ways: readonly (readonly string[])[]): readonly PipelineEdge[] =>
  ways.flatMap((way) => way.slice(1).map((to, index) => edge(way[index] ?? to, to)));

export const pipeline = (nodes: readonly PipelineNode[], edges: readonly PipelineEdge[], types = ''): Pipeline => ({
  format: pipelineFormat,
  version: pipelineVersion,
  name: 'Sample',
  description: '',
  types,
  nodes,
  edges,
});

const marketTypes = `type Order = { side: number; account: number; orderId: string; symbol: string; quantity: number; price: number; time: string };
type MarketData = { symbol: string; time: string; bid: number; offer: number };
type Rejection = Omit<Order, 'time'> & { bid: number; offer: number; timestamp: number };`;

const symbolData = state('symbol-data', '() => ({ bid: 0, offer: 0, rejectTrades: true })');
const updateMarket = `(data, state) => {
  const diff = data.offer - data.bid;
  const mid = (data.bid + data.offer) / 2;
  state.rejectTrades = diff >= 0.05 || diff / mid >= 0.05;
  state.bid = data.bid;
  state.offer = data.offer;
}`;
const checkOrder = `(order, state): Rejection | null => {
  if (!state.rejectTrades) return null;
  const { time, ...rest } = order;
  return { ...rest, bid: state.bid, offer: state.offer, timestamp: Date.parse(time) };
}`;

/** Two flows that share a state. */
export const marketSpread: Pipeline = {
  ...pipeline(
    [
      source('orders', { recordType: 'Order' }),
      source('market-data', { recordType: 'MarketData' }),
      key('order-symbol', '(order) => order.symbol'),
      key('data-symbol', '(data) => data.symbol'),
      symbolData,
      stateComputation('check-order', 'symbol-data', checkOrder),
      stateComputation('update-market', 'symbol-data', updateMarket),
      sink('rejections'),
    ],
    flows(['orders', 'order-symbol', 'check-order', 'rejections'], ['market-data', 'data-symbol', 'update-market']),
    marketTypes,
  ),
  name: 'Market Spread',
};

/** One flow: merged, keyed, tested for its kind. */
export const marketSpreadMerged: Pipeline = {
  ...pipeline(
    [
      source('orders', { recordType: 'Order' }),
      source('market-data', { recordType: 'MarketData' }),
      key('symbol', '(record) => record.symbol'),
      symbolData,
      stateComputation(
        'check-or-update',
        'symbol-data',
        `(record, state): Rejection | null => {
  if ('bid' in record) {
    const diff = record.offer - record.bid;
    const mid = (record.bid + record.offer) / 2;
    Object.assign(state, { bid: record.bid, offer: record.offer, rejectTrades: diff >= 0.05 || diff / mid >= 0.05 });
    return null;
  }
  if (!state.rejectTrades) return null;
  const { time, ...rest } = record;
  return { ...rest, bid: state.bid, offer: state.offer, timestamp: Date.parse(time) };
}`,
      ),
      sink('rejections'),
    ],
    flows(['orders', 'symbol', 'check-or-update', 'rejections'], ['market-data', 'symbol']),
    marketTypes,
  ),
  name: 'Market Spread, merged',
};
