// Shares that are divided wrongly send a person to optimise what costs nothing.
import { moduleId, nodeId } from '@potoroo/shared/ids';
import type { Module } from '@potoroo/shared/topology';
import { describe, expect, it } from 'vitest';
import type { CpuProfile } from './profile-shares.ts';
import { joined, sharesOf } from './profile-shares.ts';

const modules: readonly Module[] = [
  { id: moduleId(0), node: nodeId('check'), field: 'code', code: '', lines: [] },
  { id: moduleId(1), node: nodeId('orders'), field: 'decode', code: '', lines: [] },
];
const none = { 'user logic': 0, codec: 0, network: 0, runtime: 0, garbage: 0 };
const node = (id: number, url: string, children: readonly number[] = [], functionName = 'f') => ({
  id,
  callFrame: { functionName, url },
  children,
});
/** root -> the core's loop -> a codec -> the engine; a snippet -> the engine; a socket; idle, program, collector. */
const profile = (samples: readonly number[], timeDeltas: readonly number[]): CpuProfile => ({
  nodes: [
    node(1, '', [2, 8, 9, 10], '(root)'),
    node(2, 'file:///p/src/core/worker.ts', [3, 5, 7]),
    node(3, 'file:///p/src/core/exchange/record-codec.ts', [4]),
    node(4, 'node:buffer', []),
    node(5, 'potoroo-snippet-0.js', [6]),
    node(6, '', [], 'sort'),
    node(7, 'node:net', []),
    node(8, '', [], '(idle)'),
    node(9, '', [], '(program)'),
    node(10, '', [], '(garbage collector)'),
  ],
  startTime: 0,
  endTime: 1,
  samples,
  timeDeltas,
});

describe('the shares of a profile', () => {
  it('give each sample to who owns its innermost frame, and the engine to its caller; idle time is no work', () => {
    const { busyMs, parts, nodes } = sharesOf(
      profile([2, 3, 4, 5, 6, 7, 8, 9, 10], [1_000, 1_000, 1_000, 1_000, 2_000, 1_000, 50_000, 1_000, 2_000]),
      modules,
    );
    expect(busyMs).toBe(10);
    expect(parts).toEqual({ 'user logic': 0.3, codec: 0.2, network: 0.2, runtime: 0.1, garbage: 0.2 });
    expect(nodes).toEqual([{ node: 'check', share: 0.3, parts: { ...none, 'user logic': 0.3 } }]);
  });

  it.each([
    'peer-links',
    'reused-reads',
    'file-source',
    'file-sink',
    'tcp-sink',
    'sent-outputs',
    'journal/segment-log',
  ])('count what reads and writes, %s, to the network', (name) => {
    const own = [node(1, '', [2], '(root)'), node(2, `file:///p/src/hosts/node/${name}.ts`)];
    expect(sharesOf({ ...profile([2], [1_000]), nodes: own }, modules).parts).toEqual({ ...none, network: 1 });
  });

  it('are none where nothing was sampled', () => {
    expect(sharesOf(joined([]), modules)).toEqual({
      busyMs: 0,
      parts: none,
      nodes: [],
    });
  });

  it('are of a node where its code was made for it, with what that calls, unless it is of another node', () => {
    const { parts, nodes } = sharesOf(
      {
        ...profile([2, 3, 4, 5, 6, 7, 8], [1_000, 1_000, 1_000, 2_000, 3_000, 1_000, 1_000]),
        nodes: [
          node(1, '', [2, 8], '(root)'),
          node(2, 'potoroo-made-makeTake-of-the%20orders.js', [3, 4, 7]),
          node(3, 'file:///p/src/operators/formats/framed.ts', []),
          node(4, 'potoroo-made-makeApply-of-check.js', [5, 6]),
          node(5, 'potoroo-snippet-0.js', []),
          node(6, 'file:///p/src/core/slots/state-table.ts', []),
          node(7, 'potoroo-made-makeSend.js', []),
          node(8, 'node:net', []),
        ],
      },
      modules,
    );
    expect(parts).toEqual({ ...none, 'user logic': 0.2, codec: 0.1, runtime: 0.6, network: 0.1 });
    expect(nodes).toEqual([
      { node: 'check', share: 0.6, parts: { ...none, 'user logic': 0.2, runtime: 0.4 } },
      { node: 'the orders', share: 0.3, parts: { ...none, codec: 0.1, runtime: 0.2 } },
    ]);
  });

  it('of joined slices are those of all of their samples', () => {
    const [one, other] = [profile([5, 7], [3_000, 1_000]), profile([3], [4_000])];
    const both = joined([one, other]);
    expect(new Set(both.nodes.map(({ id }) => id)).size).toBe(both.nodes.length);
    expect(sharesOf(both, modules).parts).toEqual({
      'user logic': 0.375,
      codec: 0.5,
      network: 0.125,
      runtime: 0,
      garbage: 0,
    });
  });
});
