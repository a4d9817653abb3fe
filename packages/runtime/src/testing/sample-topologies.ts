/** Topologies made by hand for the runtime's own tests, so that they do not depend on the compiler. */
import type { ExchangeId, ModuleId, NodeId, StageId } from '@potoroo/shared/ids';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { Exchange, Module, Stage, Topology } from '@potoroo/shared/topology';

const module = (id: number, node: string, body: string): Module => ({
  id: moduleId(id),
  node: nodeId(node),
  field: 'code',
  code: `exports.default = ${body};`,
  lines: [1],
});
const file = { type: 'file', path: 'unused', rate: null } as const;

type Parts = {
  readonly modules: readonly Module[];
  readonly stages: readonly Stage[];
  readonly exchanges: readonly Exchange[];
};
const topology = (name: string, parts: Parts): Topology => ({ version: 1, name, codeHash: name, ...parts });

const source = (id: StageId, node: NodeId, key: ModuleId, exchange: ExchangeId): Stage => ({
  id,
  kind: 'source',
  name: node,
  node,
  connector: { ...file, format: 'lines' },
  decode: null,
  generate: null,
  shape: null,
  outputs: [0],
  steps: [{ type: 'key', node: nodeId(`${node}-key`), module: key, exchanges: [exchange] }],
});

/** Lines `key` in, lines `key => n` out: per key the totals rise by one, so any loss, doubling or reordering shows. */
export const countLines: Topology = topology('count lines', {
  modules: [
    module(0, 'key', '(line) => line'),
    module(1, 'total', '() => ({ n: 0 })'),
    module(2, 'count', '(line, state) => ({ key: line, n: ++state.n })'),
    module(3, 'totals', '(total) => `${total.key} => ${total.n}`'),
  ],
  stages: [
    source(stageId(0), nodeId('votes'), moduleId(0), exchangeId(0)),
    {
      id: stageId(1),
      kind: 'keyed',
      name: 'total',
      state: nodeId('total'),
      initial: moduleId(1),
      slots: 256,
      inputs: [{ node: nodeId('count'), module: moduleId(2), outputs: [0] }],
      steps: [{ type: 'encode', node: nodeId('totals'), module: moduleId(3), exchange: exchangeId(1) }],
    },
    {
      id: stageId(2),
      kind: 'sink',
      name: 'totals',
      node: nodeId('totals'),
      connector: { type: 'file', path: 'unused', format: 'lines' },
      encode: moduleId(3),
      shards: 1,
      steps: [],
    },
  ],
  exchanges: [
    { id: exchangeId(0), kind: 'hash', from: stageId(0), to: stageId(1), input: 0, node: nodeId('votes-key') },
    { id: exchangeId(1), kind: 'shard', from: stageId(1), to: stageId(2), input: 0, node: nodeId('count') },
  ],
});

/** Two sources into one state, then re-keyed into a second state: `a:<line>` sets, `b:<line>` reads and amplifies. */
export const twoStages: Topology = topology('two stages', {
  modules: [
    module(0, 'left-key', '(line) => line.slice(0, 2)'),
    module(1, 'right-key', '(line) => line.slice(0, 2)'),
    module(2, 'first', '() => ({ seen: 0 })'),
    module(
      3,
      'set',
      '(line, state, context) => { state.seen++; return [{ line, n: state.seen }, { line: context.key, n: -1 }]; }',
    ),
    module(4, 'read', '(line, state) => ({ line, n: state.seen })'),
    module(5, 'regroup', '(record) => record.line.slice(-1)'),
    module(6, 'second', '() => ({ total: 0 })'),
    module(7, 'add', '(record, state) => { state.total++; return { line: record.line, total: state.total }; }'),
  ],
  stages: [
    source(stageId(0), nodeId('left'), moduleId(0), exchangeId(0)),
    source(stageId(1), nodeId('right'), moduleId(1), exchangeId(1)),
    {
      id: stageId(2),
      kind: 'keyed',
      name: 'first',
      state: nodeId('first'),
      initial: moduleId(2),
      slots: 256,
      inputs: [
        { node: nodeId('set'), module: moduleId(3), outputs: [0] },
        { node: nodeId('read'), module: moduleId(4), outputs: [0] },
      ],
      steps: [{ type: 'key', node: nodeId('regroup'), module: moduleId(5), exchanges: [exchangeId(2)] }],
    },
    {
      id: stageId(3),
      kind: 'keyed',
      name: 'second',
      state: nodeId('second'),
      initial: moduleId(6),
      slots: 256,
      inputs: [{ node: nodeId('add'), module: moduleId(7), outputs: [0] }],
      steps: [{ type: 'encode', node: nodeId('out'), module: null, exchange: exchangeId(3) }],
    },
    {
      id: stageId(4),
      kind: 'sink',
      name: 'out',
      node: nodeId('out'),
      connector: { type: 'file', path: 'unused', format: 'ndjson' },
      encode: null,
      shards: 1,
      steps: [],
    },
  ],
  exchanges: [
    { id: exchangeId(0), kind: 'hash', from: stageId(0), to: stageId(2), input: 0, node: nodeId('left-key') },
    { id: exchangeId(1), kind: 'hash', from: stageId(1), to: stageId(2), input: 1, node: nodeId('right-key') },
    { id: exchangeId(2), kind: 'hash', from: stageId(2), to: stageId(3), input: 0, node: nodeId('regroup') },
    { id: exchangeId(3), kind: 'shard', from: stageId(3), to: stageId(4), input: 0, node: nodeId('add') },
  ],
});
