// Market Spread by layout, with records that stay bytes and with records that are decoded, on input with damaged frames.
// What would break: the faster way gives other rejections or other dead letters, or keeps bytes that are no longer its own.
import type { Topology } from '@potoroo/shared/topology';
import { TopologyDriver } from '@potoroo/runtime/testing';
import { nodeId } from '@potoroo/shared/ids';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applicationNamed } from '../inputs/applications.ts';
import { compiledExample } from './compiled-example.ts';

const framed = { source: { format: 'framed' }, sink: 'framed' } as const;
const lazy = compiledExample('market-spread-layout', framed);
const decoded: Topology = {
  ...lazy,
  stages: lazy.stages.map((stage) => (stage.kind === 'source' ? { ...stage, lazy: false } : stage)),
};
const inputs = applicationNamed('market-spread').make({
  records: 300,
  seed: 5,
  format: 'framed',
  rejectedShare: 0.3,
  flicker: 0.1,
});
const frameBytes = { orders: 57, 'market-data': 46 } as const;

/** Changes bytes of payloads, never of a length, so that the frames stay where they are. */
function damaged(source: 'orders' | 'market-data', at: readonly number[]): Uint8Array {
  const bytes = Uint8Array.from(inputs.get(source) ?? []);
  for (const place of at) {
    const index = place % bytes.length;
    if (index % frameBytes[source] >= 4) bytes[index] = place % 251;
  }
  return bytes;
}

function outcome(topology: Topology, marketData: Uint8Array, orders: Uint8Array) {
  const driver = new TopologyDriver(topology);
  driver.feed(nodeId('market-data'), marketData);
  driver.feed(nodeId('orders'), orders);
  return {
    rejections: driver.outputs(nodeId('rejections')),
    failures: driver.failures.map(({ node, kind, error, record, key }) => [node, kind, String(error), record, key]),
    state: driver.state(nodeId('symbol-data')),
  };
}

test('records that stay bytes are judged, rejected and refused as decoded ones are', () => {
  expect(lazy.stages.flatMap((stage) => (stage.kind === 'source' ? [stage.lazy] : []))).toEqual([true, true]);
  let refused = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 40 }), (quotes, orders) => {
      const input = [damaged('market-data', quotes), damaged('orders', orders)] as const;
      const expected = outcome(decoded, ...input);
      expect(outcome(lazy, ...input)).toEqual(expected);
      refused += expected.failures.length;
    }),
    { numRuns: 40 },
  );
  expect(refused).toBeGreaterThan(0);
});

test('a record at which a snippet threw is told whole', () => {
  const failing: Topology = {
    ...lazy,
    modules: lazy.modules.map((module) =>
      module.node === 'check-order'
        ? { ...module, code: 'exports.default = (order) => { throw new Error(order.symbol); };' }
        : module,
    ),
  };
  const driver = new TopologyDriver(failing);
  driver.feed(nodeId('orders'), damaged('orders', []));
  expect(driver.failures).toHaveLength(150);
  const [first, second] = driver.failures;
  expect(first?.record).toMatchObject({ side: expect.any(Number), orderId: '000000', time: expect.any(String) });
  expect(second?.record).not.toEqual(first?.record);
});

test('what a layout writes is what the encode snippet writes', () => {
  const snippets = compiledExample('market-spread', framed);
  const input = [damaged('market-data', []), damaged('orders', [])] as const;
  const { rejections } = outcome(lazy, ...input);
  expect(rejections.length).toBeGreaterThan(10);
  expect(rejections).toEqual(outcome(snippets, ...input).rejections);
});

test('the golden bytes of an order and of market data are read, and a rejection of them written', () => {
  const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
  const order = hex(
    '00000035 01 01 00000007 303030303031 4141504c 408f400000000000 4024000000000000 32303138303631322d31323a30303a30302e303030',
  );
  const quote = hex(
    '0000002a 02 4141504c 32303138303631322d31323a30303a30302e303030 4059000000000000 4059028f5c28f5c3',
  );
  expect(outcome(lazy, quote, order)).toMatchObject({ rejections: [], failures: [] });
  const rejection = hex(
    '00000037 01 00000007 303030303031 4141504c 408f400000000000 4024000000000000 0000000000000000 0000000000000000 00000163f3ddf600',
  );
  expect(outcome(lazy, new Uint8Array(0), order).rejections).toEqual([rejection]);
});
