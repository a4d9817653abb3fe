/** The pipeline into which a learner tries to write a step that touches two entities. Pure. */
import { edgeId, nodeId } from '@potoroo/shared/ids';
import { type Pipeline, pipelineFormat, pipelineVersion } from '@potoroo/shared/pipeline';

const position = { x: 0, y: 0 };
const ids = {
  orders: nodeId('orders'),
  payer: nodeId('payer'),
  accounts: nodeId('accounts'),
  pay: nodeId('pay'),
  out: nodeId('out'),
};

/** `code`: what shall happen when an order meets the account that pays. */
export const paymentPipeline = (code: string): Pipeline => ({
  format: pipelineFormat,
  version: pipelineVersion,
  name: 'Payments',
  description: '',
  types: 'type Order = { from: string; to: string; amount: number };\ntype Account = { balance: number };',
  nodes: [
    {
      id: ids.orders,
      name: 'Orders',
      kind: 'source',
      position,
      connector: { type: 'generator', rate: 1_000, count: null },
      recordType: 'Order',
      decode: null,
      generate: "(index: number): Order => ({ from: 'A' + (index % 9), to: 'A' + ((index * 7) % 9), amount: 1 })",
    },
    { id: ids.payer, name: 'Payer', kind: 'key', position, code: '(order) => order.from' },
    {
      id: ids.accounts,
      name: 'Accounts',
      kind: 'state',
      position,
      size: { width: 1, height: 1 },
      initial: '(): Account => ({ balance: 100 })',
    },
    { id: ids.pay, name: 'Pay', kind: 'state-computation', position, state: ids.accounts, code },
    { id: ids.out, name: 'Out', kind: 'sink', position, connector: { type: 'live' }, encode: null },
  ],
  edges: (
    [
      [ids.orders, ids.payer],
      [ids.payer, ids.pay],
      [ids.pay, ids.out],
    ] as const
  ).map(([from, to]) => ({ id: edgeId(`${from}-${to}`), from, to })),
});
